"""Looking at alerts in workers: what is past its threshold fires, what has come back is armed again.

First all is read, then each change is made in a transaction of its own, and only where the alert is still as
it was read. So a firing is written once, however many workers look, with its message and deliveries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import structlog
from sqlalchemy import Select, select, update

from app import jobs
from app.clock import now
from app.db import transaction
from app.domain.alerts.alerts.conditions import AlertKind, Side
from app.domain.alerts.alerts.jobs import user_key
from app.domain.alerts.alerts.logic import Step, Watch, step_of
from app.domain.alerts.alerts.measures import Measure, measure
from app.domain.alerts.alerts.tables import Alert
from app.domain.alerts.alerts.texts import level_message
from app.domain.alerts.notifications.service import Channels, notify
from app.domain.banking.accounts.tables import Account
from app.domain.portfolio.portfolios.tables import Portfolio
from app.extensions import db

a = Alert
LEVELS = (AlertKind.PRICE, AlertKind.DRAWDOWN, AlertKind.BALANCE)
USERS_PER_SWEEP = 500
log = structlog.get_logger()


class Change(NamedTuple):
    """What is to happen to an alert, if it still has this version and has fired this often."""

    alert_id: int
    version: int
    firings: int
    step: Step
    found: Measure


def check_user(user_id: int) -> int:
    """Look at a user's alerts about prices, drawdowns and balances; return how many fired. A run."""
    jobs.forget(user_key(user_id))
    return _check(select(a).where(a.user_id == user_id, a.kind.in_(LEVELS)))


def check_prices(symbols: Collection[str]) -> int:
    """Look at everybody's alerts about the prices of some symbols; return how many fired. A run."""
    return _check(select(a).where(a.kind == AlertKind.PRICE, a.symbol.in_(symbols)))


def users_with_levels(after: int) -> list[int]:
    """Return the next users after an id who have such alerts, for a sweep."""
    wanted = a.enabled, a.kind.in_(LEVELS), a.user_id > after
    statement = select(a.user_id).where(*wanted).distinct().order_by(a.user_id)
    return list(db.session.scalars(statement.limit(USERS_PER_SWEEP)))


def _check(chosen: Select[Alert]) -> int:
    with transaction():
        rows = db.session.scalars(chosen.where(a.enabled).order_by(a.id)).all()
        changes = [change for rows_of_one in _by_user(rows) for change in _changes(rows_of_one)]
    return sum(_make(each) for each in changes)


def _by_user(rows: Iterable[Alert]) -> Iterable[Sequence[Alert]]:
    found: dict[int, list[Alert]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(row)
    return found.values()


def _changes(alerts: Sequence[Alert]) -> list[Change]:
    found, at = measure(alerts), now()
    steps = [(each, step_of(_watch(each), found[each.id].value, at)) for each in alerts if each.id in found]
    return [
        Change(each.id, each.version, each.firings, step, found[each.id])
        for each, step in steps
        if step is not None
    ]


def _watch(alert: Alert) -> Watch:
    assert alert.threshold is not None  # noqa: S101 - for the type checker: every level has one
    return Watch(Side(alert.side), alert.threshold, alert.hysteresis, alert.armed, alert.fired_at)


def _make(change: Change) -> bool:
    """Make a change, unless somebody else has, or the owner has changed the alert; tell whether it fired."""
    fires = change.step == "fire"
    same = a.id == change.alert_id, a.version == change.version, a.firings == change.firings
    fired = {"armed": False, "fired_at": now(), "firings": a.firings + 1}
    statement = update(a).where(*same, a.armed.is_(fires), a.enabled)
    with transaction():
        alert = db.session.scalar(statement.values(fired if fires else {"armed": True}).returning(a))
        if alert is None or not fires:
            return False
        message = level_message(alert, change.found, _subject(alert), str(alert.firings))
        notify(alert.user_id, alert.id, message, channels_of(alert))
        log.info("alert.fired", alert=alert.id, kind=alert.kind)
    return True


def channels_of(alert: Alert) -> Channels:
    """Return how an alert's owner wants to hear of it."""
    return Channels(alert.in_app, alert.email, alert.webhooks)


def _subject(alert: Alert) -> str:
    if alert.symbol is not None:
        return alert.symbol
    if alert.account_id is not None:
        return db.session.get_one(Account, alert.account_id).name
    return db.session.get_one(Portfolio, alert.portfolio_id).name
