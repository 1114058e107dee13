"""Dividends: what was paid, and what may be expected by the rhythm of the past. Pure, like the returns."""
