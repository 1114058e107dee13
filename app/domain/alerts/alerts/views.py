"""How clients see alerts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct

from app.domain.alerts.alerts.conditions import AlertKind
from app.domain.alerts.alerts.measures import Measure
from app.domain.alerts.alerts.tables import Alert
from app.domain.alerts.alerts.texts import plain
from app.domain.alerts.notifications.tables import Channel
from app.json_values import JsonObject
from app.money import decimal_string


class AlertState(Struct, frozen=True, kw_only=True):
    """How an alert stands.

    armed: it fires when its condition holds; else that has to be false again first, or it is armed by hand.
    firings: how often it has fired, the last time at `fired_at`.
    value: what its condition is compared with, now, as text; null where nobody knows it, and of payments.
    on: the day of that. peak_on: of a drawdown, the day of the peak.
    """

    armed: bool
    firings: int
    fired_at: datetime | None
    value: str | None
    on: date | None
    peak_on: date | None


class AlertView(Struct, frozen=True, kw_only=True):
    """An alert. condition: as it was stated, with the currency of its price or amount.

    hysteresis: a fraction of the threshold. webhooks: where it is posted to.
    """

    id: int
    name: str
    enabled: bool
    condition: JsonObject
    hysteresis: str
    channels: list[Channel]
    webhooks: list[int]
    state: AlertState
    created_at: datetime


def alert_view(row: Alert, found: Measure | None, webhooks: Sequence[int]) -> AlertView:
    """Show an alert. webhooks: those of the user's that are there still."""
    return AlertView(
        id=row.id,
        name=row.name,
        enabled=row.enabled,
        condition=condition_view(row),
        hysteresis=plain(row.hysteresis),
        channels=[each for each, on in ((Channel.IN_APP, row.in_app), (Channel.EMAIL, row.email)) if on],
        webhooks=[each for each in row.webhooks if each in webhooks],
        state=AlertState(
            armed=row.armed,
            firings=row.firings,
            fired_at=row.fired_at,
            value=None if found is None else plain(found.value),
            on=None if found is None else found.on,
            peak_on=None if found is None else found.peak_on,
        ),
        created_at=row.created_at,
    )


def condition_view(row: Alert) -> JsonObject:
    """Show an alert's condition as clients state it."""
    return {"kind": row.kind, **_SHOWN[AlertKind(row.kind)](row)}


def _price(row: Alert) -> dict[str, object]:
    return {
        "portfolio": row.portfolio_id,
        "symbol": row.symbol,
        "side": row.side,
        "price": _plain(row),
        "currency": row.currency,
    }


def _drawdown(row: Alert) -> dict[str, object]:
    return {"portfolio": row.portfolio_id, "drawdown": _plain(row)}


def _balance(row: Alert) -> dict[str, object]:
    amount = int(row.threshold or 0)
    return {
        "account": row.account_id,
        "side": row.side,
        "amount": amount,
        "amount_decimal": decimal_string(amount, row.currency or ""),
        "currency": row.currency,
    }


def _payment(row: Alert) -> dict[str, object]:
    return {"match": row.match, "conditions": row.conditions}


_SHOWN = {
    AlertKind.PRICE: _price,
    AlertKind.DRAWDOWN: _drawdown,
    AlertKind.BALANCE: _balance,
    AlertKind.PAYMENT: _payment,
}


def _plain(row: Alert) -> str | None:
    return None if row.threshold is None else plain(row.threshold)
