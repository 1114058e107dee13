"""Stored transactions: their tables, their ids, what they add up to, and the outbox that pushes changes."""
