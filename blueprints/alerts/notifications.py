"""HTTP routes for messages to their user, and for the webhooks that messages may be posted to."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint

from app.db import transaction
from app.domain.alerts.channels import service as channels
from app.domain.alerts.channels.tables import Webhook
from app.domain.alerts.notifications import service
from app.security import current_user_id, require
from app.services import services
from blueprints.alerts.schemas import alerts as s
from blueprints.kit import ID

bp = APIBlueprint("notifications", __name__, tag="Alerts")


@bp.get("/notifications")
@bp.input(s.NotificationsQuery, location="query", arg_name="query")
@bp.output(s.NotificationsOut)
@require("alerts:read")
def list_notifications(query: s.NotificationsQuery) -> Any:
    """List your notifications, newest first"""
    page = service.list_notifications(
        current_user_id(), unread=query.unread, limit=query.limit, cursor=query.cursor
    )
    unread = service.count_unread(current_user_id())
    return {"items": msgspec.to_builtins(page.items), "unread": unread, "next_cursor": page.next_cursor}


@bp.post("/notifications/read")
@bp.input(s.ReadIn, arg_name="body")
@bp.output(s.ReadOut)
@require("alerts:write")
def mark_all_read(body: s.ReadIn) -> Any:
    """Mark your notifications as read, up to one of them"""
    with transaction():
        return {"read": service.mark_all_read(current_user_id(), body.until)}


@bp.post(f"/notifications/<{ID}:notification_id>/read")
@bp.output(s.NotificationOut)
@require("alerts:read", "alerts:write")
def mark_read(notification_id: int) -> Any:
    """Mark one notification as read"""
    with transaction():
        return msgspec.to_builtins(service.mark_read(current_user_id(), notification_id))


@bp.get("/webhooks")
@bp.output(s.WebhooksOut)
@require("alerts:read")
def list_webhooks() -> Any:
    """List your webhooks; their secrets are not shown again"""
    return {"items": [_show(row) for row in channels.list_webhooks(current_user_id())]}


@bp.post("/webhooks")
@bp.input(s.WebhookIn, arg_name="body")
@bp.output(s.NewWebhookOut, status_code=201)
@require("account")
def add_webhook(body: s.WebhookIn) -> Any:
    """Add a webhook: the answer holds its secret, this once"""
    with transaction():
        made = channels.add_webhook(services().settings, current_user_id(), body.name, body.url)
        return {**_show(made.webhook), "secret": made.secret}


@bp.delete(f"/webhooks/<{ID}:webhook_id>")
@bp.output({}, status_code=204)
@require("account")
def delete_webhook(webhook_id: int) -> Any:
    """Remove a webhook; alerts that named it send there no more"""
    with transaction():
        channels.delete_webhook(current_user_id(), webhook_id)
    return ""


def _show(row: Webhook) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "name", "url", "created_at")}
