"""A user's alerts: stated, changed, armed, tried out, removed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import msgspec
from msgspec import Struct
from sqlalchemy import func, select

from app.db import on_commit
from app.domain.alerts.alerts.conditions import (
    AlertKind,
    AnyCondition,
    BalanceCondition,
    DrawdownCondition,
    PriceCondition,
    Side,
)
from app.domain.alerts.alerts.errors import AlertInvalid, AlertNotFound, TooManyAlerts, TooManyTests
from app.domain.alerts.alerts.listeners import ask_to_check, forget_symbols
from app.domain.alerts.alerts.measures import measure
from app.domain.alerts.alerts.run import channels_of
from app.domain.alerts.alerts.tables import Alert
from app.domain.alerts.alerts.texts import test_message
from app.domain.alerts.alerts.views import AlertView, alert_view
from app.domain.alerts.channels.service import own_webhooks
from app.domain.alerts.notifications.service import count_tests, list_firings, notify, show_firing
from app.domain.alerts.notifications.tables import Channel
from app.domain.alerts.notifications.views import FiringView
from app.domain.banking.accounts.service import get_account
from app.domain.portfolio.investments.tables import Investment
from app.domain.portfolio.portfolios.service import get_portfolio
from app.domain.portfolio.valuations.today import today_of
from app.extensions import db
from app.pagination import Page, page_of_known

MAX_ALERTS = 200
MAX_TESTS_PER_HOUR = 20
HOUR = timedelta(hours=1)
a = Alert


class AlertDraft(Struct, frozen=True, kw_only=True):
    """What a user states. hysteresis: a fraction of the threshold. webhooks: ids of theirs."""

    name: str
    condition: AnyCondition
    enabled: bool = True
    hysteresis: Decimal = Decimal(0)
    channels: Sequence[Channel] = (Channel.IN_APP,)
    webhooks: Sequence[int] = ()


def list_alerts(user_id: int, *, limit: int, cursor: str | None) -> Page[AlertView]:
    """Return a page of a user's alerts with what each is compared with now, oldest first."""
    mine = db.session.scalars(select(a).where(a.user_id == user_id)).all()
    page = page_of_known(mine, lambda row: (row.id,), (int,), limit=limit, cursor=cursor)
    return Page(_views(user_id, page.items), page.next_cursor)


def show_alert(user_id: int, alert_id: int) -> AlertView:
    """Return one of a user's alerts. Raises AlertNotFound."""
    return _views(user_id, [get_alert(user_id, alert_id)])[0]


def get_alert(user_id: int, alert_id: int) -> Alert:
    """Return one of a user's own alerts. Raises AlertNotFound."""
    found = db.session.get(a, alert_id)
    if found is None or found.user_id != user_id:
        raise AlertNotFound
    return found


def create_alert(user_id: int, draft: AlertDraft) -> AlertView:
    """Add an alert; where its condition holds already it fires at once.

    Raises AlertInvalid, TooManyAlerts, PortfolioNotFound, AccountNotFound.
    """
    if (db.session.scalar(select(func.count()).where(a.user_id == user_id)) or 0) >= MAX_ALERTS:
        raise TooManyAlerts
    made = a(user_id=user_id, since=today_of(user_id), **_columns(user_id, draft))
    db.session.add(made)
    return _stored(made)


def update_alert(user_id: int, alert_id: int, draft: AlertDraft) -> AlertView:
    """Replace what an alert says; another condition is armed anew. Raises AlertNotFound and as above."""
    found = get_alert(user_id, alert_id)
    db.session.refresh(found, with_for_update=True)
    before = _about(found)
    for name, value in _columns(user_id, draft).items():
        setattr(found, name, value)
    if _about(found) != before:
        found.armed, found.fired_at = True, None
    found.version += 1
    return _stored(found)


def arm_alert(user_id: int, alert_id: int) -> AlertView:
    """Arm an alert by hand: where its condition still holds it fires again. Raises AlertNotFound."""
    found = get_alert(user_id, alert_id)
    found.armed, found.fired_at = True, None
    found.version += 1
    return _stored(found)


def delete_alert(user_id: int, alert_id: int) -> None:
    """Remove an alert; what it told stays. Raises AlertNotFound."""
    db.session.delete(get_alert(user_id, alert_id))
    db.session.flush()
    forget_symbols()


