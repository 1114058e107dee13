"""Open, high, low, close and volume: stored by the minute, rolled up to longer bars as they arrive."""
