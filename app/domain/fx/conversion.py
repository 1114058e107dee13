"""Sums of several currencies in one, by the rate of each sum's day; what has no rate is named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple, TypedDict

from app.domain.fx.lookup import rate_table
from app.domain.fx.rates import EXACT, RateTable, is_stale
from app.money import decimal_string, exponent


class DayAmount(NamedTuple):
    """An amount of one day, in minor units of its currency."""

    on: date
    currency: str
    amount: int


class RateGap(TypedDict):
    """A currency and a day of which no rate is known."""

    currency: str
    on: str


class StaleRate(TypedDict):
    """A currency and a day whose rate was said on an earlier day, more than five business days before."""

    currency: str
    on: str
    said_on: str


class BaseTotal(TypedDict):
    """What sums come to in the user's base currency, each by the rate of its day; see docs/exchange-rates.md.

    amount: minor units, rounded half to even once. It lacks what `missing` names: a currency has no rate on
    or before that day. stale: what is in it by an old rate.
    """

    currency: str
    amount: int
    amount_decimal: str
    missing: list[RateGap]
    stale: list[StaleRate]


class Converter:
    """Brings a user's amounts to one currency; the rates of all of them are read at once."""

    def __init__(self, table: RateTable, base: str) -> None:
        self.base = base
        self._table = table

    def total(self, amounts: Iterable[DayAmount]) -> BaseTotal:
        """Add amounts up in the base currency."""
        worth, missing, stale = Decimal(0), dict[tuple[str, date], None](), dict[tuple[str, date], date]()
        for on, currency, amount in amounts:
            found = self._table.find(currency, self.base, on)
            if found is None:
                missing[currency, on] = None
                continue
            if found.stated and is_stale(found.on, on):
                stale[currency, on] = found.on
            worth = EXACT.add(worth, _minor_worth(amount, currency, found.rate, self.base))
        minor = int(worth.to_integral_value(ROUND_HALF_EVEN))
        return {
            "currency": self.base,
            "amount": minor,
            "amount_decimal": decimal_string(minor, self.base),
            "missing": [{"currency": currency, "on": on.isoformat()} for currency, on in sorted(missing)],
            "stale": [
                {"currency": currency, "on": on.isoformat(), "said_on": said_on.isoformat()}
                for (currency, on), said_on in sorted(stale.items())
            ],
        }


def _minor_worth(amount: int, currency: str, rate: Decimal, base: str) -> Decimal:
    whole = EXACT.multiply(Decimal(amount), rate)
    return whole.scaleb(exponent(base) - exponent(currency), EXACT)


def converter_for(user_id: int, base: str, amounts: Iterable[DayAmount]) -> Converter:
    """Return what converts these amounts: two SELECTs, or none where all are in the base currency."""
    foreign = [each for each in amounts if each.currency != base]
    if not foreign:
        return Converter(RateTable(()), base)
    days = [each.on for each in foreign]
    currencies = {base, *(each.currency for each in foreign)}
    return Converter(rate_table(user_id, currencies, min(days), max(days)), base)


def convert_minor(user_id: int, base: str, amounts: Iterable[DayAmount]) -> BaseTotal:
    """Add a user's amounts up in one currency."""
    known = list(amounts)
    return converter_for(user_id, base, known).total(known)
