"""What accounts came to day by day: loaded for many at once, one grouped query over their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, select

from app.db import joined, sum_in_halves
from app.domain.banking.accounts.logic import Course, DayBalance, Opening, Statement, chosen
from app.domain.banking.accounts.tables import Account, AccountOrigin, BalanceSource, StatedBalance
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db

ACCOUNTS_PER_STATEMENT = 500

a, b, t = Account, StatedBalance, Transaction


class AccountSeries(NamedTuple):
    """An account and what it held at the end of each of some days, in their order."""

    account: Account
    points: list[DayBalance]


def balances_of(user_id: int, days: Sequence[date]) -> list[AccountSeries]:
    """Return each of a user's accounts that is not hidden, with its balance on each of some days.

    Three queries, whatever the number of days and accounts.
    """
    mine = select(a).where(a.user_id == user_id, a.hidden.is_(False)).order_by(a.id)
    accounts = db.session.scalars(mine).all()
    courses = courses_of(accounts)
    return [AccountSeries(each, [courses[each.id].at(day) for day in days]) for each in accounts]


def courses_of(accounts: Collection[Account]) -> dict[int, Course]:
    """Return the course of each account's balance, by its id."""
    ids = [each.id for each in accounts]
    moved, stated = _moved(ids), _stated(ids)
    return {
        each.id: Course(moved[each.id], chosen(stated[each.id]), _opening(each, stated[each.id]))
        for each in accounts
    }


def _opening(account: Account, stated: Sequence[Statement]) -> Opening | None:
    """Return what an account began with; one by hand that no bank knows is empty until something is said."""
    if account.opening_balance is not None:
        return Opening(account.opening_balance, account.opened_on)
    own = account.origin == AccountOrigin.MANUAL and account.number is None
    return Opening(0) if own and not stated else None


def _moved(ids: Sequence[int]) -> Mapping[int, dict[date, int]]:
    """Add up what was booked on each day: a hold has moved nothing yet, and a failed payment never will."""
    signed = case((t.direction == "out", -t.amount), else_=t.amount)
    keys = (t.account_id, t.booked_on)
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for some in _portions(ids):
        booked = select(*keys, *sum_in_halves(signed)).where(t.account_id.in_(some), t.status == "SUCCESS")
        for account_id, on, high, low in db.session.execute(booked.group_by(*keys)):
            found[account_id][on] = joined(high, low)
    return found


def _stated(ids: Sequence[int]) -> Mapping[int, list[Statement]]:
    columns = (b.account_id, b.id, b.stated_on, b.balance, b.source, b.is_closing)
    found: dict[int, list[Statement]] = defaultdict(list)
    for some in _portions(ids):
        for row in db.session.execute(select(*columns).where(b.account_id.in_(some))):
            by_owner = row.source == BalanceSource.PERSON
            found[row.account_id].append(
                Statement(row.id, row.stated_on, row.balance, by_owner, row.is_closing)
            )
    return found


def _portions(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (
        ids[start : start + ACCOUNTS_PER_STATEMENT] for start in range(0, len(ids), ACCOUNTS_PER_STATEMENT)
    )
