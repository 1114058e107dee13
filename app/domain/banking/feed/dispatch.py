"""Having a connection's events processed: one job, however many events come in meanwhile."""

from __future__ import annotations

from app import jobs
from app.domain.banking.jobs import Job
from app.jobs import enqueue_once

ASKED_MS = 2_000
"""A job that was asked for and has not begun after this time is asked for again."""


def ask_to_process(connection_id: int) -> None:
    """Once the current transaction has committed, have a worker look at the connection."""
    enqueue_once(Job.PROCESS_EVENTS, connection_id, key=_key(connection_id), within_ms=ASKED_MS)


def begin(connection_id: int) -> None:
    """Note that the holder of the connection's lease is about to look: later events ask anew."""
    jobs.forget(_key(connection_id))


def _key(connection_id: int) -> str:
    return f"connection:{connection_id}"
