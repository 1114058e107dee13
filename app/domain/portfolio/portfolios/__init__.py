"""Portfolios themselves: their names, currencies and rules."""
