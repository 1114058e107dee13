"""Working the inbox off: fetch what events hint at, store it, push it; and synchronising without an event.

One worker at a time sees to a connection; the order of events does not matter, for what is stored is
what the provider says now. A worker that dies leaves its events to the next sweep.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain

import structlog
from sqlalchemy import or_, select

from app.clock import now
from app.config import Settings
from app.db import on_commit, transaction
from app.domain.auth.users.tables import User
from app.domain.banking.categories.enrichment import Enricher
from app.domain.banking.feed.connections import tell_connection
from app.domain.banking.feed.credentials import unseal
from app.domain.banking.feed.errors import CredentialsLost
from app.domain.banking.feed.events import SyncCompleted, WebhookProcessed
from app.domain.banking.feed.jobs import FeedJob, begin
from app.domain.banking.feed.ports import Connector, Fetched, Hint, KeyRefused, Link, UnreadableEvent
from app.domain.banking.feed.tables import Connection, ConnectionState, DeliveryState, WebhookEvent
from app.domain.banking.feed.topics import ADMIN_WEBHOOKS
from app.domain.banking.feed.webhooks import IGNORED
from app.domain.banking.intake.service import Intake
from app.domain.banking.ledger.outbox import push_late
from app.domain.banking.posting.feed import store_feed, void
from app.domain.banking.posting.rows import Origin, Stored
from app.domain.banking.transfers.service import match_transfers
from app.extensions import db
from app.jobs import send
from app.jobs.lease import lease
from app.outbound.errors import ProviderAway, ProviderError, ProviderRefused
from app.realtime import publisher, user_room

log = structlog.get_logger()

Connectors = Mapping[str, Connector]
MAX_EVENTS_AT_ONCE = 200
LEASE_S = 30
MAX_ATTEMPTS = 8
BACKOFF_S = (2, 10, 60, 300, 1_800, 7_200, 18_000, 36_000)
MAX_RETRY_WAIT_S = 86_400
TRANSFERS_WITHIN = timedelta(days=14)
STUCK = timedelta(seconds=4)
MIN_FETCH_INTERVAL_S = 0.2
"""Throttles fetches per connection: events that arrive within it are answered by one fetch."""


def process_events(intake: Intake, connectors: Connectors, connection_id: int) -> None:
    """Work off a connection's events that are due; leaves when another worker is at it.

    A run: opens a transaction for the events that are fetched together.
    """
    while True:
        with lease(_lease_of(connection_id), ttl_s=LEASE_S) as lock:
            if lock is None:
                return
            while events := _look(connection_id):
                lock.reacquire()
                begun = time.monotonic()
                _process(intake, connectors, connection_id, events)
                time.sleep(max(0.0, begun + MIN_FETCH_INTERVAL_S - time.monotonic()))
        # A job that came while the lease was held has left: look once more, now that it is free.
        if not _look(connection_id):
            return


def _lease_of(connection_id: int) -> str:
    return f"connection:{connection_id}"


def _look(connection_id: int) -> list[int]:
    begin(connection_id)
    return _due(connection_id)


def _due(connection_id: int) -> list[int]:
    e = WebhookEvent
    ready = or_(e.next_attempt_at.is_(None), e.next_attempt_at <= now())
    statement = select(e.id).where(e.connection_id == connection_id, e.state == DeliveryState.RECEIVED, ready)
    found = list(db.session.scalars(statement.order_by(e.id).limit(MAX_EVENTS_AT_ONCE)))
    db.session.rollback()  # hold no transaction while the provider is asked
    return found


def _process(intake: Intake, connectors: Connectors, connection_id: int, events: Sequence[int]) -> None:
    """Process events together; where that fails for a reason of our own, one by one, to find which."""
    try:
        _attempt(intake, connectors, connection_id, events)
    except ProviderError as exc:
        _put_off(connection_id, events, exc)
    except Exception as exc:
        if len(events) > 1:
            for event in events:
                _process(intake, connectors, connection_id, [event])
            return
        log.exception("webhook.failed", webhook=events[0])
        _put_off(connection_id, events, exc)


def _attempt(intake: Intake, connectors: Connectors, connection_id: int, events: Sequence[int]) -> None:
    connector, link = _open(intake.settings, connectors, connection_id)
    hints = {event.id: _hints_of(connector, event) for event in _load(events)}
    db.session.rollback()
    wanted = [hint for found in hints.values() for hint in found if hint.kind == "transactions"]
    fetched = connector.fetch(link, wanted) if wanted else None
    if fetched and fetched.problems and len(events) > 1 and not connector.capabilities.sync:
        for event in events:  # they carry their rows themselves, so each answers for its own
            _attempt(intake, connectors, connection_id, [event])
        return
    with transaction():
        done = _store(connection_id, fetched, received_at=_first_received(events))
        _close(connection_id, hints, done)


def _open(settings: Settings, connectors: Connectors, connection_id: int) -> tuple[Connector, Link]:
    connection = db.session.get_one(Connection, connection_id)
    credentials = unseal(settings, connection.credentials)
    plain = {name: value for name, value in credentials.items() if isinstance(value, str)}
    zone = db.session.scalar(select(User.time_zone).where(User.id == connection.user_id)) or "UTC"
    link = Link(connection.external_user, connection.external_id, plain, connection.cursor, zone)
    return connectors[connection.provider], link


def _load(events: Sequence[int]) -> list[WebhookEvent]:
    return list(
        db.session.scalars(select(WebhookEvent).where(WebhookEvent.id.in_(events)).order_by(WebhookEvent.id))
    )


def _hints_of(connector: Connector, event: WebhookEvent) -> list[Hint]:
    try:
        hints = connector.events(event.body, event.headers)
    except UnreadableEvent:  # it could be read when it came; this version cannot
        return []
    own = event.event_id.partition(":")[2] if connector.name == "inbox" else event.event_id
    return [hint for hint in hints if hint.event_id == own]


def _first_received(events: Sequence[int]) -> datetime:
    return min((event.received_at for event in _load(events)), default=now())


def _store(connection_id: int, fetched: Fetched | None, *, received_at: datetime) -> Stored:
    """Store what was fetched and note on the connection that it works."""
    connection = db.session.get_one(Connection, connection_id)
    connection.failures, connection.last_error = 0, None
    if fetched is None:
        return Stored()
    if connection.state in {ConnectionState.LINKING, ConnectionState.NEEDS_REAUTH}:
        connection.state = ConnectionState.ACTIVE
    connection.cursor = fetched.cursor or connection.cursor
    inbox = connection.provider == "inbox"
    origin = Origin(
        user_id=connection.user_id,
        source=connection.provider,
        received_at=received_at,
        prefix="" if inbox else f"{connection.provider}:",
        zone=db.session.get_one(User, connection.user_id).time_zone,
        connection_id=connection.id,
        institution=connection.name,
    )
    enricher = Enricher(connection.user_id, holder=connection.holder)
    done = store_feed(
        origin, fetched.transactions, enricher, pending_complete=fetched.pending_complete,
        accounts=fetched.accounts, balances=fetched.balances,
    )  # fmt: skip
    if done.new:
        match_transfers(connection.user_id, since=now() - TRANSFERS_WITHIN)
    if fetched.removed:
        done = done._replace(changed=done.changed + void(origin, fetched.removed))
    return done._replace(problems=[*done.problems, *fetched.problems])


def _close(connection_id: int, hints: Mapping[int, Sequence[Hint]], done: Stored) -> None:
    """Mark events as done, or as dead where a row of theirs could not be read. hints: by event."""
    connection = db.session.get_one(Connection, connection_id)
    connection.last_event_at = max(now(), connection.last_event_at or now())
    for hint in chain.from_iterable(hints.values()):
        if hint.kind == "connection" and hint.state:
            connection.state = ConnectionState.DISABLED if hint.state == "deleted" else hint.state
    state = DeliveryState.DEAD if done.problems else DeliveryState.DONE
    error = "; ".join(done.problems)[:500] or None
    for event in _load(list(hints)):
        idle = {hint.kind for hint in hints[event.id]} == {"ignored"}
        event.state, event.error = (DeliveryState.IGNORED, IGNORED) if idle else (state, error)
        event.processed_at = now()
        event.attempts += 1
        event.stored, event.changed = done.new, done.changed
    _tell_processed(list(hints), state, done, error)
    tell_connection(connection)


def _tell_processed(events: Sequence[int], state: DeliveryState, done: Stored, error: str | None) -> None:
    told = WebhookProcessed(ids=list(events), state=state, stored=done.new, changed=done.changed, error=error)
    on_commit(lambda: publisher().publish(told, to=ADMIN_WEBHOOKS.name))


def _put_off(connection_id: int, events: Sequence[int], why: Exception) -> None:
    """Have events tried again later, ever later; after the last attempt they are dead letters."""
    sentence = str(why) if isinstance(why, ProviderError) else "It could not be processed; the log says why."
    with transaction():
        connection = db.session.get_one(Connection, connection_id)
        _note_failure(connection, why, sentence)
        for event in _load(events):
            wait_s = BACKOFF_S[min(event.attempts, len(BACKOFF_S) - 1)]
            if isinstance(why, ProviderAway) and why.retry_after_s:
                wait_s = min(max(wait_s, why.retry_after_s), MAX_RETRY_WAIT_S)
            event.attempts += 1
            event.error = sentence[:500]
            event.next_attempt_at = now() + timedelta(seconds=wait_s)
            if event.attempts >= MAX_ATTEMPTS:
                event.state, event.next_attempt_at = DeliveryState.DEAD, None
        dead = all(event.state == DeliveryState.DEAD for event in _load(events))
        _tell_processed(events, DeliveryState.DEAD if dead else DeliveryState.RECEIVED, Stored(), sentence)
        tell_connection(connection)


def _note_failure(connection: Connection, why: Exception, sentence: str) -> None:
    connection.failures += 1
    connection.last_error = sentence[:300]
    if isinstance(why, ProviderRefused) and not isinstance(why, KeyRefused):
        connection.state = ConnectionState.NEEDS_REAUTH


def sweep_inbox() -> None:
    """Take up what was left: events that are due or whose worker died, and pushes that were not sent."""
    e = WebhookEvent
    moment = now()
    late = or_(e.next_attempt_at <= moment, e.next_attempt_at.is_(None) & (e.received_at < moment - STUCK))
    found = db.session.scalars(
        select(e.connection_id).where(e.state == DeliveryState.RECEIVED, late).distinct()
    )
    for connection_id in list(found):
        if connection_id is not None:
            send(FeedJob.PROCESS_EVENTS, connection_id)
    push_late()


def sync_connection(intake: Intake, connectors: Connectors, connection_id: int) -> None:
    """Ask the provider for everything new on a connection; `sync.completed` closes it, well or badly.

    A run: opens its own transactions, none while the provider is asked.
    """
    begun = time.monotonic()
    with lease(_lease_of(connection_id), ttl_s=LEASE_S, wait_s=LEASE_S) as lock:
        if lock is None or db.session.get(Connection, connection_id) is None:  # it was unlinked meanwhile
            return
        connector, link = _open(intake.settings, connectors, connection_id)
        db.session.rollback()
        done, error = Stored(), None
        try:
            fetched = connector.fetch(link, [])
            with transaction():
                done = _store(connection_id, fetched, received_at=now())
                _note_sync(connection_id, intake.settings, None)
        except (ProviderError, CredentialsLost) as exc:
            error = str(exc)
            with transaction():
                _note_sync(connection_id, intake.settings, exc)
        _tell_sync(connection_id, done, error, begun)


def _note_sync(connection_id: int, settings: Settings, why: Exception | None) -> None:
    connection = db.session.get_one(Connection, connection_id)
    if why is not None:
        _note_failure(connection, why, str(why))
    else:
        connection.last_sync_at = now()
    steps = min(connection.failures, 6)
    wait = timedelta(minutes=settings.sync_every_minutes) * 2**steps
    asked = getattr(why, "retry_after_s", None)
    connection.next_sync_at = now() + max(wait, timedelta(seconds=min(asked or 0, MAX_RETRY_WAIT_S)))
    tell_connection(connection)


def _tell_sync(connection_id: int, done: Stored, error: str | None, begun: float) -> None:
    connection = db.session.get_one(Connection, connection_id)
    told = SyncCompleted(
        connection=connection.id,
        provider=connection.provider,
        stored=done.new,
        changed=done.changed,
        took_ms=round((time.monotonic() - begun) * 1000),
        error=error or ("; ".join(done.problems)[:300] or None),
    )
    publisher().publish(told, to=user_room(connection.user_id))


def sync_due() -> int:
    """Ask for a sync of every connection whose turn it is; return how many."""
    c = Connection
    due = db.session.scalars(
        select(c.id)
        .where(c.next_sync_at <= now(), c.state.in_((ConnectionState.ACTIVE, ConnectionState.LINKING)))
        .limit(1_000)
    )
    return sum(send(FeedJob.SYNC_CONNECTION, number) for number in list(due))
