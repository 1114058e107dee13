"""What transactions add up to by day and currency, and in their owner's base currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, and_, case, func, select

from app.db import joined, sum_in_halves
from app.domain.auth.users.tables import User
from app.domain.banking.ledger.bank_transaction import signed_minor
from app.domain.banking.ledger.tables import Transaction
from app.domain.fx.conversion import BaseTotal, Converter, DayAmount, converter_for
from app.domain.fx.currencies import known_base
from app.extensions import db
from app.money import decimal_string

NO_FEE = ("0", "0.0", "0.00", "")


class CurrencyTotal(TypedDict):
    """What transactions of one currency add up to. amount: minor units."""

    currency: str
    count: int
    amount: int
    amount_decimal: str


class DaySum(NamedTuple):
    """What the rows of one day and currency add up to. rows: how many; amount: minor units.

    original: what the bank recorded of each row in the owner's base currency, a decimal text.
    """

    on: date
    currency: str
    original: str | None
    rows: int
    amount: int


def sums_by_day(
    user: User, where: Sequence[ColumnElement[bool]], *keys: Any
) -> Iterator[tuple[tuple[Any, ...], DaySum]]:
    """Yield sums by some keys, and by day and currency: one SELECT, however many rows."""
    t = Transaction
    groups = (*keys, t.booked_on, t.currency, _original(known_base(user.base_currency)))
    rows = db.session.execute(
        select(*groups, func.count(), *sum_in_halves(t.amount)).where(*where).group_by(*groups)
    )
    for *found, on, currency, original, count, high, low in rows:
        yield tuple(found), DaySum(on, currency, original, count, joined(high, low))


def _original(base: str) -> ColumnElement[str | None]:
    """Pick what a purchase cost in the base currency, where the bank of a foreign account recorded it.

    Not where there was a fee: banks do not say whether the row's amount holds it.
    """
    t = Transaction
    details = {name: t.details[name].as_string() for name in ("original_currency", "original_amount", "fee")}
    is_recorded = and_(
        t.currency != base,
        details["original_currency"] == base,
        func.coalesce(details["fee"], "").in_(NO_FEE),
    )
    return case((is_recorded, details["original_amount"]))


def total_of(currency: str, count: int, amount: int) -> CurrencyTotal:
    decimal = decimal_string(amount, currency)
    return {"currency": currency, "count": count, "amount": amount, "amount_decimal": decimal}


def by_currency(sums: Iterable[DaySum]) -> list[CurrencyTotal]:
    """Add sums up per currency, the busiest first; amounts of two currencies are never added."""
    counts: dict[str, int] = defaultdict(int)
    amounts: dict[str, int] = defaultdict(int)
    for each in sums:
        counts[each.currency] += each.rows
        amounts[each.currency] += each.amount
    busiest = sorted(counts, key=lambda code: (-counts[code], code))
    return [total_of(currency, counts[currency], amounts[currency]) for currency in busiest]


class BaseSums:
    """Adds day sums up in their owner's base currency; the rates of all of them are read at once."""

    def __init__(self, user: User, sums: Iterable[DaySum]) -> None:
        self._base = known_base(user.base_currency)
        amounts = [_in_base(each, self._base) for each in sums]
        self._converter: Converter = converter_for(user.id, self._base, amounts)

    def total(self, sums: Iterable[DaySum]) -> BaseTotal:
        """Return what some of the sums come to: each by what its bank recorded, else by its day's rate."""
        return self._converter.total(_in_base(each, self._base) for each in sums)


def _in_base(each: DaySum, base: str) -> DayAmount:
    recorded = _recorded_minor(each.original, base)
    if recorded is None:
        return DayAmount(each.on, each.currency, each.amount)
    return DayAmount(each.on, base, recorded * each.rows)


def _recorded_minor(text: str | None, base: str) -> int | None:
    """Read what a bank recorded; None where it is no amount of the currency, or nothing."""
    if text is None:
        return None
    try:
        return abs(signed_minor(text, base)) or None
    except ValueError:
        return None
