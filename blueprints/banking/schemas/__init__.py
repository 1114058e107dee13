"""Queries, bodies and answers of the banking routes, by noun."""
