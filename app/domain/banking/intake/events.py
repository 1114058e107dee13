"""Events about the intake, for admins."""

from __future__ import annotations

from app.realtime import Event


class TransactionsAccepted(Event):
    """What the intake took in, everybody's, as a list: at most 20 messages a second.

    The envelope's `omitted` counts what was left out of a message beyond its newest thousand.
    """

    name = "transactions.accepted"
    audience = "topic admin.transactions"
    plural = "transactions.accepted"
    when_fast = "list"


class IngestUpdated(Event):
    """How the intake does, once a second while something moves; see GET /api/admin/ingest."""

    name = "ingest.updated"
    audience = "topic admin.ingest"
    queue_depth: int
    queue_bytes: int
    capacity: int
    capacity_bytes: int
    oldest_age_s: float | None
    accepted_total: int
    accepted_rate: float
    flushed_total: int
    flush_rate: float
    last_flush_at: str | None
    dead_letters: int
    unaccounted: int
    redis_lost_at: str | None
    redis_losses: int
    redis_lost_waiting: int
