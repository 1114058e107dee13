"""What came in and what went out, by day and by month, in the user's base currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypedDict

from app.domain.auth.users.tables import User
from app.domain.banking.ledger.day_sums import BaseSums, DaySum, sums_by_day
from app.domain.banking.ledger.own_transfers import is_no_transfer
from app.domain.banking.ledger.tables import Transaction
from app.domain.fx.conversion import BaseTotal

MAX_FLOW_DAYS = 366
Flows = dict[str, list[DaySum]]
"""Sums by their direction."""


class Flow(TypedDict):
    """What came in and went out; neither holds what a user moved between their own accounts."""

    incoming: BaseTotal
    outgoing: BaseTotal


class DayFlow(Flow):
    date: str


class MonthFlow(Flow):
    """month: 2026-01; of a month that the range cuts, the days within it."""

    month: str


class CashFlow(TypedDict):
    """days: those with a transaction. months: all of the range. Both oldest first."""

    days: list[DayFlow]
    months: list[MonthFlow]


def cash_flow(user: User, first: date, last: date) -> CashFlow:
    """Add up what came in and went out between two days, both included; what failed moved nothing.

    Amounts of other currencies count by what their bank recorded, else by the rate of their day.
    """
    t = Transaction
    wanted = [t.user_id == user.id, t.booked_on.between(first, last), t.status != "FAILED", is_no_transfer()]
    found = [(direction, each) for (direction,), each in sums_by_day(user, wanted, t.direction)]
    base = BaseSums(user, [each for _, each in found])
    days, months = _grouped(found, lambda on: on.isoformat()), _grouped(found, _month)
    return {
        "days": [{"date": day, **_flow(days[day], base)} for day in sorted(days)],
        "months": [{"month": month, **_flow(months[month], base)} for month in _months(first, last)],
    }


def _grouped(found: Sequence[tuple[str, DaySum]], key: Callable[[date], str]) -> defaultdict[str, Flows]:
    groups: defaultdict[str, Flows] = defaultdict(lambda: {"in": [], "out": []})
    for direction, each in found:
        groups[key(each.on)][direction].append(each)
    return groups


def _flow(flows: Flows, base: BaseSums) -> Flow:
    return {"incoming": base.total(flows["in"]), "outgoing": base.total(flows["out"])}


def _month(on: date) -> str:
    return f"{on:%Y-%m}"


def _months(first: date, last: date) -> list[str]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
