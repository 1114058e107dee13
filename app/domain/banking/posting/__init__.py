"""The one write of bank transactions: feeds, other services and files all come through here.

Promise: the same rows again change nothing; rows that a bank changed are changed in place; what a user
did to a row (category, notes, tags) survives all of it.
"""
