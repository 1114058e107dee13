"""The people with an account: their table, names and passwords."""
