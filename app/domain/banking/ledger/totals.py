"""Totals and averages, by day in the user's own time zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from app.clock import now, rfc3339
from app.db import joined, sum_in_halves
from app.domain.auth.users.tables import User
from app.domain.banking.ledger.day_sums import BaseSums, CurrencyTotal, DaySum, by_currency, sums_by_day
from app.domain.banking.ledger.own_transfers import is_no_transfer
from app.domain.banking.ledger.queued import rows_waiting
from app.domain.banking.ledger.tables import Transaction
from app.domain.fx.conversion import BaseTotal
from app.extensions import db, redis
from app.money import decimal_string

DAYS_SHOWN = 30


class DayTotal(TypedDict):
    date: str
    count: int
    amounts: list[CurrencyTotal]
    base: BaseTotal


class Pending(TypedDict):
    count: int


class Summary(TypedDict):
    """pending: how many are not settled yet. queued: how many wait in the intake's queue.

    today_base, month_base: what the currencies of today and of this month come to in the base currency.
    """

    pending: Pending
    queued: int
    today: list[CurrencyTotal]
    today_base: BaseTotal
    month: list[CurrencyTotal]
    month_base: BaseTotal
    by_day: list[DayTotal]
    as_of: str


class DayAverage(TypedDict):
    """average: the mean in minor units, to a hundredth of one, for display; it is no amount."""

    date: str
    average: int | float
    average_decimal: str
    currency: str
    count: int


def summarise_for(user_id: int) -> Summary | None:
    """Return a user's totals in their own time zone, None when there is no such user."""
    user = db.session.get(User, user_id)
    return summarise(user) if user else None


def summarise(user: User) -> Summary:
    """Return pending, queued, today, this month and the last thirty days: spending, stored rows only."""
    today = now().astimezone(ZoneInfo(user.time_zone)).date()
    sums = _spent_since(user, min(today - timedelta(days=DAYS_SHOWN - 1), today.replace(day=1)))
    base = BaseSums(user, sums)
    of_today = [each for each in sums if each.on == today]
    of_month = [each for each in sums if _month(each.on) == _month(today)]
    return {
        "pending": {"count": _count_pending(user.id)},
        "queued": rows_waiting(redis(), user.id),
        "today": by_currency(of_today),
        "today_base": base.total(of_today),
        "month": by_currency(of_month),
        "month_base": base.total(of_month),
        "by_day": _every_day(sums, base, today),
        "as_of": rfc3339(now()),
    }


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def _spent_since(user: User, first: date) -> list[DaySum]:
    t = Transaction
    spent = [t.booked_on >= first, t.status != "FAILED", t.direction == "out", is_no_transfer()]
    return [each for _, each in sums_by_day(user, [t.user_id == user.id, *spent])]


def _every_day(sums: Sequence[DaySum], base: BaseSums, today: date) -> list[DayTotal]:
    by_day: dict[date, list[DaySum]] = defaultdict(list)
    for each in sums:
        by_day[each.on].append(each)
    shown = [today - timedelta(days=back) for back in range(DAYS_SHOWN - 1, -1, -1)]
    return [_day_total(day, by_day[day], base) for day in shown]


def _day_total(day: date, sums: Sequence[DaySum], base: BaseSums) -> DayTotal:
    return {
        "date": day.isoformat(),
        "count": sum(each.rows for each in sums),
        "amounts": by_currency(sums),
        "base": base.total(sums),
    }


def _count_pending(user_id: int) -> int:
    t = Transaction
    return db.session.scalar(select(func.count()).where(t.user_id == user_id, t.status == "PENDING")) or 0


def average_by_day(user_id: int | None, *, first: date | None, last: date | None) -> list[DayAverage]:
    """Return the mean amount per civil day and currency, oldest first; user_id None means everybody's.

    first, last: inclusive; None means from the earliest, to the latest.
    """
    return [_average(*row) for row in db.session.execute(_averages(user_id, first, last))]


def _averages(user_id: int | None, first: date | None, last: date | None) -> Select[date, str, int, Any, Any]:
    t = Transaction
    statement = select(t.booked_on, t.currency, func.count(), *sum_in_halves(t.amount))
    if user_id is not None:
        statement = statement.where(t.user_id == user_id)
    if first is not None:
        statement = statement.where(t.booked_on >= first)
    if last is not None:
        statement = statement.where(t.booked_on <= last)
    return statement.group_by(t.booked_on, t.currency).order_by(t.booked_on, t.currency)


def _average(day: date, currency: str, count: int, *halves: Any) -> DayAverage:
    mean = (Decimal(joined(*halves)) / count).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return {
        "date": day.isoformat(),
        "average": int(mean) if mean == int(mean) else float(mean),  # a mean for display, not an amount
        "average_decimal": decimal_string(int(mean.to_integral_value(ROUND_HALF_EVEN)), currency),
        "currency": currency,
        "count": count,
    }
