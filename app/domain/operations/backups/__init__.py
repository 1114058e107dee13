"""Backups: made, checked, listed, restored."""
