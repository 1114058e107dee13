"""What is wrong with activities, in words that say what to do. Pure: the caller says which day it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from app.domain.fx.units import is_unit
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.holding import GOES, Holding, after
from app.domain.portfolio.activities.quantities import closes
from app.money import is_currency

T = ActivityType
FIRST_DAY = date(1900, 1, 1)
MAX_DIGITS = 30
NUMBERS = ("quantity", "unit_price", "amount", "fee", "tax", "fx_rate", "received")
TRADES = frozenset({T.BUY, T.SELL, T.TRANSFER_IN, T.TRANSFER_OUT})
OF_A_SYMBOL = TRADES | {T.SPLIT, T.DIVIDEND}
OF_MONEY = frozenset({T.DEPOSIT, T.WITHDRAWAL, T.INTEREST, T.FX_CONVERSION})
OF_COSTS = frozenset({T.FEE, T.TAX})
ABOVE_ZERO = ("fx_rate",)


class Problem(NamedTuple):
    """One field that is wrong, and a sentence about it."""

    field: str
    message: str


def check_activity(activity: Activity, today: date) -> list[Problem]:
    """Return what is wrong with an activity by itself; nothing where it is fine."""
    found = [*_day(activity.on, today), *_codes(activity), *_numbers(activity)]
    return found or [*_needs(activity), *_signs(activity)]


def _day(on: date, today: date) -> Iterator[Problem]:
    if on < FIRST_DAY:
        yield Problem("on", "A day before 1900; years have four digits")
    elif on > today + timedelta(days=1):  # it is tomorrow already in some time zones
        yield Problem("on", "A day in the future; add it when it has happened")


def _codes(activity: Activity) -> Iterator[Problem]:
    for name in ("currency", "received_currency"):
        code = getattr(activity, name)
        if code is not None and not is_currency(code):
            yield Problem(name, f"{code!r} is not an ISO 4217 currency code")
    unit = activity.price_currency
    if unit is not None and not is_unit(unit):
        yield Problem("price_currency", f"{unit!r} is neither a currency code nor GBp, GBX, ZAc or ILA")


def _numbers(activity: Activity) -> Iterator[Problem]:
    for name in NUMBERS:
        number: Decimal | None = getattr(activity, name)
        if number is None:
            continue
        if not number.is_finite():
            yield Problem(name, "Not a number")
        elif len(number.as_tuple().digits) > MAX_DIGITS or (number and abs(number.adjusted()) > MAX_DIGITS):
            yield Problem(name, f"A number has at most {MAX_DIGITS} digits")


def _needs(activity: Activity) -> Iterator[Problem]:
    """Name what an activity of this type cannot do without."""
    kind = activity.type
    if kind in OF_A_SYMBOL and not activity.symbol:
        yield Problem("symbol", f"Say what the {kind} was of")
    if kind in TRADES | {T.SPLIT} and not activity.quantity:
        yield Problem("quantity", "New units per old unit" if kind is T.SPLIT else "How many units")
    if kind in {T.BUY, T.SELL} and activity.unit_price is None and activity.amount is None:
        yield Problem("unit_price", "The price per unit, or the amount that moved")
    if kind in OF_MONEY and activity.amount is None:
        yield Problem("amount", "How much money")
    if kind is T.DIVIDEND and activity.amount is None and not (activity.quantity and activity.unit_price):
        yield Problem("amount", "The whole dividend, or quantity and dividend per unit")
    if kind in OF_COSTS and activity.amount is None and not (activity.fee or activity.tax):
        yield Problem("amount", "How much money")
    if kind is T.FX_CONVERSION and (activity.received is None or activity.received_currency is None):
        yield Problem("received", "What was received, and received_currency: in which currency")


def _signs(activity: Activity) -> Iterator[Problem]:
    """Refuse what is below zero: the type says which way things went; refunds alone are below."""
    for name in ("quantity", "unit_price", "received"):
        number = getattr(activity, name)
        if number is not None and number < 0:
            yield Problem(name, "Below zero; the type says which way it went")
    for name in ABOVE_ZERO:
        number = getattr(activity, name)
        if number is not None and number <= 0:
            yield Problem(name, "Expected more than zero")
    amount = activity.amount
    if amount is not None and amount < 0 and activity.type not in OF_COSTS | {T.DIVIDEND, T.INTEREST, T.SELL}:
        yield Problem("amount", "Below zero; the type says which way the money went")


def check_holdings(activities: Iterable[Activity]) -> list[str]:
    """Return where more is sold than is held, per symbol; for portfolios without short sales."""
    held: dict[str, Holding] = {}
    found: list[str] = []
    for each in activities:
        if each.symbol is None:
            continue
        before = held.get(each.symbol, Holding())
        if each.type in GOES and each.quantity and _exceeds(before.quantity, each.quantity):
            found.append(
                f"{each.quantity.normalize():f} {each.symbol} would leave on {each.on}, "
                f"{before.quantity.normalize():f} are held."
            )
        held[each.symbol] = after(before, each)
    return found


def _exceeds(held: Decimal, sold: Decimal) -> bool:
    return sold > held and not closes(held, sold, allow_shorts=False)
