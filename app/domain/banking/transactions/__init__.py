"""Transactions as their owners see them: listed, edited, split, and shown on the BT Pay pages."""
