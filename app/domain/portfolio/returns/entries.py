"""What an activity did to the books, in exact amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from app.domain.portfolio.activities.activity import ActivityType
from app.domain.portfolio.returns.gaps import Gap
from app.domain.portfolio.returns.positions import NOTHING, ZERO, Basis, Removed


class ClosureKind(StrEnum):
    """How units left: only a sale realises a gain; what is moved elsewhere takes its cost along."""

    SALE = "sale"
    TRANSFER = "transfer"


class Closure(Struct, frozen=True, gc=False):
    """Units that left a position, or covered a short one.

    gross: what they brought in the base currency, before costs; below zero where a short one was covered.
    costs: fees and taxes of it. local: gross in the security's currency.
    rate: the security's currency to the base one, as this trade had it.
    """

    kind: ClosureKind
    removed: Removed
    gross: Decimal
    costs: Decimal
    local: Decimal
    rate: Decimal


class CashMove(NamedTuple):
    """What moved in one currency's cash, and what is there afterwards."""

    currency: str
    change: Decimal
    balance: Decimal


class Flow(Struct, frozen=True, gc=False):
    """Money that came in from outside, and that went out; neither is below zero."""

    paid_in: Decimal
    paid_out: Decimal


NO_FLOW = Flow(ZERO, ZERO)


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """One activity as booked. Amounts are in the base currency, and NaN where a rate is missing.

    place: of the activity in the list given, -1 for a split that the market knows of alone.
    units: how many came in, below zero for what went out. held: what is there afterwards.
    gross: what the units or the income were worth, before fee and tax.
    flow: what it paid into a holding or took out, the flows of a portfolio that has no cash.
    currency: of the activity. rate: to the base currency; rate_on: its day, None as stated on the statement.
    mark: price per unit of this trade in the base currency, None where it has none.
    price, price_currency: the last trade's price per unit after it.
    fifo, average: what is held cost, by either method.
    """

    place: int
    on: date
    type: ActivityType
    symbol: str | None
    currency: str
    rate: Decimal
    rate_on: date | None = None
    units: Decimal = ZERO
    held: Decimal = ZERO
    gross: Decimal = ZERO
    fee: Decimal = ZERO
    tax: Decimal = ZERO
    mark: Decimal | None = None
    price: Decimal | None = None
    price_currency: str = ""
    fifo: Basis = NOTHING
    average: Basis = NOTHING
    closure: Closure | None = None
    flow: Flow = NO_FLOW
    cash: tuple[CashMove, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def costs(self) -> Decimal:
        """Fee and tax together."""
        return self.fee + self.tax


# Tuples, for an enum's hash is slow and its identity is not.
INCOME = (ActivityType.DIVIDEND, ActivityType.INTEREST)
COSTS = (ActivityType.FEE, ActivityType.TAX)
_BOUGHT = (ActivityType.BUY, ActivityType.TRANSFER_IN)
_SOLD = (ActivityType.SELL, ActivityType.TRANSFER_OUT)
_IN = (ActivityType.DEPOSIT, ActivityType.TRANSFER_IN)
_OUT = (ActivityType.WITHDRAWAL, ActivityType.TRANSFER_OUT)


def holding_flow(kind: ActivityType, symbol: str | None, gross: Decimal, costs: Decimal) -> Flow:
    """Return what an activity pays into a holding, or takes out."""
    if symbol and kind in _BOUGHT:
        return _flow(gross + costs)
    if (symbol and kind in _SOLD) or kind in INCOME:
        return _flow(costs - gross)
    return _flow(costs) if kind in COSTS else NO_FLOW


def cash_flow(entry: Entry) -> Flow:
    """Return what an entry brought from outside into a portfolio with cash, or took out of it."""
    if entry.type in _IN:
        return _flow(entry.gross)
    return _flow(-entry.gross) if entry.type in _OUT else NO_FLOW


def _flow(paid: Decimal) -> Flow:
    if paid.is_nan():
        return Flow(paid, paid)
    if paid == 0:
        return NO_FLOW
    return Flow(paid, ZERO) if paid >= 0 else Flow(ZERO, -paid)
