"""Accounts: who someone is, where they are signed in, and what was tried.

Job: auth.prune daily, for sign-ins and log entries that are past keeping.
"""
