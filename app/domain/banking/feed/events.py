"""Events about connections to banks and their webhooks."""

from __future__ import annotations

from app.domain.banking.feed.tables import ConnectionState, DeliveryState, Health
from app.realtime import Event


class ConnectionUpdated(Event):
    """A bank connection changed: linked, its state, an event, a sync; as GET /api/connectors/connections.

    errors: how many deliveries of an inbox could not be processed and were neither replayed nor dismissed.
    """

    name = "connection.updated"
    burst = 20
    id: int
    provider: str
    title: str
    state: ConnectionState
    health: Health
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
    state: DeliveryState
    received_at: str


class WebhookProcessed(Event):
    """Events of one connection were fetched and stored, given up, or put off."""

    name = "webhook.processed"
    audience = "topic admin.webhooks"
    when_fast = "list"
    plural = "webhooks.processed"
    ids: list[int]
    state: DeliveryState
    stored: int
    changed: int
    error: str | None
