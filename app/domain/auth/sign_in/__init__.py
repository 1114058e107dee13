"""Signing in, the locks against guessing, and proof of who is there."""
