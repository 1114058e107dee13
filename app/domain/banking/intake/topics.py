"""What admins may follow of the intake."""

from __future__ import annotations

from app.realtime import Topic, register

# 'account' is never given to an API token: admins hear of others where they signed in themselves.
ADMIN_TRANSACTIONS = register(Topic("admin.transactions", scopes=("account",), role="admin"))
"""Everybody's transactions as they are taken in."""
ADMIN_INGEST = register(Topic("admin.ingest", scopes=("account",), role="admin"))
"""How the queue does."""
