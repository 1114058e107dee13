"""Bodies and answers of the portfolio routes."""
