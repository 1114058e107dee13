"""Bank connections, webhooks and the inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.banking.feed.tables import ConnectionState, DeliveryState, Health
from blueprints.banking.schemas.transactions import PageQuery, Text, UserId

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f]*$")]


class WebhookAcceptedOut(BaseModel):
    """events: how many were new; a webhook that comes again has none."""

    status: Literal["accepted"]
    events: int


class ProviderOut(BaseModel):
    name: str
    title: str
    configured: bool
    realtime: bool
    webhook: bool
    sync: bool


class ProvidersOut(BaseModel):
    items: list[ProviderOut]


class ConnectionIn(BaseModel):
    """external_id: which bank or program, where the provider asks for one (an Apideck service).

    holder: the account holder's name, by which a transfer's direction is read from its text.
    """

    model_config = ConfigDict(extra="forbid")
    provider: Annotated[str, Field(min_length=1, max_length=20)]
    name: Name | None = None
    holder: Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f]*$")] | None = None
    external_id: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$")] | None = (
        None
    )


class ConnectionOut(BaseModel):
    """errors: deliveries of an inbox that could not be processed, until they are replayed or dismissed."""

    id: int
    provider: str
    name: str
    holder: str | None
    external_id: str | None
    state: ConnectionState
    health: Health
    webhook_path: str
    last_event_at: datetime | None
    last_sync_at: datetime | None
    next_sync_at: datetime | None
    last_error: str | None
    errors: int
    created_at: datetime


class LinkedOut(ConnectionOut):
    """secret: shown this once; consent_url: where the bank's owner agrees."""

    secret: str | None = None
    consent_url: str | None = None


class DismissedOut(BaseModel):
    dismissed: int


class ConnectionsOut(BaseModel):
    items: list[ConnectionOut]


class UnlinkQuery(BaseModel):
    data: Literal["keep", "erase"] = "keep"


class SyncOut(BaseModel):
    """The event `sync.completed` with this connection's id closes it."""

    status: Literal["queued"]
    connection: int


class InternalIn(BaseModel):
    """Rows as a generic inbox takes them; each is looked at by itself."""

    model_config = ConfigDict(extra="forbid")
    user: UserId
    source: Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[a-z0-9_-]+$")] = "internal"
    transactions: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=1000)]


class InternalOut(BaseModel):
    stored: int
    changed: int
    known: int
    problems: list[str]


class EventQuery(PageQuery):
    provider: Text | None = None
    state: DeliveryState | None = None
    q: Text | None = None


class EventOut(BaseModel):
    id: int
    provider: str
    event_id: str
    event_type: str
    connection_id: int | None
    state: DeliveryState
    attempts: int
    error: str | None
    stored: int
    changed: int
    received_at: datetime
    processed_at: datetime | None
    next_attempt_at: datetime | None


class EventDetailOut(EventOut):
    headers: dict[str, Any]
    payload: str


class EventsOut(BaseModel):
    items: list[EventOut]
    next_cursor: str | None
    counts: dict[str, int]


class ReplayAllIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    state: Literal["done", "ignored", "dead"] | None = None


class ReplayedOut(BaseModel):
    replayed: int
