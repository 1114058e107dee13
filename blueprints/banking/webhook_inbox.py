"""The admins' webhook inbox: look, search, replay."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from app.db import transaction
from app.domain.banking.feed import webhooks
from app.domain.banking.feed.tables import WebhookEvent
from app.domain.banking.feed.webhooks import count_events, replay_event
from app.domain.banking.setup import connectors
from app.security import require
from blueprints.banking.schemas import connectors as s
from blueprints.kit import ID

bp = APIBlueprint("webhook_inbox", __name__, tag="Admin")


@bp.get("/webhooks")
@bp.input(s.EventQuery, location="query", arg_name="query")
@bp.output(s.EventsOut)
@require("account", role="admin")
def list_events(query: s.EventQuery) -> Any:
    """List the webhooks that came in, newest first"""
    page = webhooks.list_events(
        provider=query.provider, state=query.state, q=query.q, limit=query.limit, cursor=query.cursor
    )
    return {
        "items": [_show(event) for event in page.items],
        "next_cursor": page.next_cursor,
        "counts": count_events(),
    }


@bp.get(f"/webhooks/<{ID}:event_id>")
@bp.output(s.EventDetailOut)
@require("account", role="admin")
def get_event(event_id: int) -> Any:
    """Show a webhook with what was sent"""
    event = webhooks.get_event(event_id)
    return {**_show(event), "headers": event.headers, "payload": event.body.decode("utf-8", "replace")}


@bp.post(f"/webhooks/<{ID}:event_id>/replay")
@bp.output(s.EventOut, status_code=202)
@require("account", role="admin")
def replay(event_id: int) -> Any:
    """Process a webhook again"""
    with transaction():
        return _show(replay_event(connectors(), event_id))


@bp.post("/webhooks/replay")
@bp.input(s.ReplayAllIn, arg_name="body")
@bp.output(s.ReplayedOut, status_code=202)
@require("account", role="admin")
def replay_all(body: s.ReplayAllIn) -> Any:
    """Process all webhooks again, or those in one state; what is stored stays as it is"""
    with transaction():
        return {"replayed": webhooks.replay_all(connectors(), state=body.state)}


def _show(event: WebhookEvent) -> dict[str, Any]:
    fields = (
        "id", "provider", "event_id", "event_type", "connection_id", "state", "attempts", "error", "stored",
        "changed", "received_at", "processed_at", "next_attempt_at",
    )  # fmt: skip
    return {name: getattr(event, name) for name in fields}
