"""Markets asked of the trading platform, a second deployment; while it is away, what it said last."""
