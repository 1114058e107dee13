"""Which activities can be booked: each fault names its field, and what to do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from app.domain.fx.units import is_unit, unit_of
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.corporate import Split, in_order, with_market_splits
from app.domain.portfolio.activities.quantities import closes
from app.errors import FieldError

FIRST_DAY = date(1900, 1, 1)
MAX_DIGITS = 40
"""Digits of a number, written out: 18 decimals of a token and 22 before the point."""
MAX_SYMBOL_CHARACTERS = 100

_NUMBERS = ("quantity", "unit_price", "amount", "fee", "tax", "fx_rate", "received")
_NEVER_NEGATIVE = ("quantity", "unit_price", "amount", "received")
_CURRENCIES = ("currency", "price_currency", "received_currency")

Fault = tuple[str, str]
"""A field and a sentence."""


def check_activities(  # noqa: PLR0913 - what it may be checked against
    activities: Sequence[Activity],
    *,
    currency: str,
    today: date,
    allow_shorts: bool,
    before: Sequence[Activity] = (),
    splits: Mapping[str, Sequence[Split]] = {},
) -> list[FieldError]:
    """Return the faults of activities, with pointers such as '/3/quantity'; none where all can be booked.

    currency: the portfolio's. today: the owner's day.
    before: what is stored already, any days; it is not checked, but counts for what is held.
    splits: those that the market knows of, by symbol.
    """
    faults = [
        _fault(place, *each)
        for place, activity in enumerate(activities)
        for each in _faults(activity, currency, today)
    ]
    if faults or allow_shorts:
        return faults
    placed = with_market_splits(in_order([*before, *activities]), splits)
    new = [(each.place - len(before), each.activity) for each in placed]
    return [_fault(place, "quantity", message) for place, message in _oversold(new)]


def check_activity(activity: Activity, currency: str, today: date) -> list[FieldError]:
    """Return the faults of one activity by itself, with pointers such as '/quantity'."""
    return [
        {"pointer": f"/{field}", "message": message} for field, message in _faults(activity, currency, today)
    ]


def _fault(place: int, field: str, message: str) -> FieldError:
    return {"pointer": f"/{place}/{field}", "message": message}


def _faults(activity: Activity, currency: str, today: date) -> list[Fault]:
    """Return what is wrong with one activity by itself: first each field, then what belongs together."""
    faults = [*_day(activity, today), *_numbers(activity), *_codes(activity)]
    return faults or [*_BY_TYPE[activity.type](activity), *_rate(activity, currency)]


def _day(activity: Activity, today: date) -> Iterator[Fault]:
    if activity.on > today:
        yield "on", f"{activity.on} lies in the future; today is {today}."
    elif activity.on < FIRST_DAY:
        yield "on", f"{activity.on} lies before {FIRST_DAY}; check the year."


def _numbers(activity: Activity) -> Iterator[Fault]:
    for field in _NUMBERS:
        value: Decimal | None = getattr(activity, field)
        if value is None:
            continue
        if not value.is_finite():
            yield field, "This is not a number; give digits, such as 12.50."
        elif _digits(value) > MAX_DIGITS:
            yield field, f"This has more than {MAX_DIGITS} digits; round it."
        elif value < 0 and field in _NEVER_NEGATIVE:
            yield field, "This is negative; give it without a sign, the type says in which direction it goes."
    if activity.fx_rate is not None and activity.fx_rate.is_finite() and activity.fx_rate <= 0:
        yield "fx_rate", "A rate is above zero; leave it out to take the table's."


def _digits(value: Decimal) -> int:
    """Count the digits of a number written out: 1E+50 has 51."""
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - it is finite
    before = max(len(digits) + exponent, 1)
    return before + max(-exponent, 0)


def _codes(activity: Activity) -> Iterator[Fault]:
    for field in _CURRENCIES:
        code: str | None = getattr(activity, field)
        if code is not None and not is_unit(code):
            yield field, f"{code!r} is no currency; give an ISO 4217 code such as EUR, or GBp for pence."
    if activity.symbol is not None and not 0 < len(activity.symbol) <= MAX_SYMBOL_CHARACTERS:
        yield "symbol", f"Give 1 to {MAX_SYMBOL_CHARACTERS} characters."


def _rate(activity: Activity, currency: str) -> Iterator[Fault]:
    if activity.fx_rate not in (None, Decimal(1)) and activity.currency == currency:
        yield (
            "fx_rate",
            f"The amounts are in {currency} already, the portfolio's currency; leave the rate out.",
        )


def _trade(activity: Activity) -> Iterator[Fault]:
    yield from _symbol(activity)
    yield from _positive(activity, "quantity", "how many units were traded")
    if activity.amount is None and activity.unit_price is None:
        yield "unit_price", "Give the price per unit, or the amount that moved."
    bought_for = activity.amount if activity.type is ActivityType.BUY else None
    if bought_for is not None and bought_for < activity.fee + activity.tax:
        yield "amount", "A purchase's amount includes its fee and tax, but is smaller than they are."


def _income(activity: Activity) -> Iterator[Fault]:
    if activity.type is ActivityType.DIVIDEND:
        yield from _symbol(activity)
    if activity.amount is None and (activity.quantity is None or activity.unit_price is None):
        yield "amount", "Give the amount before fee and tax, or quantity and unit_price."


def _cost(activity: Activity) -> Iterator[Fault]:
    own = activity.fee if activity.type is ActivityType.FEE else activity.tax
    priced = activity.quantity is not None and activity.unit_price is not None
    if activity.amount is None and own == 0 and not priced:
        yield "amount", f"Give what was paid as amount, or as {activity.type}."


def _cash(activity: Activity) -> Iterator[Fault]:
    if activity.symbol is not None:
        yield "symbol", "Cash has no symbol; use transfer_in or transfer_out for securities."
    yield from _positive(activity, "amount", "how much money moved")


def _split(activity: Activity) -> Iterator[Fault]:
    yield from _symbol(activity)
    yield from _positive(activity, "quantity", "how many new units each old one became, 2 for two for one")


def _transfer(activity: Activity) -> Iterator[Fault]:
    if activity.symbol is None:
        yield from _positive(activity, "amount", "how much money was moved, or the symbol of what was")
    else:
        yield from _positive(activity, "quantity", "how many units were moved")


def _conversion(activity: Activity) -> Iterator[Fault]:
    yield from _positive(activity, "amount", "how much was given away")
    yield from _positive(activity, "received", "how much came back")
    if activity.received_currency is None:
        yield "received_currency", "Give the currency of what came back."
    elif unit_of(activity.received_currency) == unit_of(activity.currency):
        yield "received_currency", "This is the currency that was given away; give the other one."


def _symbol(activity: Activity) -> Iterator[Fault]:
    if activity.symbol is None:
        yield "symbol", "Give the security's symbol."


def _positive(activity: Activity, field: str, what: str) -> Iterator[Fault]:
    if not getattr(activity, field):
        yield field, f"Give {what}, above zero."


_BY_TYPE: dict[ActivityType, Callable[[Activity], Iterator[Fault]]] = {
    ActivityType.BUY: _trade,
    ActivityType.SELL: _trade,
    ActivityType.DIVIDEND: _income,
    ActivityType.INTEREST: _income,
    ActivityType.FEE: _cost,
    ActivityType.TAX: _cost,
    ActivityType.DEPOSIT: _cash,
    ActivityType.WITHDRAWAL: _cash,
    ActivityType.SPLIT: _split,
    ActivityType.TRANSFER_IN: _transfer,
    ActivityType.TRANSFER_OUT: _transfer,
    ActivityType.FX_CONVERSION: _conversion,
}

_IN = frozenset({ActivityType.BUY, ActivityType.TRANSFER_IN})
_OUT = frozenset({ActivityType.SELL, ActivityType.TRANSFER_OUT})


def _oversold(placed: Iterable[tuple[int, Activity]]) -> Iterator[tuple[int, str]]:
    """Yield the place of each new one, zero or above, that takes out more than is held, and what to do."""
    held: dict[str, Decimal] = defaultdict(Decimal)
    for place, each in placed:
        if each.symbol is None or each.quantity is None:
            continue
        had = held[each.symbol]
        held[each.symbol] = left = _after(had, each)
        if left < 0:
            held[each.symbol] = Decimal(0)
            if place >= 0:
                yield place, _too_many(each, had)


def _after(held: Decimal, activity: Activity) -> Decimal:
    """Return what is held after an activity; a difference that is rounding leaves nothing."""
    quantity = activity.quantity or Decimal(0)
    if activity.type is ActivityType.SPLIT:
        return held * quantity
    if activity.type in _IN:
        return held + quantity
    if activity.type not in _OUT:
        return held
    return Decimal(0) if closes(held, quantity, allow_shorts=False) else held - quantity


def _too_many(activity: Activity, held: Decimal) -> str:
    return (
        f"{activity.quantity} {activity.symbol} go out on {activity.on}, "
        f"but {held.normalize():f} are held then. Add the purchase that is missing, "
        "correct the quantity, or allow short sales in the portfolio."
    )
