"""What was held and what it was worth, on every day of a period at once: arrays with a row for each.

Floats, for curves and ratios alone; amounts of money on single days are exact, in `valuation`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.domain.fx.rates import MAX_RATE_AGE_BUSINESS_DAYS, Pair, Route
from app.domain.fx.units import unit_of
from app.domain.portfolio.returns.gaps import Gap, GapKind
from app.domain.portfolio.returns.journal import Balance, Journal, Timeline
from app.domain.portfolio.returns.market import PriceHistory
from app.domain.portfolio.returns.quotes import Quotes, Splits

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Ordinals = NDArray[np.int64]

T = TypeVar("T")

_NEVER = 0
"""The ordinal of a day before all days: that of what is not known."""
_EPOCH = date(1970, 1, 1).toordinal()


class Column(NamedTuple):
    """One security on each day. All arrays have the shape (days,).

    held: units at the close. unit: price of one at the close, in the base currency; NaN where nobody knows.
    priced: a close is of that very day.
    """

    held: Array
    unit: Array
    priced: Mask
    gaps: tuple[Gap, ...]

    @property
    def values(self) -> Array:
        """Value in the base currency; nothing held is worth nothing, at any price."""
        return np.where(self.held == 0, 0.0, self.held * self.unit)


class Rates(NamedTuple):
    """A currency on each day: rate to the base currency, NaN before the first, and whether it is stale."""

    rate: Array
    stale: Mask


class _Traded(NamedTuple):
    """The last trade's price per unit on each day, its currency, and that one's rate."""

    price: Array
    currency: NDArray[np.str_]
    rate: Array


class Calendar:
    """Consecutive days; the first is the one at whose close the period begins."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.ordinals: Ordinals = np.arange(first.toordinal(), last.toordinal() + 1, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.ordinals)

    def index(self, on: date) -> int:
        """Return a day's place."""
        return on.toordinal() - int(self.ordinals[0])

    def day(self, index: int) -> date:
        """Return the day at a place."""
        return self.first + timedelta(days=index)

    def runs(self, mask: Mask, kind: GapKind, subject: str) -> list[Gap]:
        """Name each run of days of a mask as a gap."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
        return [
            Gap(kind, subject, self.day(int(first)), self.day(int(end) - 1))
            for first, end in zip(edges[::2], edges[1::2], strict=True)
        ]


class Grid:
    """All columns of a journal over a calendar, and its cash."""

    def __init__(self, journal: Journal, calendar: Calendar) -> None:
        self.calendar, self._quotes, self._quoted_in = calendar, journal.quotes, journal.quoted_in
        self._rates: dict[str, Rates] = {}
        self.columns = {
            symbol: self._column(symbol, line)
            for symbol, line in journal.by_symbol.items()
            if journal.past or _matters(line, calendar)
        }
        self.cash, self.cash_size, self.cash_gaps = self._cash(journal.cash)

    def values(self) -> Array:
        """Return the whole's value on each day."""
        return sum((each.values for each in self.columns.values()), self.cash)

    def sizes(self) -> Array:
        """Return how large everything is without its signs: long, short, cash and debts."""
        return sum((np.abs(each.values) for each in self.columns.values()), self.cash_size)

    def rates(self, currency: str) -> Rates:
        """Return a currency's course in the base currency."""
        if currency not in self._rates:
            self._rates[currency] = _rates(self._quotes, currency, self.calendar.ordinals)
        return self._rates[currency]

    def _column(self, symbol: str, line: Timeline) -> Column:
        days = self.calendar.ordinals
        held = _course(line.days, line.entries, days, lambda each: each.held)
        quoted_in = self._quoted_in.get(symbol, "")
        closes = Closes.of(self._quotes, symbol, quoted_in, days)
        currency = unit_of(self._quotes.history(symbol).currency or quoted_in).currency
        rates = self.rates(currency)
        traded = self._traded(line)
        unit = np.where(closes.known, closes.price * rates.rate, traded.price * traded.rate)
        gaps = self._price_gaps(symbol, held != 0, closes)
        for code in {currency, *(each.price_currency for each in line.entries if each.price is not None)}:
            here = np.where(closes.known, code == currency, traded.currency == code) & (held != 0)
            gaps += self._rate_gaps(code, here)
        return Column(held, unit, closes.on == days, tuple(gaps))

    def _traded(self, line: Timeline) -> _Traded:
        """Return the last trade's price on each day: it stands in before the first close."""
        days = self.calendar.ordinals
        price = _course(line.days, line.entries, days, lambda each: each.price)
        at = np.searchsorted(_ordinals(line.days), days, side="right")
        currency = np.array(["", *(each.price_currency for each in line.entries)])[at]
        rate = np.full(len(days), np.nan)
        for code in {each.price_currency for each in line.entries if each.price is not None}:
            rate = np.where(currency == code, self.rates(code).rate, rate)
        return _Traded(np.where(currency == "", np.nan, price), currency, rate)

    def _price_gaps(self, symbol: str, held: Mask, closes: Closes) -> list[Gap]:
        stale = closes.known & _are_stale(closes.on, self.calendar.ordinals)
        runs = self.calendar.runs
        return [
            *runs(held & ~closes.known, GapKind.MISSING_PRICE, symbol),
            *runs(held & stale, GapKind.STALE_PRICE, symbol),
        ]

    def _rate_gaps(self, currency: str, here: Mask) -> list[Gap]:
        """Name the days among `here` on which a currency has no rate, or an old one."""
        rates, runs, pair = self.rates(currency), self.calendar.runs, f"{currency}/{self._quotes.base}"
        return [
            *runs(here & np.isnan(rates.rate), GapKind.MISSING_FX, pair),
            *runs(here & rates.stale, GapKind.STALE_FX, pair),
        ]

    def _cash(self, courses: dict[str, list[Balance]]) -> tuple[Array, Array, tuple[Gap, ...]]:
        total, size = np.zeros(len(self.calendar)), np.zeros(len(self.calendar))
        gaps: list[Gap] = []
        for currency, course in sorted(courses.items()):
            days = [each.on for each in course]
            balance = _course(days, course, self.calendar.ordinals, lambda each: each.balance)
            value = np.where(balance == 0, 0.0, balance * self.rates(currency).rate)
            total, size = total + value, size + np.abs(value)
            gaps += self._rate_gaps(currency, balance != 0)
            gaps += self.calendar.runs(balance < 0, GapKind.NEGATIVE_CASH, currency)
        return total, size, tuple(gaps)


