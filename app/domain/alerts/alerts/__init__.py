"""Alerts themselves: conditions, and when they fire."""
