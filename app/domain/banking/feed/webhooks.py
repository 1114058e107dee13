"""The webhook inbox: verify, keep, answer; the work is done afterwards, from what was kept.

Promise: an event that was answered with 2xx is in the database, once, however often it was sent.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

import structlog
from sqlalchemy import func, select, update

from app.clock import now, rfc3339
from app.config import Settings
from app.db import insert_into, on_commit
from app.domain.banking.feed.credentials import unseal
from app.domain.banking.feed.errors import EventNotFound, EventPruned, EventUnreadable, SignatureInvalid
from app.domain.banking.feed.events import WebhookReceived
from app.domain.banking.feed.jobs import ask_to_process
from app.domain.banking.feed.ports import BadSignature, Connector, Hint, Incoming, UnreadableEvent
from app.domain.banking.feed.tables import Connection, DeliveryState, WebhookEvent
from app.domain.banking.feed.topics import ADMIN_WEBHOOKS
from app.domain.banking.ledger.tables import Columns
from app.errors import NotFound
from app.extensions import db
from app.pagination import Page, page_of
from app.realtime import publisher

log = structlog.get_logger()

KEPT_HEADERS = frozenset(
    {
        "webhook-id", "webhook-timestamp", "x-apideck-event-type", "x-apideck-idempotency-key",
        "x-tidewatch-event-id", "x-tidewatch-timestamp", "content-type", "user-agent",
    }
)  # fmt: skip
"""What is kept of a webhook's headers: no signature, nothing secret."""

IGNORED = "Nothing is done for events of this type."
SIGNATURE_HEADERS = frozenset({"x-tidewatch-signature"})
"""That one of these was there says which id is the signed one; what it said is not kept."""


def receive(  # noqa: PLR0913 - a webhook and what it is judged by
    connectors: Mapping[str, Connector],
    settings: Settings,
    provider: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    connection_id: int | None = None,
) -> int:
    """Verify a webhook and keep its events, inside the caller's transaction; return how many are new.

    connection_id: of a generic inbox, whose secret is its own; whether it exists is not told.
    Raises SignatureInvalid, also where no secret is set up, and EventUnreadable.
    """
    connector = connectors.get(provider)
    if connector is None:
        raise NotFound
    incoming = Incoming({name.lower(): value for name, value in headers.items()}, body, now())
    _verify(settings, connector, incoming, connection_id)
    try:
        hints = connector.events(body, incoming.headers)
    except UnreadableEvent as exc:
        raise EventUnreadable(str(exc)) from exc
    return sum(_keep(connector, incoming, hint, connection_id) for hint in hints)


def _verify(settings: Settings, connector: Connector, incoming: Incoming, connection_id: int | None) -> None:
    secrets: Sequence[str] = connector.webhook_secrets
    if connection_id is not None:
        secrets = _inbox_secrets(settings, connection_id)
    try:
        connector.verify(incoming, secrets)
    except BadSignature as exc:
        log.info("webhook.refused", provider=connector.name, reason=str(exc))
        raise SignatureInvalid from exc


def _inbox_secrets(settings: Settings, connection_id: int) -> list[str]:
    """Return an inbox's secrets that are still good; none for one that does not exist."""
    connection = db.session.get(Connection, connection_id)
    if connection is None or connection.provider != "inbox":
        return []
    moment = now().timestamp()
    kept = unseal(settings, connection.credentials).get("secrets", [])
    return [each["value"] for each in kept if each["not_after"] is None or each["not_after"] > moment]


def _keep(connector: Connector, incoming: Incoming, hint: Hint, connection_id: int | None) -> bool:
    """Write an event down and see to it; False where it is there already."""
    row: Columns = {
        "provider": connector.name,
        "event_id": f"{connection_id}:{hint.event_id}" if connection_id else hint.event_id,
        "event_type": hint.event_type[:80],
        "connection_id": connection_id or _find_connection(connector.name, hint),
        "external_user": hint.external_user,
        "headers": _kept(incoming.headers),
        "body": incoming.body,
        "received_at": incoming.received_at,
        "state": DeliveryState.RECEIVED,
        "error": None,
    }
    if hint.kind == "ignored":
        row |= {"state": DeliveryState.IGNORED, "error": IGNORED}
    elif row["connection_id"] is None:
        row |= {
            "state": DeliveryState.IGNORED,
            "error": "Nobody here has linked this account; replay it once somebody has.",
        }
    number = _insert_once(row)
    if number is not None:
        _see_to(number, row)
    return number is not None


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers by which the same hints are read again when the event is worked off."""
    kept = {name: value[:300] for name, value in headers.items() if name in KEPT_HEADERS}
    return kept | dict.fromkeys(SIGNATURE_HEADERS & headers.keys(), "not kept")


def _find_connection(provider: str, hint: Hint) -> int | None:
    """Find whose event it is: the connection to that very bank, else the one to all of the user's banks."""
    c = Connection
    own = select(c.external_id, c.id).where(c.provider == provider, c.external_user == hint.external_user)
    found = {row.external_id: row.id for row in db.session.execute(own)}
    return found.get(hint.external_id) or found.get(None)


