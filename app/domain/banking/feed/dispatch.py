"""Asking for a connection's events to be worked off: once, however many of them come in meanwhile."""

from __future__ import annotations

import structlog
from redis.exceptions import RedisError

from app.db import on_commit
from app.extensions import redis
from app.jobs import Job, send

log = structlog.get_logger()

ASKED_MS = 2_000
"""A job that was asked for and has not begun after this time is asked for again."""


def ask_to_process(connection_id: int) -> None:
    """Once the current transaction has committed, have a worker look at the connection."""
    on_commit(lambda: _ask(connection_id))


def _ask(connection_id: int) -> None:
    try:
        if redis().set(_mark(connection_id), 1, nx=True, px=ASKED_MS):
            send(Job.PROCESS_EVENTS, connection_id)
    except RedisError as exc:  # the events are kept; the sweep takes them up
        log.warning("webhook.not_asked", connection=connection_id, error=type(exc).__name__)


def begin(connection_id: int) -> None:
    """Note that the holder of the connection's lock is about to look: later events ask anew."""
    redis().delete(_mark(connection_id))


def _mark(connection_id: int) -> str:
    return f"asked:connection:{connection_id}"
