"""Bank connections: link, look, re-authorise, unlink, and what their owners are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import Select, delete, func, select
from sqlalchemy.exc import IntegrityError

from app.clock import now, rfc3339
from app.config import Settings
from app.db import on_commit
from app.domain.banking.accounts.statements import forget_connection
from app.domain.banking.feed.credentials import unseal
from app.domain.banking.feed.errors import (
    ConnectionExists,
    ConnectionNotFound,
    ProviderNotConfigured,
    ProviderTrouble,
)
from app.domain.banking.feed.events import ConnectionUpdated
from app.domain.banking.feed.jobs import FeedJob
from app.domain.banking.feed.ports import Connector, Person
from app.domain.banking.feed.tables import Connection, ConnectionState, DeliveryState, Health, WebhookEvent
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.posting.files import forget_rows
from app.errors import Conflict, Invalid
from app.extensions import db
from app.jobs import enqueue
from app.outbound.errors import ProviderError
from app.realtime import publisher, user_room
from app.sealing import seal
from app.security import new_secret

SECRET_PREFIX = "tws_"  # noqa: S105 - a marker that lets secret scanners find a leaked secret
OLD_SECRET_LIVES = timedelta(hours=24)
SILENT = timedelta(hours=24)
FAILING = 3

DISMISSED = "Dismissed by its owner: "


class Linked(NamedTuple):
    """A new connection, and what its owner does next: give a sender the secret, or give consent."""

    connection: Connection
    secret: str | None = None
    consent_url: str | None = None


class Errors(NamedTuple):
    """Deliveries of a connection that could not be processed and will not come again, and why the last."""

    number: int = 0
    last: str | None = None


def list_providers(connectors: Mapping[str, Connector]) -> list[dict[str, Any]]:
    """Return every provider with what it can do and whether this installation has its keys."""
    return [
        {
            "name": connector.name,
            "title": connector.title,
            "configured": connector.is_configured(),
            **connector.capabilities._asdict(),
        }
        for connector in connectors.values()
    ]


def link_connection(  # noqa: PLR0913 - what a link is made of
    settings: Settings,
    connectors: Mapping[str, Connector],
    person: Person,
    *,
    provider: str,
    name: str | None,
    holder: str | None,
    external_id: str | None,
) -> Linked:
    """Link a bank. A generic inbox gets a secret that is shown once; others an address for the consent.

    Raises Invalid, ProviderNotConfigured, ConnectionExists, ProviderTrouble.
    """
    connector = connectors.get(provider)
    if connector is None:
        known = ", ".join(connectors)
        raise Invalid(errors=[{"pointer": "/provider", "message": f"Expected one of {known}"}])
    if not connector.is_configured():
        raise ProviderNotConfigured
    connection = Connection(
        user_id=person.user_id, provider=provider, name=name or connector.title, holder=holder,
        external_id=external_id, next_sync_at=now() if connector.capabilities.sync else None,
    )  # fmt: skip
    secret, consent_url = None, None
    if connector.begins_with_secret:
        secret = new_secret(SECRET_PREFIX)
        connection.credentials = seal(settings, {"secrets": [{"value": secret, "not_after": None}]})
    else:
        consent_url = _begin(connector, person, connection)
        if _is_linked(connection):
            raise ConnectionExists
    db.session.add(connection)
    try:
        db.session.flush()
    except IntegrityError as exc:
        raise ConnectionExists from exc
    if connector.capabilities.sync:
        enqueue(FeedJob.SYNC_CONNECTION, connection.id)
    tell_connection(connection)
    return Linked(connection, secret, consent_url)


def _begin(connector: Connector, person: Person, connection: Connection) -> str:
    """Make the person known to the provider, the same one each time; return where consent is given."""
    c = Connection
    known = db.session.scalars(
        select(c.external_user).where(c.user_id == person.user_id, c.provider == connector.name).limit(1)
    ).one_or_none()
    try:
        begun = connector.begin_link(person, known)
    except ProviderError as exc:
        raise ProviderTrouble(f"{connector.title}: {exc}") from exc
    connection.external_user, connection.state = begun.external_user, ConnectionState.LINKING
    return begun.consent_url


def _is_linked(connection: Connection) -> bool:
    """Tell whether its owner has this very link; the table's constraint lets two pass that name no bank."""
    c = Connection
    same = select(c.id).where(
        c.user_id == connection.user_id,
        c.provider == connection.provider,
        c.external_user == connection.external_user,
        c.external_id.is_not_distinct_from(connection.external_id),
    )
    return db.session.scalars(same.limit(1)).first() is not None


def reauthorise(connectors: Mapping[str, Connector], person: Person, connection_id: int) -> Linked:
    """Give a new address for the consent. Raises Conflict for what needs none."""
    connection = get_connection(person.user_id, connection_id)
    connector = connectors[connection.provider]
    if connector.begins_with_secret:
        raise Conflict("This connection has no consent to renew; make it a new secret instead.")
    try:
        begun = connector.begin_link(person, connection.external_user)
    except ProviderError as exc:
        raise ProviderTrouble(f"{connector.title}: {exc}") from exc
    return Linked(connection, consent_url=begun.consent_url)


