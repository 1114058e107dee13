"""Targets: how an owner wants a portfolio spread, and what to buy or sell for it."""
