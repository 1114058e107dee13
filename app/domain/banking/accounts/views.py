"""How clients see accounts, their balances and what is not explained of them."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypedDict

from app.clock import rfc3339
from app.domain.banking.accounts.logic import Course, DayBalance, Gap, Source
from app.domain.banking.accounts.tables import Account, AccountKind, AccountOrigin, StatedBalance
from app.money import decimal_string


class GapView(TypedDict):
    """The part of a stated balance that transactions do not explain; stated less reckoned, minor units.

    since: the last day before at whose end the balance was known; None is the beginning. until: the day of
    which the balance was stated.
    """

    amount: int
    amount_decimal: str
    since: str | None
    until: str


class AccountFigures(TypedDict):
    """An account with what it holds; amounts in minor units, below zero what is owed.

    balance: None where nobody has said what there was. balance_as_of: the day of the newest booked row or
    stated balance. gaps: how many stated balances transactions do not explain.
    """

    id: int
    name: str
    kind: AccountKind
    currency: str
    institution: str | None
    number: str | None
    opening_balance: int | None
    opening_balance_decimal: str | None
    opened_on: str | None
    origin: AccountOrigin
    connection_id: int | None
    hidden: bool
    balance: int | None
    balance_decimal: str | None
    balance_as_of: str | None
    balance_source: Source | None
    gaps: int
    created_at: str


class AccountView(AccountFigures):
    """gap: the newest."""

    gap: GapView | None


class PointView(TypedDict):
    """What an account held at the end of a day; None where nobody can know."""

    on: str
    balance: int | None
    balance_decimal: str | None
    source: Source | None


class StatementView(TypedDict):
    """A balance as it was stated. is_closing: the day was over by then. import_id: the file that says it."""

    on: str
    balance: int
    balance_decimal: str
    source: Literal["bank", "statement", "person"]
    is_closing: bool
    import_id: int | None


class BalancesView(TypedDict):
    """Every day's balance, what was stated within these days, and what rows do not explain of that."""

    account: int
    currency: str
    points: list[PointView]
    stated: list[StatementView]
    gaps: list[GapView]


def view_of(account: Account, course: Course, today: date) -> AccountView:
    """Show an account as it is at the end of a day."""
    currency, known = account.currency, course.newest(today)
    balance, as_of = (known.balance, known.on) if known else (None, None)
    if as_of == date.min:  # an opening balance without a day
        as_of = account.created_at.date()
    return {
        "id": account.id,
        "name": account.name,
        "kind": AccountKind(account.kind),
        "currency": currency,
        "institution": account.institution,
        "number": account.number,
        "opening_balance": account.opening_balance,
        "opening_balance_decimal": _decimal(account.opening_balance, currency),
        "opened_on": account.opened_on.isoformat() if account.opened_on else None,
        "origin": AccountOrigin(account.origin),
        "connection_id": account.connection_id,
        "hidden": account.hidden,
        "balance": balance,
        "balance_decimal": _decimal(balance, currency),
        "balance_as_of": as_of.isoformat() if as_of else None,
        "balance_source": known.source if known else None,
        "gap": gap_view(course.gaps[-1], currency) if course.gaps else None,
        "gaps": len(course.gaps),
        "created_at": rfc3339(account.created_at),
    }


def gap_view(gap: Gap, currency: str) -> GapView:
    return {
        "amount": gap.amount,
        "amount_decimal": decimal_string(gap.amount, currency),
        "since": gap.since.isoformat() if gap.since else None,
        "until": gap.until.isoformat(),
    }


def point_view(point: DayBalance, currency: str) -> PointView:
    return {
        "on": point.on.isoformat(),
        "balance": point.balance,
        "balance_decimal": _decimal(point.balance, currency),
        "source": point.source,
    }


def statement_view(stated: StatedBalance, currency: str) -> StatementView:
    return {
        "on": stated.stated_on.isoformat(),
        "balance": stated.balance,
        "balance_decimal": decimal_string(stated.balance, currency),
        "source": stated.source,  # type: ignore[typeddict-item]
        "is_closing": stated.is_closing,
        "import_id": stated.import_id,
    }


def _decimal(minor: int | None, currency: str) -> str | None:
    return None if minor is None else decimal_string(minor, currency)
