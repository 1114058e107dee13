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
from app.domain.banking.ledger.own_transfers import is_no_transfer
from app.domain.banking.ledger.queued import rows_waiting
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db, redis
from app.money import decimal_string

DAYS_SHOWN = 30


class CurrencyTotal(TypedDict):
    """What transactions of one currency add up to. amount: minor units."""

    currency: str
    count: int
    amount: int
    amount_decimal: str


class DayTotal(TypedDict):
    date: str
    count: int
    amounts: list[CurrencyTotal]


class Pending(TypedDict):
    count: int


class Summary(TypedDict):
    """pending: how many are not settled yet. queued: how many wait in the intake's queue."""

    pending: Pending
    queued: int
    today: list[CurrencyTotal]
    month: list[CurrencyTotal]
    by_day: list[DayTotal]
    as_of: str


class DayAverage(TypedDict):
    """average: the mean in minor units, to a hundredth of one, for display; it is no amount."""

    date: str
    average: int | float
    average_decimal: str
    currency: str
    count: int


def total_of(currency: str, count: int, amount: int) -> CurrencyTotal:
    decimal = decimal_string(amount, currency)
    return {"currency": currency, "count": count, "amount": amount, "amount_decimal": decimal}


def summarise_for(user_id: int) -> Summary | None:
    """Return a user's totals in their own time zone, None when there is no such user."""
    user = db.session.get(User, user_id)
    return summarise(user_id, user.time_zone) if user else None


def summarise(user_id: int, zone: str) -> Summary:
    """Return pending, queued, today, this month and the last thirty days: spending, stored rows only."""
    today = now().astimezone(ZoneInfo(zone)).date()
    days = _by_day(user_id, first=min(today - timedelta(days=DAYS_SHOWN - 1), today.replace(day=1)))
    month = [total for day, totals in days.items() if _month(day) == _month(today) for total in totals]
    return {
        "pending": {"count": _count_pending(user_id)},
        "queued": rows_waiting(redis(), user_id),
        "today": _merge(days.get(today, [])),
        "month": _merge(month),
        "by_day": [
            {"date": day.isoformat(), "count": sum(total[1] for total in totals), "amounts": _merge(totals)}
            for day, totals in _every_day(days, today)
        ],
        "as_of": rfc3339(now()),
    }


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


Total = tuple[str, int, int]
"""Currency, how many, sum in minor units."""


def _by_day(user_id: int, *, first: date) -> dict[date, list[Total]]:
    t = Transaction
    rows = db.session.execute(
        select(t.booked_on, t.currency, func.count(), *sum_in_halves(t.amount))
        .where(
            t.user_id == user_id,
            t.booked_on >= first,
            t.status != "FAILED",
            t.direction == "out",
            is_no_transfer(),
        )
        .group_by(t.booked_on, t.currency)
    )
    found: dict[date, list[Total]] = defaultdict(list)
    for day, currency, count, *halves in rows:
        found[day].append((currency, count, joined(*halves)))
    return found


def _every_day(days: dict[date, list[Total]], today: date) -> list[tuple[date, list[Total]]]:
    shown = [today - timedelta(days=back) for back in range(DAYS_SHOWN - 1, -1, -1)]
    return [(day, days.get(day, [])) for day in shown]


def _merge(totals: Sequence[Total]) -> list[CurrencyTotal]:
    """Add totals up per currency, the busiest first; amounts of two currencies are never added."""
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for currency, count, amount in totals:
        counts[currency] += count
        sums[currency] += amount
    busiest = sorted(counts, key=lambda code: (-counts[code], code))
    return [total_of(currency, counts[currency], sums[currency]) for currency in busiest]


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
