"""Accounts of a user's: which rows are tied to them, what was stated of them, and what they come to."""
