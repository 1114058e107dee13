"""Prices by day, of the market and as owners state them, and splits."""
