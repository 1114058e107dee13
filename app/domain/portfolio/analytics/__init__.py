"""A user's totals over all portfolios, refreshed every hour and when asked for."""
