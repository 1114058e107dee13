"""Exchange rates by day, looked up in memory: the last on or before a day, never a later one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Context, Decimal
from itertools import groupby
from typing import NamedTuple

from app.domain.fx.units import ONE, unit_of

EXACT = Context(prec=50)
"""For sums of money: 40 digits of a quantity, and ten more for what a division leaves."""

PIVOT = "EUR"
"""The European Central Bank states every currency against the euro: other pairs are crossed through it."""

MAX_RATE_AGE_BUSINESS_DAYS = 5
"""An older rate still holds, but is named as stale: the bank's longest pause, at Easter, is shorter."""


class StatedRate(NamedTuple):
    """One unit of `source` was worth `rate` of `target` at the end of a day."""

    on: date
    source: str
    target: str
    rate: Decimal


class DatedRate(NamedTuple):
    """A rate as it was found.

    on: its day; of a crossed rate the older of its two.
    stated: the rates that it was made from, one or two; none between units of one currency.
    """

    rate: Decimal
    on: date
    stated: tuple[StatedRate, ...]


class Pair:
    """All stated rates of a currency to another, oldest first."""

    __slots__ = ("days", "rates", "source", "target")

    def __init__(self, source: str, target: str, rates: Iterable[StatedRate]) -> None:
        by_day = {each.on: each.rate for each in rates}
        self.source, self.target = source, target
        self.days = sorted(by_day)
        self.rates = [by_day[on] for on in self.days]

    def find(self, on: date) -> StatedRate | None:
        """Return the last rate on or before a day."""
        at = bisect_right(self.days, on) - 1
        return None if at < 0 else StatedRate(self.days[at], self.source, self.target, self.rates[at])


class Leg(NamedTuple):
    """A pair on the way from one currency to another. inverse: it is stated the other way round."""

    pair: Pair
    inverse: bool

    def find(self, on: date) -> DatedRate | None:
        """Return the last rate on or before a day, in the direction of the way."""
        stated = self.pair.find(on)
        if stated is None:
            return None
        rate = EXACT.divide(ONE, stated.rate) if self.inverse else stated.rate
        return DatedRate(rate, stated.on, (stated,))


Route = tuple[Leg, ...]


class RateTable:
    """Dated rates of many currencies. Where a day has two of one pair, the later given one counts.

    Raises ValueError for a rate that is not above zero.
    """

    def __init__(self, rates: Iterable[tuple[date, str, str, Decimal]] = ()) -> None:
        stated = [StatedRate(*each) for each in rates]
        for each in stated:
            if not (each.rate.is_finite() and each.rate > 0):
                raise ValueError(f"the rate of {each.source} to {each.target} on {each.on} is not above zero")
        stated.sort(key=lambda each: (each.source, each.target))  # stable: later given ones stay later
        self._pairs = {
            key: Pair(*key, group)
            for key, group in groupby(stated, key=lambda each: (each.source, each.target))
        }
        self._currencies = sorted({code for pair in self._pairs for code in pair})
        self._routes: dict[tuple[str, str], list[Route]] = {}

    def find(self, source: str, target: str, on: date) -> DatedRate | None:
        """Return what one unit of `source` is worth in `target`, None where no rate is known yet.

        Of the routes the one with the newest rates is taken. Knows GBp and its like.
        """
        if source == target:
            return DatedRate(ONE, on, ())
        one, other = unit_of(source), unit_of(target)
        scale = EXACT.divide(other.per_currency, one.per_currency)
        if one.currency == other.currency:
            return DatedRate(scale, on, ())
        found = _newest(_crossed(route, on) for route in self.routes(one.currency, other.currency))
        return found and found._replace(rate=EXACT.multiply(found.rate, scale))

    def routes(self, source: str, target: str) -> list[Route]:
        """Return the ways from a currency to another; of equally new ones the earlier counts.

        As stated, the other way round, through the euro, through any other currency.
        """
        key = (source, target)
        if key not in self._routes:
            direct: list[Route] = [(leg,) for leg in self._legs(source, target)]
            pivots = [PIVOT, *(code for code in self._currencies if code != PIVOT)]
            crossed = [route for pivot in pivots for route in self._through(source, pivot, target)]
            self._routes[key] = direct + crossed
        return self._routes[key]

    def _legs(self, source: str, target: str) -> list[Leg]:
        stated, inverse = self._pairs.get((source, target)), self._pairs.get((target, source))
        return [*([Leg(stated, False)] if stated else []), *([Leg(inverse, True)] if inverse else [])]

    def _through(self, source: str, pivot: str, target: str) -> list[Route]:
        if pivot in (source, target):
            return []
        return [(one, other) for one in self._legs(source, pivot) for other in self._legs(pivot, target)]


def _newest(found: Iterator[DatedRate | None]) -> DatedRate | None:
    return max((each for each in found if each is not None), key=lambda each: each.on, default=None)


def _crossed(route: Route, on: date) -> DatedRate | None:
    one = route[0].find(on)
    if one is None or len(route) == 1:
        return one
    other = route[1].find(on)
    if other is None:
        return None
    return DatedRate(
        EXACT.multiply(one.rate, other.rate), min(one.on, other.on), (*one.stated, *other.stated)
    )


def is_stale(rate_on: date, on: date) -> bool:
    """Tell whether a rate, or a close, of one day is old on another, in business days between them."""
    days = (on - rate_on).days
    return days > MAX_RATE_AGE_BUSINESS_DAYS and business_days(rate_on, on) > MAX_RATE_AGE_BUSINESS_DAYS


def business_days(first: date, last: date) -> int:
    """Count the weekdays after `first` up to and with `last`."""
    weeks, rest = divmod((last - first).days, 7)
    return weeks * 5 + sum((first.weekday() + day) % 7 < 5 for day in range(1, rest + 1))