def try_alert(user_id: int, alert_id: int) -> FiringView:
    """Send a test message by an alert's channels. Raises AlertNotFound, TooManyTests."""
    alert = get_alert(user_id, alert_id)
    if count_tests(user_id, HOUR) >= MAX_TESTS_PER_HOUR:
        raise TooManyTests(retry_after_s=int(HOUR.total_seconds()))
    message = test_message(alert, f"test:{uuid.uuid4().hex}")
    made = notify(user_id, alert.id, message, channels_of(alert))
    assert made is not None  # noqa: S101 - for the type checker: its occasion is new
    return show_firing(made)


def show_history(user_id: int, alert_id: int, *, limit: int, cursor: str | None) -> Page[FiringView]:
    """Return what an alert told and how it was delivered, newest first. Raises AlertNotFound."""
    return list_firings(get_alert(user_id, alert_id).id, limit=limit, cursor=cursor)


def _stored(alert: Alert) -> AlertView:
    db.session.flush()
    owner = alert.user_id
    forget_symbols()
    if alert.kind != AlertKind.PAYMENT:
        on_commit(lambda: ask_to_check(owner))
    return _views(owner, [alert])[0]


def _views(user_id: int, rows: Sequence[Alert]) -> list[AlertView]:
    found = measure([row for row in rows if row.kind != AlertKind.PAYMENT])
    webhooks = own_webhooks(user_id, {number for row in rows for number in row.webhooks})
    return [alert_view(row, found.get(row.id), webhooks) for row in rows]


def _about(alert: Alert) -> tuple[object, ...]:
    names = ("kind", "portfolio_id", "symbol", "account_id", "side", "threshold", "match", "conditions")
    return tuple(getattr(alert, name) for name in names)


def _columns(user_id: int, draft: AlertDraft) -> dict[str, object]:
    webhooks = list(dict.fromkeys(draft.webhooks))
    if unknown := set(webhooks) - set(own_webhooks(user_id, webhooks)):
        place = next(place for place, each in enumerate(draft.webhooks) if each in unknown)
        message = "You have no such webhook"
        raise AlertInvalid(errors=[{"pointer": f"/webhooks/{place}", "message": message}])
    return {
        **dict.fromkeys(("portfolio_id", "symbol", "account_id", "threshold", "currency"), None),
        **dict.fromkeys(("match", "conditions"), None),
        "name": draft.name,
        "enabled": draft.enabled,
        "hysteresis": draft.hysteresis,
        "in_app": Channel.IN_APP in draft.channels,
        "email": Channel.EMAIL in draft.channels,
        "webhooks": webhooks,
        **_condition(user_id, draft.condition),
    }


def _condition(user_id: int, condition: AnyCondition) -> dict[str, object]:
    if isinstance(condition, PriceCondition):
        return _price(user_id, condition)
    if isinstance(condition, DrawdownCondition):
        number = get_portfolio(user_id, condition.portfolio).id
        told = {"portfolio_id": number, "side": Side.ABOVE, "threshold": condition.drawdown}
        return {"kind": AlertKind.DRAWDOWN, **told}
    if isinstance(condition, BalanceCondition):
        account = get_account(user_id, condition.account)
        told = {"account_id": account.id, "side": condition.side, "threshold": Decimal(condition.amount)}
        return {"kind": AlertKind.BALANCE, "currency": account.currency, **told}
    conditions = msgspec.to_builtins(condition.conditions)
    return {"kind": AlertKind.PAYMENT, "side": Side.ABOVE, "match": condition.match, "conditions": conditions}


def _price(user_id: int, condition: PriceCondition) -> dict[str, object]:
    portfolio = get_portfolio(user_id, condition.portfolio)
    known = select(Investment.currency).where(
        Investment.portfolio_id == portfolio.id, Investment.symbol == condition.symbol
    )
    currency = db.session.scalar(known)
    if currency is None:
        message = "This portfolio has no such investment"
        raise AlertInvalid(errors=[{"pointer": "/condition/symbol", "message": message}])
    return {
        "kind": AlertKind.PRICE,
        "portfolio_id": portfolio.id,
        "symbol": condition.symbol,
        "side": condition.side,
        "threshold": condition.price,
        "currency": currency,
    }
