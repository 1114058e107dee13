"""The background jobs of banks' providers."""

from __future__ import annotations

from enum import StrEnum

from app import jobs
from app.jobs import enqueue_once


class FeedJob(StrEnum):
    """Each job's name on the queue."""

    PROCESS_EVENTS = "banking.process_events"
    SWEEP_INBOX = "banking.sweep_inbox"
    SYNC_CONNECTION = "banking.sync_connection"
    SYNC_DUE = "banking.sync_due"
    PRUNE_WEBHOOKS = "banking.prune_webhooks"


ASKED_MS = 2_000
"""A job that was asked for and has not begun after this time is asked for again."""


def ask_to_process(connection_id: int) -> None:
    """Once the current transaction has committed, have a worker look at the connection."""
    enqueue_once(FeedJob.PROCESS_EVENTS, connection_id, key=_key(connection_id), within_ms=ASKED_MS)


def begin(connection_id: int) -> None:
    """Note that the holder of the connection's lease is about to look: later events ask anew."""
    jobs.forget(_key(connection_id))


def _key(connection_id: int) -> str:
    return f"connection:{connection_id}"
