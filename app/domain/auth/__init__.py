"""Accounts: who someone is, where they are signed in, and what was tried.

Jobs: auth.prune daily, for sign-ins and log entries that are past keeping; auth.keep_revocations every
30 s, for a Redis that was set back to an older state.
"""
