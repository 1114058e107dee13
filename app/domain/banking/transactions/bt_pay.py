"""The BT Pay dashboards: a user's money today, by hour, by shop and by category.

They show all of a user's transactions; scope 'btpay' narrows them to what was paid with BT Pay. Pending
is what has no category yet. Sums are of outgoing money, without what moved between own accounts, by currency,
and beside that in the owner's base currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, Literal, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, func, select, tuple_

from app.clock import now, rfc3339
from app.days import day_start
from app.db import sum_in_halves
from app.domain.auth.users.tables import User
from app.domain.banking.categories.taxonomy import find
from app.domain.banking.feed.connections import health_of
from app.domain.banking.feed.tables import Connection
from app.domain.banking.ledger.day_sums import BaseSums, CurrencyTotal, DaySum, by_currency, sums_by_day
from app.domain.banking.ledger.lookup import newest_first
from app.domain.banking.ledger.own_transfers import is_no_transfer
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.ledger.views import StoredTransaction, view_of
from app.domain.banking.transactions.service import NEAR, btpay_only
from app.domain.fx.conversion import BaseTotal
from app.extensions import db

Scope = Literal["all", "btpay"]
Where = list[ColumnElement[bool]]
TOP = 8
RECENT = 20


class Stats(TypedDict):
    """pending: transactions without a category. Sums are of today and this month, by currency.

    today_base, month_base, received_month_base: what they come to in the base currency.
    """

    total: int
    pending: int
    categorized: int
    today: list[CurrencyTotal]
    today_base: BaseTotal
    month: list[CurrencyTotal]
    month_base: BaseTotal
    received_month: list[CurrencyTotal]
    received_month_base: BaseTotal
    btpay: int
    as_of: str


class HourTotal(TypedDict):
    hour: int
    count: int
    amounts: list[CurrencyTotal]
    base: BaseTotal


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
    base: BaseTotal


class MerchantSum(CurrencyTotal):
    merchant: str
    base: BaseTotal


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
    sums = list(sums_by_day(user, [*where, *_counted(today.replace(day=1))], t.direction))
    spent = [each for (direction,), each in sums if direction == "out"]
    received = [each for (direction,), each in sums if direction == "in"]
    of_today = [each for each in spent if each.on >= today]
    base = BaseSums(user, [*spent, *received])
    return {
        "total": count,
        "pending": count - sorted_in,
        "categorized": sorted_in,
        "today": by_currency(of_today),
        "today_base": base.total(of_today),
        "month": by_currency(spent),
        "month_base": base.total(spent),
        "received_month": by_currency(received),
        "received_month_base": base.total(received),
        "btpay": db.session.scalar(select(func.count()).where(*scope_of(user.id, "btpay"))) or 0,
        "as_of": rfc3339(now()),
    }


def _today(user: User) -> date:
    return now().astimezone(ZoneInfo(user.time_zone)).date()


def _counted(since: date) -> Where:
    """Return what sums count from a day on, either way."""
    return [Transaction.booked_on >= since, Transaction.status != "FAILED", is_no_transfer()]


def show_hourly(user: User, scope: Scope, day: date | None = None) -> Hourly:
    """Return 24 buckets of a day in the user's zone, whatever the clocks did that day.

    An hour that a clock change repeats holds both; one that it skips is empty. What has a day alone
    is in none.
    """
    shown = day or _today(user)
    starts = [_hour_start(shown, hour, user.time_zone) for hour in range(25)]
    t = Transaction
    hour = case(*((t.occurred_at < starts[number + 1], number) for number in range(24)))
    where: list[Any] = [
        *scope_of(user.id, scope), t.occurred_at >= starts[0], t.occurred_at < starts[24], t.has_time,
        t.booked_on.between(shown - NEAR, shown + NEAR), t.status != "FAILED", t.direction == "out",
        is_no_transfer(),
    ]  # fmt: skip
    found: dict[int, list[DaySum]] = defaultdict(list)
    for (number,), each in sums_by_day(user, where, hour):
        found[number].append(each)
    base = BaseSums(user, chain.from_iterable(found.values()))
    buckets = [_hour_total(number, found[number], base) for number in range(24)]
    return {"day": shown.isoformat(), "time_zone": user.time_zone, "hours": buckets}


def _hour_total(hour: int, sums: Sequence[DaySum], base: BaseSums) -> HourTotal:
    amounts = sorted(by_currency(sums), key=lambda each: each["currency"])
    return {
        "hour": hour,
        "count": sum(each.rows for each in sums),
        "amounts": amounts,
        "base": base.total(sums),
    }


def _hour_start(day: date, hour: int, zone: str) -> datetime:
    if hour == 24:
        return day_start(day + timedelta(days=1), zone)
    # Through UTC and back: a time that the clocks skip is the moment at which they skip it.
    local = datetime.combine(day, time(hour), ZoneInfo(zone))
    return local.astimezone(ZoneInfo("UTC"))


def show_categories(user: User, scope: Scope) -> list[CategorySum]:
    """Return what was spent this month by category and currency, the most in the base currency first."""
    t = Transaction
    where = [*scope_of(user.id, scope), *_counted(_today(user).replace(day=1)), t.direction == "out"]
    found: dict[tuple[str | None, str], list[DaySum]] = defaultdict(list)
    for (code,), each in sums_by_day(user, where, t.category):
        found[code, each.currency].append(each)
    base = BaseSums(user, chain.from_iterable(found.values()))
    rows: list[CategorySum] = [
        {"category": code, **_labels(code), **by_currency(sums)[0], "base": base.total(sums)}
        for (code, _), sums in found.items()
    ]
    return sorted(rows, key=lambda row: (*_most_first(row), row["category"] or ""))


def _most_first(row: CategorySum | MerchantSum) -> tuple[int, int, str]:
    """Order rows by what they come to; those of which nothing is known by their own amount, at the end."""
    return -row["base"]["amount"], -row["amount"], row["currency"]


def _labels(code: str | None) -> Labels:
    known = find(code) if code else None
    if known is None:
        plain = code.removeprefix("OWN_").replace("_", " ").capitalize() if code else "Uncategorised"
        return {"label": plain, "icon": "tag" if code else "circle-help", "colour": "#64748b", "parent": None}
    return {"label": known.label, "icon": known.icon, "colour": known.colour, "parent": known.parent}


def top_merchants(user: User, scope: Scope) -> list[MerchantSum]:
    """Return whom most was spent with this month: shops, or people where that is what is known."""
    t, name = Transaction, func.coalesce(Transaction.merchant, Transaction.counterparty)
    where = [*scope_of(user.id, scope), *_counted(_today(user).replace(day=1)), t.direction == "out"]
    leaders = tuple_(name, t.currency).in_(_leaders([*where, name.is_not(None)], name))
    found: dict[tuple[str, str], list[DaySum]] = defaultdict(list)
    for (merchant,), each in sums_by_day(user, [*where, leaders], name):
        found[merchant, each.currency].append(each)
    base = BaseSums(user, chain.from_iterable(found.values()))
    rows: list[MerchantSum] = [
        {"merchant": merchant, **by_currency(sums)[0], "base": base.total(sums)}
        for (merchant, _), sums in found.items()
    ]
    return sorted(rows, key=lambda row: (*_most_first(row), row["merchant"]))[:TOP]


def _leaders(where: Where, name: ColumnElement[str]) -> Select[str, str]:
    """Pick the first in each currency: but for the rates' changes, the first of all are among these."""
    t, (high, low) = Transaction, sum_in_halves(Transaction.amount)
    place = func.row_number().over(partition_by=t.currency, order_by=(high.desc(), low.desc()))
    ranked = (
        select(name.label("name"), t.currency.label("currency"), place.label("place"))
        .where(*where)
        .group_by(name, t.currency)
        .subquery()
    )
    return select(ranked.c.name, ranked.c.currency).where(ranked.c.place <= TOP)


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
