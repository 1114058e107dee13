"""Markets, candles and models."""
