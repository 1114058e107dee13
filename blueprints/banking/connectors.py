"""HTTP routes for bank connections: webhooks, linked banks, and what other services hand in."""

from __future__ import annotations

import time
from decimal import Decimal
from math import ceil
from typing import Any

from apiflask import APIBlueprint
from flask import request
from limits import parse

from app.config import Settings
from app.db import transaction
from app.domain.auth.users.lookup import get_user
from app.domain.banking.feed import connections
from app.domain.banking.feed.connections import Linked, ask_for_sync, errors_of, health_of, link_connection
from app.domain.banking.feed.errors import SignatureInvalid
from app.domain.banking.feed.internal import store_internal
from app.domain.banking.feed.ports import Person
from app.domain.banking.feed.tables import Connection
from app.domain.banking.feed.webhooks import receive
from app.domain.banking.setup import connectors
from app.errors import TooLarge, TooManyAttempts
from app.extensions import client_block, limiter
from app.security import current_user_id, public, require
from app.services import services
from app.strict_json import read_json
from blueprints.banking.schemas import connectors as s
from blueprints.kit import ID

bp = APIBlueprint("connectors", __name__, tag="Bank connections")


def _settings() -> Settings:
    return services().settings


def _person() -> Person:
    user = get_user(current_user_id())
    return Person(user.id, user.username, user.email)


@bp.post("/connectors/basiq/webhook")
@bp.output(s.WebhookAcceptedOut, status_code=202)
@public
def basiq_webhook() -> Any:
    """Take Basiq's webhook: Standard Webhooks, verified before it is read"""
    return _receive("basiq")


@bp.post("/connectors/apideck/webhook")
@bp.output(s.WebhookAcceptedOut, status_code=202)
@public
def apideck_webhook() -> Any:
    """Take Apideck's webhook; its validation request too"""
    return _receive("apideck")


@bp.post(f"/connectors/inbox/<{ID}:connection_id>")
@bp.output(s.WebhookAcceptedOut, status_code=202)
@public
def inbox(connection_id: int) -> Any:
    """Take a webhook of any other sender, signed with its connection's secret"""
    return _receive("inbox", connection_id)


WRONG_SIGNATURES = parse("60 per minute")
"""For each address. What is signed rightly is taken however much of the rest comes from there."""


def _receive(provider: str, connection_id: int | None = None) -> dict[str, Any]:
    try:
        return _take_webhook(provider, connection_id)
    except SignatureInvalid as exc:
        block = client_block()
        if not limiter.limiter.hit(WRONG_SIGNATURES, "wrong-signatures", block):
            ends_at, _ = limiter.limiter.get_window_stats(WRONG_SIGNATURES, "wrong-signatures", block)
            raise TooManyAttempts(retry_after_s=max(1, ceil(ends_at - time.time()))) from exc
        raise


def _take_webhook(provider: str, connection_id: int | None) -> dict[str, Any]:
    most = _settings().max_webhook_bytes
    request.max_content_length = most + 1  # a body that does not say its length is cut off there in silence
    body = request.get_data(cache=False)
    if len(body) > most:
        raise TooLarge
    with transaction():
        events = receive(
            connectors(), _settings(), provider, dict(request.headers), body, connection_id=connection_id
        )
    return {"status": "accepted", "events": events}


@bp.get("/connectors")
@bp.output(s.ProvidersOut)
@require("transactions:read")
def list_providers() -> Any:
    """List the providers, what each can do, and whether it is set up here"""
    return {"items": connections.list_providers(connectors())}


@bp.get("/connectors/connections")
@bp.output(s.ConnectionsOut)
@require("transactions:read")
def list_connections() -> Any:
    """List your bank connections"""
    return {"items": [_show(row) for row in connections.list_connections(current_user_id())]}


