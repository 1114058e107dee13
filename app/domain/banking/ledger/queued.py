"""How many of a user's rows wait in the intake's queue; the queue keeps the count."""

from __future__ import annotations

from typing import cast

from redis import Redis

PER_USER = "intake:users"
"""A hash in Redis: rows that wait, by the user's id."""


def rows_waiting(client: Redis, user_id: int) -> int:
    """Count a user's waiting rows."""
    return int(cast(bytes | None, client.hget(PER_USER, str(user_id))) or 0)
