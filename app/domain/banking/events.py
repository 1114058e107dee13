"""Events about transactions and their intake."""

from __future__ import annotations

from typing import Any

from app.realtime import Event


class TransactionCreated(Event):
    """A transaction was accepted or stored for a user. Data: the transaction, as GET shows it.

    From the fast intake it is `state` "queued" at first; from a bank it is "stored", and `received_at` is
    when the provider's webhook came in.

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
    booked_on: str
    has_time: bool
    received_at: str
    state: str
    direction: str = "out"
    counterparty: str | None = None
    channel: str | None = None
    mcc: str | None = None
    account: str | None = None
    connection_id: int | None = None
    category_source: str | None = None
    category_confidence: int | None = None
    suggested_category: str | None = None
    notes: str | None = None
    tags: list[str] = []
    transfer_id: int | None = None
    suggested_transfer_id: int | None = None
    details: dict[str, Any] = {}


class TransactionUpdated(Event):
    """A transaction that was announced has changed.

    `state` says how: "stored" comes with the whole transaction; "rejected" could not be stored, for
    `reason` and `detail`; "removed" is gone: a hold that the bank dropped, or a row that was taken back with
    its import or erased with its bank.
    """

    name = "transaction.updated"
    plural = "transactions.updated"
    when_fast = "list"
    burst = 100
    transaction_id: str
    user: int
    state: str
    reason: str | None = None
    detail: str | None = None


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


class MetricsUpdated(Event):
    """A user's totals after transactions were stored; see GET /api/transactions/summary."""

    name = "metrics.updated"
    audience = "topic bank"
    pending: dict[str, int]
    queued: int
    today: list[dict[str, Any]]
    month: list[dict[str, Any]]


class ConnectionUpdated(Event):
    """A bank connection changed: linked, its state, an event, a sync; as GET /api/connectors/connections.

    errors: how many deliveries of an inbox could not be processed and were neither replayed nor dismissed.
    """

    name = "connection.updated"
    burst = 20
    id: int
    provider: str
    title: str
    state: str
    health: str
    last_event_at: str | None
    last_sync_at: str | None
    last_error: str | None
    errors: int = 0


class SyncCompleted(Event):
    """A connection was synchronised, by itself or on demand; `error` says why it was not."""

    name = "sync.completed"
    when_fast = "list"
    plural = "syncs.completed"
    burst = 20
    connection: int
    provider: str
    stored: int
    changed: int
    took_ms: int
    error: str | None


class WebhookReceived(Event):
    """A provider's webhook was verified and kept; for the admins who watch the inbox."""

    name = "webhook.received"
    audience = "topic admin.webhooks"
    when_fast = "list"
    plural = "webhooks.received"
    id: int
    provider: str
    event_type: str
    state: str
    received_at: str


class WebhookProcessed(Event):
    """Events of one connection were fetched and stored, given up, or put off."""

    name = "webhook.processed"
    audience = "topic admin.webhooks"
    when_fast = "list"
    plural = "webhooks.processed"
    ids: list[int]
    state: str
    stored: int
    changed: int
    error: str | None


class JobProgress(Event):
    """A user's long work goes on: `fraction` from 0 to 1, `eta_s` once it can be told."""

    name = "job.progress"
    burst = 5
    job: str
    kind: str
    done: int
    total: int | None
    fraction: float | None
    eta_s: float | None
    message: str


class JobFinished(Event):
    """A user's long work ended: state "done", "failed" or "cancelled"."""

    name = "job.finished"
    burst = 20
    when_fast = "list"
    plural = "jobs.finished"
    job: str
    kind: str
    state: str
    message: str
