"""The BT Pay dashboards: a user's money today, by hour, by shop and by category.

They show all of a user's transactions; scope 'btpay' narrows them to what was paid with BT Pay. Pending
is what has no category yet. Sums are of outgoing money, without what moved between own accounts, and never
across currencies.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Literal, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, select

from app.clock import now, rfc3339
from app.days import day_start
from app.db import joined, sum_in_halves
from app.domain.auth.users.tables import User
from app.domain.banking.categories.taxonomy import find
from app.domain.banking.feed.connections import health_of
from app.domain.banking.feed.tables import Connection
from app.domain.banking.ledger.lookup import newest_first
from app.domain.banking.ledger.own_transfers import is_no_transfer
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.ledger.totals import CurrencyTotal, total_of
from app.domain.banking.ledger.views import StoredTransaction, view_of
from app.domain.banking.transactions.service import NEAR, btpay_only
from app.extensions import db

Scope = Literal["all", "btpay"]
Where = list[ColumnElement[bool]]
TOP = 8
RECENT = 20


class Stats(TypedDict):
    """pending: transactions without a category. Sums are of today and this month, by currency."""

    total: int
    pending: int
    categorized: int
    today: list[CurrencyTotal]
    month: list[CurrencyTotal]
    received_month: list[CurrencyTotal]
    btpay: int
    as_of: str


class HourTotal(TypedDict):
    hour: int
    count: int
    amounts: list[CurrencyTotal]


class Hourly(TypedDict):
    day: str
    time_zone: str
    hours: list[HourTotal]


class Labels(TypedDict):
    label: str
    icon: str
    colour: str
    parent: str | None


class CategorySum(Labels, CurrencyTotal):
    category: str | None


class MerchantSum(CurrencyTotal):
    merchant: str


class ConnectionState(TypedDict):
    id: int
    provider: str
    name: str
    state: str
    health: str
    last_event_at: str | None
    last_sync_at: str | None
    last_error: str | None


class Dashboard(TypedDict):
    stats: Stats
    hourly: Hourly
    categories: list[CategorySum]
    top_merchants: list[MerchantSum]
    recent: list[StoredTransaction]
    connections: list[ConnectionState]
    currency: str | None
    as_of: str


def scope_of(user_id: int, scope: Scope) -> Where:
    """Return the conditions that a dashboard's rows meet."""
    mine = [Transaction.user_id == user_id]
    return mine if scope == "all" else [*mine, btpay_only()]


def show_stats(user: User, scope: Scope) -> Stats:
    """Return counts and sums: today, this month, pending, categorised."""
    t, where = Transaction, scope_of(user.id, scope)
    count, sorted_in = db.session.execute(select(func.count(), func.count(t.category)).where(*where)).one()
    today = _today(user)
    return {
        "total": count,
        "pending": count - sorted_in,
        "categorized": sorted_in,
        "today": _spent(where, since=today),
        "month": _spent(where, since=today.replace(day=1)),
        "received_month": _spent(where, since=today.replace(day=1), direction="in"),
        "btpay": db.session.scalar(select(func.count()).where(*scope_of(user.id, "btpay"))) or 0,
        "as_of": rfc3339(now()),
    }


def _today(user: User) -> date:
    return now().astimezone(ZoneInfo(user.time_zone)).date()


def _spent(where: Where, *, since: date, direction: str = "out") -> list[CurrencyTotal]:
    t = Transaction
    rows = db.session.execute(
        select(t.currency, func.count(), *sum_in_halves(t.amount))
        .where(*where, t.booked_on >= since, t.status != "FAILED", t.direction == direction, is_no_transfer())
        .group_by(t.currency)
        .order_by(func.count().desc(), t.currency)
    )
    return [total_of(currency, count, joined(*halves)) for currency, count, *halves in rows]


def show_hourly(user: User, scope: Scope, day: date | None = None) -> Hourly:
    """Return 24 buckets of a day in the user's zone, whatever the clocks did that day.

    An hour that a clock change repeats holds both; one that it skips is empty. What has a day alone
    is in none.
    """
    shown = day or _today(user)
    starts = [_hour_start(shown, hour, user.time_zone) for hour in range(25)]
    t = Transaction
    hour = case(*((t.occurred_at < starts[number + 1], number) for number in range(24)))
    rows = db.session.execute(
        select(hour, t.currency, func.count(), *sum_in_halves(t.amount))
        .where(
            *scope_of(user.id, scope), t.occurred_at >= starts[0], t.occurred_at < starts[24], t.has_time,
            t.booked_on.between(shown - NEAR, shown + NEAR), t.status != "FAILED", t.direction == "out",
            is_no_transfer(),
        )
        .group_by(hour, t.currency)
        .order_by(hour, t.currency)
    )  # fmt: skip
    found: dict[int, list[CurrencyTotal]] = defaultdict(list)
    for number, currency, count, *halves in rows:
        found[number].append(total_of(currency, count, joined(*halves)))
    buckets: list[HourTotal] = [
        {"hour": number, "count": sum(each["count"] for each in found[number]), "amounts": found[number]}
        for number in range(24)
    ]
    return {"day": shown.isoformat(), "time_zone": user.time_zone, "hours": buckets}