def _insert_once(row: Columns) -> int | None:
    once = (
        insert_into(WebhookEvent).values(row).on_conflict_do_nothing(index_elements=["provider", "event_id"])
    )
    return db.session.connection().execute(once.returning(WebhookEvent.id)).scalar()


def _see_to(number: int, row: Columns) -> None:
    """Once it is committed: have it processed, and tell the admins who watch."""
    if row["state"] == DeliveryState.RECEIVED:
        ask_to_process(row["connection_id"])
    told = WebhookReceived(
        id=number,
        provider=row["provider"],
        event_type=row["event_type"],
        state=row["state"],
        received_at=rfc3339(row["received_at"]),
    )
    tell = threading.Thread(
        target=publisher().publish, args=(told,), kwargs={"to": ADMIN_WEBHOOKS.name}, daemon=True
    )
    on_commit(tell.start)  # the sender need not wait for the screens


def list_events(
    *, provider: str | None, state: str | None, q: str | None, limit: int, cursor: str | None
) -> Page[WebhookEvent]:
    """Return what came in, newest first; q looks into ids, types and errors."""
    e = WebhookEvent
    statement = select(e)
    if provider:
        statement = statement.where(e.provider == provider)
    if state:
        statement = statement.where(e.state == state)
    if q:
        like = [column.icontains(q, autoescape=True) for column in (e.event_id, e.event_type, e.error)]
        statement = statement.where(like[0] | like[1] | like[2])
    return page_of(db.session, statement, (e.id,), limit=limit, cursor=cursor)


def count_events() -> dict[str, int]:
    """Return how many events are in each state."""
    rows = db.session.execute(select(WebhookEvent.state, func.count()).group_by(WebhookEvent.state))
    return {row[0]: row[1] for row in rows}


def get_event(event_id: int) -> WebhookEvent:
    """Return one event. Raises EventNotFound."""
    event = db.session.get(WebhookEvent, event_id)
    if event is None:
        raise EventNotFound
    return event


def replay_event(connectors: Mapping[str, Connector], event_id: int) -> WebhookEvent:
    """Process an event again, as if it had just come. Raises EventPruned."""
    event = get_event(event_id)
    if event.body == b"":
        raise EventPruned
    _reopen(connectors, event)
    return event


def replay_all(connectors: Mapping[str, Connector], *, state: str | None = None) -> int:
    """Process every event again, or those in one state; return how many. What is stored stays as it is."""
    e = WebhookEvent
    chosen = (e.state == state if state else e.state != DeliveryState.RECEIVED) & (e.body != b"")
    lost = db.session.scalars(select(e).where(chosen, e.connection_id.is_(None)))
    count = sum(_reopen(connectors, event) for event in lost)
    reopened = db.session.execute(
        update(e)
        .where(chosen, e.connection_id.is_not(None))
        .values(state=DeliveryState.RECEIVED, attempts=0, next_attempt_at=None, error=None)
        .returning(e.connection_id)
    ).all()
    for connection_id in {row.connection_id for row in reopened}:
        ask_to_process(connection_id)
    return count + len(reopened)


def _reopen(connectors: Mapping[str, Connector], event: WebhookEvent) -> bool:
    """Put an event back, where there is somebody it belongs to by now."""
    if event.connection_id is None:
        event.connection_id = _owner_of(connectors, event)
    if event.connection_id is None:
        return False
    event.state, event.attempts, event.next_attempt_at, event.error = DeliveryState.RECEIVED, 0, None, None
    ask_to_process(event.connection_id)
    return True


def _owner_of(connectors: Mapping[str, Connector], event: WebhookEvent) -> int | None:
    hints = connectors[event.provider].events(event.body, event.headers)
    owners = [_find_connection(event.provider, hint) for hint in hints if hint.event_id == event.event_id]
    return owners[0] if owners else None
