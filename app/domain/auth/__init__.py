"""Accounts: who somebody is, and what shows it.

Its packages build upon one another in the order that pyproject.toml lists under "The nouns of auth".
"""
