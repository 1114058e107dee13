"""Exchange rates by day: the European Central Bank's, and each user's own."""
