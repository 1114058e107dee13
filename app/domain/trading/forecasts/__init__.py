"""Forecasts: what is said about a price to come, and what it was made with."""
