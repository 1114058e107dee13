"""HTTP routes for alerts: what to hear of, and what was told."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint

from app.db import transaction
from app.domain.alerts.alerts import service
from app.domain.alerts.alerts.conditions import (
    AnyCondition,
    BalanceCondition,
    DrawdownCondition,
    PaymentCondition,
    PriceCondition,
)
from app.domain.alerts.alerts.service import AlertDraft
from app.domain.alerts.notifications.tables import Channel
from app.domain.banking.rules.language import read_conditions
from app.errors import Forbidden
from app.security import current_principal, current_user_id, require
from blueprints.alerts.schemas import alerts as s
from blueprints.kit import ID

bp = APIBlueprint("alerts", __name__, tag="Alerts")
ONE = f"/alerts/<{ID}:alert_id>"
NEEDS = {
    "price": "portfolio:read",
    "drawdown": "portfolio:read",
    "balance": "accounts:read",
    "payment": "transactions:read",
}
"""What a token has to read for an alert of each kind: its messages tell of that."""


@bp.get("/alerts")
@bp.input(s.AlertsQuery, location="query", arg_name="query")
@bp.output(s.AlertsOut)
@require("alerts:read")
def list_alerts(query: s.AlertsQuery) -> Any:
    """List your alerts, each with what it is compared with now"""
    page = service.list_alerts(current_user_id(), limit=query.limit, cursor=query.cursor)
    return {"items": msgspec.to_builtins(page.items), "next_cursor": page.next_cursor}


@bp.post("/alerts")
@bp.input(s.AlertIn, arg_name="body")
@bp.output(s.AlertOut, status_code=201)
@require("alerts:read", "alerts:write")
def create_alert(body: s.AlertIn) -> Any:
    """Add an alert on a price, a drawdown, a balance or a payment

    It fires once, and again only after its condition has been false. A token needs to read what it is about.
    """
    draft = _draft(body)
    with transaction():
        return msgspec.to_builtins(service.create_alert(current_user_id(), draft))


@bp.get(ONE)
@bp.output(s.AlertOut)
@require("alerts:read")
def show_alert(alert_id: int) -> Any:
    """Show one of your alerts"""
    return msgspec.to_builtins(service.show_alert(current_user_id(), alert_id))


@bp.put(ONE)
@bp.input(s.AlertIn, arg_name="body")
@bp.output(s.AlertOut)
@require("alerts:read", "alerts:write")
def replace_alert(alert_id: int, body: s.AlertIn) -> Any:
    """Replace what an alert says; with another condition it is armed anew"""
    draft = _draft(body)
    with transaction():
        return msgspec.to_builtins(service.update_alert(current_user_id(), alert_id, draft))


@bp.delete(ONE)
@bp.output({}, status_code=204)
@require("alerts:write")
def delete_alert(alert_id: int) -> Any:
    """Remove an alert; what it has told stays"""
    with transaction():
        service.delete_alert(current_user_id(), alert_id)
    return ""


@bp.post(f"{ONE}/arm")
@bp.output(s.AlertOut)
@require("alerts:read", "alerts:write")
def arm(alert_id: int) -> Any:
    """Arm an alert by hand: where its condition still holds it fires again"""
    with transaction():
        return msgspec.to_builtins(service.arm_alert(current_user_id(), alert_id))


@bp.get(f"{ONE}/history")
@bp.input(s.PageQuery, location="query", arg_name="query")
@bp.output(s.HistoryOut)
@require("alerts:read")
def show_history(alert_id: int, query: s.PageQuery) -> Any:
    """List what an alert has told, newest first, and how each message was delivered"""
    page = service.show_history(current_user_id(), alert_id, limit=query.limit, cursor=query.cursor)
    return {"items": msgspec.to_builtins(page.items), "next_cursor": page.next_cursor}


@bp.post(f"{ONE}/test")
@bp.output(s.FiringOut, status_code=202)
@require("alerts:read", "alerts:write")
def try_alert(alert_id: int) -> Any:
    """Send a test message by the alert's channels; its history tells how that went"""
    with transaction():
        return msgspec.to_builtins(service.try_alert(current_user_id(), alert_id))


def _draft(body: s.AlertIn) -> AlertDraft:
    """Read an alert. Raises Forbidden where the token may not read what it is about, Invalid."""
    needed = NEEDS[body.condition.kind]
    if not current_principal().may(needed):
        raise Forbidden(f"An alert of this kind tells what needs the scope {needed}.")
    return AlertDraft(
        name=body.name,
        condition=_condition(body.condition),
        enabled=body.enabled,
        hysteresis=body.hysteresis,
        channels=[Channel(each) for each in body.channels],
        webhooks=body.webhooks,
    )


def _condition(said: Any) -> AnyCondition:
    if isinstance(said, s.PaymentIn):
        conditions = read_conditions(said.conditions, "/condition/conditions")
        return PaymentCondition(match=said.match, conditions=conditions)
    told = {name: value for name, value in dict(said).items() if name != "kind"}
    return _KINDS[said.kind](**told)


_KINDS: dict[str, Any] = {
    "price": PriceCondition,
    "drawdown": DrawdownCondition,
    "balance": BalanceCondition,
}
