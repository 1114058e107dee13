"""Sources of market prices."""
