"""Portfolios: what was bought and sold, what it is worth, and what it returned.

Its packages build upon one another in the order that pyproject.toml lists under "The nouns of portfolio".
"""
