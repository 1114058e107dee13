"""Events about transactions and their intake."""

from __future__ import annotations

from typing import Any

from app.realtime import Event


class TransactionCreated(Event):
    """A transaction was accepted for a user. Data: the transaction, `state` "queued" at first.

    Bursts past 100 at once, or 20 a second after that, come gathered as `transactions.created`.
    """

    name = "transaction.created"
    plural = "transactions.created"
    when_fast = "list"
    burst = 100
    id: int | None
    transaction_id: str
    user: int
    amount: int
    amount_decimal: str
    currency: str
    status: str
    description: str | None
    merchant: str | None
    category: str | None
    source: str
    occurred_at: str
    received_at: str
    state: str


class TransactionUpdated(Event):
    """A transaction that was announced has changed; `state` "rejected" when it could not be stored."""

    name = "transaction.updated"
    plural = "transactions.updated"
    when_fast = "list"
    burst = 100
    transaction_id: str
    user: int
    state: str
    reason: str | None
    detail: str | None


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
    capacity: int
    oldest_age_s: float | None
    accepted_total: int
    accepted_rate: float
    flushed_total: int
    flush_rate: float
    last_flush_at: str | None
    dead_letters: int


class MetricsUpdated(Event):
    """A user's totals after transactions were stored; see GET /api/transactions/summary."""

    name = "metrics.updated"
    audience = "topic bank"
    pending: dict[str, int]
    queued: int
    today: list[dict[str, Any]]
    month: list[dict[str, Any]]