def _hour_start(day: date, hour: int, zone: str) -> datetime:
    if hour == 24:
        return day_start(day + timedelta(days=1), zone)
    # Through UTC and back: a time that the clocks skip is the moment at which they skip it.
    local = datetime.combine(day, time(hour), ZoneInfo(zone))
    return local.astimezone(ZoneInfo("UTC"))


def show_categories(user: User, scope: Scope) -> list[CategorySum]:
    """Return what was spent this month by category and currency, the largest first."""
    t = Transaction
    since = _today(user).replace(day=1)
    rows = db.session.execute(
        select(t.category, t.currency, func.count(), *sum_in_halves(t.amount))
        .where(
            *scope_of(user.id, scope),
            t.booked_on >= since,
            t.status != "FAILED",
            t.direction == "out",
            is_no_transfer(),
        )
        .group_by(t.category, t.currency)
    )
    found: list[CategorySum] = [
        {"category": code, **_labels(code), **total_of(currency, count, joined(*halves))}
        for code, currency, count, *halves in rows
    ]
    return sorted(found, key=lambda each: (-each["amount"], each["category"] or ""))


def _labels(code: str | None) -> Labels:
    known = find(code) if code else None
    if known is None:
        plain = code.removeprefix("OWN_").replace("_", " ").capitalize() if code else "Uncategorised"
        return {"label": plain, "icon": "tag" if code else "circle-help", "colour": "#64748b", "parent": None}
    return {"label": known.label, "icon": known.icon, "colour": known.colour, "parent": known.parent}


def top_merchants(user: User, scope: Scope) -> list[MerchantSum]:
    """Return whom most was spent with this month: shops, or people where that is what is known."""
    t = Transaction
    since = _today(user).replace(day=1)
    name = func.coalesce(t.merchant, t.counterparty)
    high, low = sum_in_halves(t.amount)
    rows = db.session.execute(
        select(name, t.currency, func.count(), high, low)
        .where(
            *scope_of(user.id, scope), t.booked_on >= since, t.status != "FAILED", t.direction == "out",
            name.is_not(None), is_no_transfer(),
        )
        .group_by(name, t.currency)
        .order_by(high.desc(), low.desc())
        .limit(TOP)
    )  # fmt: skip
    return [
        {"merchant": merchant, **total_of(currency, count, joined(*halves))}
        for merchant, currency, count, *halves in rows
    ]


def list_recent(
    user: User, scope: Scope, *, pending: bool = False, limit: int = RECENT
) -> list[StoredTransaction]:
    """Return the newest transactions; `pending` those without a category."""
    t = Transaction
    statement = select(t).where(*scope_of(user.id, scope))
    if pending:
        statement = statement.where(t.category.is_(None))
    statement = statement.order_by(*newest_first()).limit(limit)
    return [view_of(row) for row in db.session.scalars(statement)]


def show_dashboard(user: User, scope: Scope) -> Dashboard:
    """Return all that a dashboard shows, in one answer."""
    return {
        "stats": show_stats(user, scope),
        "hourly": show_hourly(user, scope),
        "categories": show_categories(user, scope),
        "top_merchants": top_merchants(user, scope),
        "recent": list_recent(user, scope),
        "connections": _show_connections(user.id),
        "currency": user.base_currency,
        "as_of": rfc3339(now()),
    }


def _show_connections(user_id: int) -> list[ConnectionState]:
    c = Connection
    rows = db.session.scalars(select(c).where(c.user_id == user_id).order_by(c.id))
    return [
        {
            "id": row.id, "provider": row.provider, "name": row.name, "state": row.state,
            "health": health_of(row),
            "last_event_at": rfc3339(row.last_event_at) if row.last_event_at else None,
            "last_sync_at": rfc3339(row.last_sync_at) if row.last_sync_at else None,
            "last_error": row.last_error,
        }
        for row in rows
    ]  # fmt: skip