def close_in_base(journal: Journal, calendar: Calendar, symbol: str) -> Array:
    """Return what one unit from before all splits became: closes in the base currency; shape (days,).

    NaN before the first close.
    """
    quotes, base, days = journal.quotes, journal.quotes.base, calendar.ordinals
    became = Closes.of(quotes, symbol, base, days).price * _became(quotes.splits(symbol), days)
    currency = unit_of(quotes.history(symbol).currency or base).currency
    return np.asarray(became * _rates(quotes, currency, days).rate)


class Closes(NamedTuple):
    """Closes as they hold on each day, per unit of that day, in the security's currency.

    on: the ordinal of each one's own day; _NEVER, and a price of NaN, before the first.
    """

    price: Array
    on: Ordinals

    @property
    def known(self) -> Mask:
        """Tell on which days there is a close."""
        return self.on > _NEVER

    @classmethod
    def of(cls, quotes: Quotes, symbol: str, quoted_in: str, days: Ordinals) -> Closes:
        """Spread a security's closes over days."""
        history, splits = quotes.history(symbol), quotes.splits(symbol)
        if not history.days:
            return cls(np.full(len(days), np.nan), np.full(len(days), _NEVER, dtype=np.int64))
        first = max(bisect_left(history.days, date.fromordinal(int(days[0]))) - 1, 0)
        own_days = _ordinals(history.days[first:])
        closes = np.array([*map(float, history.closes[first:])]) * _units(history, splits, own_days)
        scale = float(quotes.par(symbol) * unit_of(history.currency or quoted_in).per_currency)
        at = np.searchsorted(own_days, days, side="right") - 1
        price = np.where(at < 0, np.nan, closes[at] / (_became(splits, days) * scale))
        return cls(price, np.where(at < 0, _NEVER, own_days[at]))


