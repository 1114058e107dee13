"""Markets: which instruments there are, their candles, and where these come from."""
