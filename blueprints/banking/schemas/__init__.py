"""Queries, bodies and answers of the banking door, by noun."""