def _units(history: PriceHistory, splits: Splits, days: Ordinals) -> Array:
    """Return in which units, counted from before all splits, each close is stated."""
    return np.full(len(days), float(splits.all)) if history.restated else _became(splits, days)


def _became(splits: Splits, days: Ordinals) -> Array:
    products = np.array([*map(float, splits.products)])
    return np.asarray(products[np.searchsorted(_ordinals(splits.days), days, side="right")])


def _rates(quotes: Quotes, currency: str, days: Ordinals) -> Rates:
    if unit_of(currency).currency == quotes.base:
        return Rates(np.ones(len(days)), np.zeros(len(days), dtype=bool))
    rate, on = np.full(len(days), np.nan), np.full(len(days), _NEVER, dtype=np.int64)
    for route in quotes.market.rates.routes(currency, quotes.base):
        other, other_on = _along(route, days)
        newer = other_on > on
        rate, on = np.where(newer, other, rate), np.where(newer, other_on, on)
    return Rates(rate, (on > _NEVER) & _are_stale(on, days))


def _along(route: Route, days: Ordinals) -> tuple[Array, Ordinals]:
    """Return the product of a route's rates on each day, and the day of the older one."""
    rate, on = np.ones(len(days)), days
    for leg in route:
        stated, stated_on = _stated(leg.pair, days)
        rate, on = rate * (1 / stated if leg.inverse else stated), np.minimum(on, stated_on)
    return rate, on


def _stated(pair: Pair, days: Ordinals) -> tuple[Array, Ordinals]:
    first = max(bisect_left(pair.days, date.fromordinal(int(days[0]))) - 1, 0)
    own_days, rates = _ordinals(pair.days[first:]), np.array([*map(float, pair.rates[first:])])
    at = np.searchsorted(own_days, days, side="right") - 1
    return np.where(at < 0, np.nan, rates[at]), np.where(at < 0, _NEVER, own_days[at])


def _course(
    own_days: Sequence[date], items: Sequence[T], days: Ordinals, of: Callable[[T], Decimal | None]
) -> Array:
    """Spread what holds after each item over days: zero before the first, NaN for None."""
    values = np.array([0.0, *(np.nan if (each := of(item)) is None else float(each) for item in items)])
    return np.asarray(values[np.searchsorted(_ordinals(own_days), days, side="right")])


def _ordinals(days: Iterable[date]) -> Ordinals:
    return np.fromiter(map(date.toordinal, days), dtype=np.int64)


def _are_stale(on: Ordinals, days: Ordinals) -> Mask:
    """Tell where what is of one day is old on another; see app.domain.fx.rates.is_stale."""
    early = np.flatnonzero(days - on > MAX_RATE_AGE_BUSINESS_DAYS)
    stale = np.zeros(len(days), dtype=bool)
    if early.size:
        between = np.busday_count(_dates(on[early] + 1), _dates(days[early] + 1))
        stale[early] = between > MAX_RATE_AGE_BUSINESS_DAYS
    return stale


def _dates(ordinals: Ordinals) -> NDArray[np.datetime64]:
    return (ordinals - _EPOCH).astype("datetime64[D]")


def _matters(line: Timeline, calendar: Calendar) -> bool:
    """Tell whether a security is held, or anything of it is booked, within the calendar."""
    opening = line.last(calendar.first)
    return (opening is not None and opening.held != 0) or bool(line.within(calendar.first, calendar.last))