def rotate_secret(
    settings: Settings, connectors: Mapping[str, Connector], user_id: int, connection_id: int
) -> Linked:
    """Make a new secret; the one before is good for another day, so that no event is refused."""
    connection = get_connection(user_id, connection_id)
    if not connectors[connection.provider].begins_with_secret:
        raise Conflict("This provider's secret is a setting of the installation.")
    secret, until = new_secret(SECRET_PREFIX), (now() + OLD_SECRET_LIVES).timestamp()
    before = unseal(settings, connection.credentials).get("secrets", [])[:1]
    kept = [{"value": secret, "not_after": None}, *({**each, "not_after": until} for each in before)]
    connection.credentials = seal(settings, {"secrets": kept})
    return Linked(connection, secret)


def list_connections(user_id: int) -> list[Connection]:
    """Return a user's connections, oldest first; they are few."""
    c = Connection
    return list(db.session.scalars(select(c).where(c.user_id == user_id).order_by(c.id)))


def get_connection(user_id: int, connection_id: int) -> Connection:
    """Return one of a user's own connections. Raises ConnectionNotFound."""
    connection = db.session.get(Connection, connection_id)
    if connection is None or connection.user_id != user_id:
        raise ConnectionNotFound
    return connection


def ask_for_sync(connectors: Mapping[str, Connector], user_id: int, connection_id: int) -> Connection:
    """Have a connection synchronised now. Raises Conflict where there is nothing to ask."""
    connection = get_connection(user_id, connection_id)
    if not connectors[connection.provider].capabilities.sync:
        raise Conflict("This sender only pushes; there is nothing to ask it for.")
    enqueue(FeedJob.SYNC_CONNECTION, connection.id)
    return connection


def unlink(user_id: int, connection_id: int, *, data: Literal["keep", "erase"]) -> None:
    """Forget a connection; its transactions and events stay without it, or go with it."""
    connection = get_connection(user_id, connection_id)
    if data == "erase":
        forget_rows(user_id, [Transaction.connection_id == connection.id])
        db.session.execute(delete(WebhookEvent).where(WebhookEvent.connection_id == connection.id))
        forget_connection(user_id, connection.id)
    db.session.delete(connection)


def forget_deliveries(user_id: int) -> None:
    """Delete what providers sent for a user's connections; it would stay without them."""
    theirs = select(Connection.id).where(Connection.user_id == user_id)
    db.session.execute(delete(WebhookEvent).where(WebhookEvent.connection_id.in_(theirs)))


def errors_of(connection: Connection) -> Errors:
    """Return what is left undone of an inbox: nothing is fetched again there, so a later event mends nothing.

    An error stays until its delivery is replayed well, or its owner dismisses it.
    """
    if connection.provider != "inbox":
        return Errors()
    dead = _dead_events(connection.id)
    count = db.session.scalar(select(func.count()).select_from(dead.subquery())) or 0
    last = db.session.scalars(dead.order_by(WebhookEvent.id.desc()).limit(1)).first() if count else None
    return Errors(count, last.error if last else None)


def dismiss_errors(user_id: int, connection_id: int) -> int:
    """Take an inbox's undone deliveries as seen; they stay in the log, can be replayed, and count no more."""
    connection = get_connection(user_id, connection_id)
    found = list(db.session.scalars(_dead_events(connection.id)))
    for event in found:
        event.state, event.error = DeliveryState.IGNORED, f"{DISMISSED}{event.error or ''}"[:500]
    tell_connection(connection)
    return len(found)


def _dead_events(connection_id: int) -> Select[WebhookEvent]:
    e = WebhookEvent
    return select(e).where(e.connection_id == connection_id, e.state == DeliveryState.DEAD)


def health_of(connection: Connection, errors: Errors | None = None) -> Health:
    """Say in a word how a connection does. errors: what `errors_of` said, where it is known."""
    if connection.state in {ConnectionState.NEEDS_REAUTH, ConnectionState.DISABLED}:
        return "needs_reauth" if connection.state == "needs_reauth" else "disabled"
    if connection.failures >= FAILING or (errors or errors_of(connection)).number:
        return "failing"
    heard = [moment for moment in (connection.last_event_at, connection.last_sync_at) if moment]
    quiet = not heard or now() - max(heard) > SILENT
    return "waiting" if connection.state == "linking" or quiet else "good"


def tell_connection(connection: Connection) -> None:
    """Push a connection's state to its owner after the commit."""
    db.session.flush()
    errors = errors_of(connection)
    told = ConnectionUpdated(
        id=connection.id,
        provider=connection.provider,
        title=connection.name,
        state=ConnectionState(connection.state),
        health=health_of(connection, errors),
        last_event_at=_moment(connection.last_event_at),
        last_sync_at=_moment(connection.last_sync_at),
        last_error=connection.last_error or errors.last,
        errors=errors.number,
    )
    room = user_room(connection.user_id)
    on_commit(lambda: publisher().publish(told, to=room))


def _moment(value: Any) -> str | None:
    return rfc3339(value) if value else None