@bp.post("/connectors/connections")
@bp.input(s.ConnectionIn, arg_name="body")
@bp.output(s.LinkedOut, status_code=201)
@require("account")
def link(body: s.ConnectionIn) -> Any:
    """Link a bank: the answer holds a secret for its sender, or the address where you consent"""
    person = _person()
    with transaction():
        return _show_linked(
            link_connection(
                _settings(), connectors(), person, provider=body.provider, name=body.name,
                holder=body.holder or None, external_id=body.external_id,
            )
        )  # fmt: skip


@bp.get(f"/connectors/connections/<{ID}:connection_id>")
@bp.output(s.ConnectionOut)
@require("transactions:read")
def get_connection(connection_id: int) -> Any:
    """Show one of your bank connections"""
    return _show(connections.get_connection(current_user_id(), connection_id))


@bp.delete(f"/connectors/connections/<{ID}:connection_id>")
@bp.input(s.UnlinkQuery, location="query", arg_name="query")
@bp.output({}, status_code=204)
@require("account")
def unlink(connection_id: int, query: s.UnlinkQuery) -> Any:
    """Unlink a bank; keep its transactions, or erase them with it"""
    with transaction():
        connections.unlink(current_user_id(), connection_id, data=query.data)
    return ""


@bp.post(f"/connectors/connections/<{ID}:connection_id>/sync")
@bp.output(s.SyncOut, status_code=202)
@require("transactions:write")
def sync(connection_id: int) -> Any:
    """Synchronise a connection now; `sync.completed` closes it"""
    with transaction():
        row = ask_for_sync(connectors(), current_user_id(), connection_id)
        return {"status": "queued", "connection": row.id}


@bp.post(f"/connectors/connections/<{ID}:connection_id>/reauthorise")
@bp.output(s.LinkedOut)
@require("account")
def reauthorise(connection_id: int) -> Any:
    """Get the address where you consent anew"""
    with transaction():
        return _show_linked(connections.reauthorise(connectors(), _person(), connection_id))


@bp.post(f"/connectors/connections/<{ID}:connection_id>/secret")
@bp.output(s.LinkedOut)
@require("account")
def rotate_secret(connection_id: int) -> Any:
    """Make a sender's secret anew; the old one is good for another day"""
    with transaction():
        user_id = current_user_id()
        return _show_linked(connections.rotate_secret(_settings(), connectors(), user_id, connection_id))


@bp.post(f"/connectors/connections/<{ID}:connection_id>/errors/dismiss")
@bp.output(s.DismissedOut)
@require("transactions:write")
def dismiss_errors(connection_id: int) -> Any:
    """Take an inbox's deliveries that could not be processed as seen; an admin can still replay them"""
    with transaction():
        return {"dismissed": connections.dismiss_errors(current_user_id(), connection_id)}


@bp.post("/internal/transactions")
@bp.input(s.InternalIn, arg_name="body")
@bp.output(s.InternalOut)
@require("transactions:write", role=("service", "admin"))
def take_internal(body: s.InternalIn) -> Any:
    """Store transactions that another service has normalised; service accounts only"""
    # The checked body's numbers are floats by now; what was sent is read once more, exactly.
    rows = read_json(request.get_data(), parse_float=Decimal)["transactions"]
    with transaction():
        done = store_internal(body.user, body.source, rows)
    return {
        "stored": done.new,
        "changed": done.changed,
        "known": done.known,
        "problems": list(done.problems),
    }


def _show(row: Connection) -> dict[str, Any]:
    fields = (
        "id", "provider", "name", "holder", "external_id", "state", "last_event_at", "last_sync_at",
        "next_sync_at", "created_at",
    )  # fmt: skip
    path = f"inbox/{row.id}" if row.provider == "inbox" else f"{row.provider}/webhook"
    errors = errors_of(row)
    return {
        **{name: getattr(row, name) for name in fields},
        "health": health_of(row, errors),
        "last_error": row.last_error or errors.last,
        "errors": errors.number,
        "webhook_path": f"/api/connectors/{path}",
    }


def _show_linked(linked: Linked) -> dict[str, Any]:
    return {**_show(linked.connection), "secret": linked.secret, "consent_url": linked.consent_url}
