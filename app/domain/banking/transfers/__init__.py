"""Transfers between a user's own accounts: paired, suggested, and corrected by their owner."""
