"""Bank transactions: taken in, fed by banks, imported from files, categorised and shown.

Its packages build upon one another in the order that pyproject.toml lists under "The nouns of banking".
"""
