"""What admins may follow of long work."""

from __future__ import annotations

from app.realtime import Topic, register

# 'account' is never given to an API token: admins hear of it where they signed in themselves.
ADMIN_JOBS = register(Topic("admin.jobs", scopes=("account",), role="admin"))
"""How the installation's own long work goes on: collections, trainings."""
