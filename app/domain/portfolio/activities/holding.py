"""What is held of one symbol after its activities, at average cost without fees, in the unit of its quotes.

The figures of a portfolio, with lots, rates and costs, come from app.domain.portfolio.returns.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct

from app.domain.fx.rates import EXACT
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.quantities import closes

ZERO = Decimal(0)
T = ActivityType
COMES = frozenset({T.BUY, T.TRANSFER_IN})
GOES = frozenset({T.SELL, T.TRANSFER_OUT})


class Holding(Struct, frozen=True):
    """quantity: below zero where sold short. cost: of all of it; None where a price was not stated.

    since: the first day of what is held now.
    """

    quantity: Decimal = ZERO
    cost: Decimal | None = ZERO
    since: date | None = None

    @property
    def average_price(self) -> Decimal | None:
        if self.cost is None or not self.quantity:
            return None
        return EXACT.divide(self.cost, self.quantity).normalize()


def holding_of(activities: Iterable[Activity]) -> Holding:
    """Return what is held after activities of one symbol, given in order."""
    held = Holding()
    for each in activities:
        held = after(held, each)
    return held


def after(held: Holding, activity: Activity) -> Holding:
    """Return what is held after one more activity."""
    if activity.type is T.SPLIT and activity.quantity:
        return Holding(held.quantity * activity.quantity, held.cost, held.since)
    if activity.type in COMES:
        return _traded(held, activity, activity.quantity or ZERO)
    return _traded(held, activity, -(activity.quantity or ZERO)) if activity.type in GOES else held


def _traded(held: Holding, activity: Activity, units: Decimal) -> Holding:
    """Add units to a position of the same sign, or take them from one of the other."""
    price = _price(activity)
    if held.quantity == 0 or (units > 0) == (held.quantity > 0):
        cost = None if held.cost is None or price is None else held.cost + units * price
        return Holding(held.quantity + units, cost, held.since or activity.on)
    left = held.quantity + units
    if closes(abs(held.quantity), abs(units), allow_shorts=True):
        return Holding()
    if (left > 0) == (held.quantity > 0):
        cost = None if held.cost is None else held.cost * left / held.quantity
        return Holding(left, cost, held.since)
    return Holding(left, None if price is None else left * price, activity.on)


def _price(activity: Activity) -> Decimal | None:
    """Return the price per unit without costs."""
    if activity.unit_price is not None or activity.amount is None or not activity.quantity:
        return activity.unit_price
    costs = activity.fee + activity.tax
    return (activity.amount + (-costs if activity.type is T.BUY else costs)) / activity.quantity
