"""Portfolios and investments."""
