"""The shape of the answer: payments day by day, sums by month, and each security's rhythm."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from app.domain.portfolio.dividends.rhythm import RhythmName
from app.domain.portfolio.returns.gaps import Gap


class Payment(Struct, frozen=True, kw_only=True):
    """One dividend.

    state: 'confirmed' as an activity says, or 'expected' by the rhythm of the past.
    amount: before fee and tax, in `currency`; tax, fee, net: None of what is expected, for nobody knows.
    units: of which it was paid, or which are held now. per_unit: amount by units; None where nothing is held
    on the day and the statement names no quantity.
    yield_on_cost: amount by what is held cost, without fees, at average cost; a fraction.
    base: the amount in the portfolio's currency, by the rate of the day, of today where it is expected; None
    where there is no rate. base_net: the same after fee and tax.
    is_late: it was due and has not come yet.
    """

    on: date
    symbol: str | None
    state: Literal["confirmed", "expected"]
    currency: str
    amount: Decimal
    tax: Decimal | None
    fee: Decimal | None
    net: Decimal | None
    units: Decimal | None
    per_unit: Decimal | None
    yield_on_cost: Decimal | None
    base: Decimal | None
    base_net: Decimal | None
    is_late: bool = False


class Month(Struct, frozen=True, kw_only=True):
    """Sums of a month in the portfolio's currency, before fee and tax; None where a rate is missing.

    month: '2026-03'. confirmed_net: after fee and tax.
    """

    month: str
    confirmed: Decimal | None
    confirmed_net: Decimal | None
    expected: Decimal | None


class Payer(Struct, frozen=True, kw_only=True):
    """A security that has paid.

    rhythm: None where its payments are irregular or too few. units: held now.
    last_year: what it paid in the 365 days up to today, before fee and tax, in the portfolio's currency.
    yield_on_cost: that by what is held now cost. next_on: when the next payment is due.
    """

    symbol: str
    rhythm: RhythmName | None
    units: Decimal
    last_year: Decimal | None
    yield_on_cost: Decimal | None
    next_on: date | None


class DividendCalendar(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """Dividends from a day to a day, both included, as they are known at the end of `on`.

    payments: oldest first. expected_until: no payment is expected after this day.
    missing: the exchange rates that sums lack.
    """

    start: date
    end: date
    on: date
    expected_until: date
    currency: str
    payments: list[Payment]
    months: list[Month]
    payers: list[Payer]
    missing: tuple[Gap, ...]
