"""Accounts and portfolios added up in one currency, day by day; what is not known is named, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from app.domain.fx.rates import EXACT, RateTable, is_stale
from app.money import exponent

MAX_DAYS = 20 * 366
MAX_DAILY_DAYS = 3 * 366
"""A longer period has a point a week."""
PORTFOLIOS = "portfolios"
Kind = Literal["account", "portfolio"]
GapKind = Literal["account", "portfolio", "rate"]


class Asset(NamedTuple):
    """An account or a portfolio.

    part: what it counts as: an account's kind, or 'portfolios'.
    worth: on each of the days in its currency, below zero where something is owed; None where nobody knows.
    """

    part: str
    kind: Kind
    id: int
    name: str
    currency: str
    worth: Sequence[Decimal | None]


class Point(NamedTuple):
    """A day's net worth and its parts in minor units, None where a part of it is not known.

    parts: each rounded half to even once; value is their sum, so that it agrees with what is shown.
    """

    on: date
    value: int | None
    parts: dict[str, int | None]


class Gap(NamedTuple):
    """What was not known, from the first such day to the last. what: a name, of a rate 'USD/EUR'.

    kind: 'rate' where no exchange rate is known. id: the account's or the portfolio's.
    """

    what: str
    kind: GapKind
    id: int | None
    on: date
    until: date


class NetWorth(NamedTuple):
    """points: oldest first. missing: what no value is known of. stale: what counts by an old rate."""

    points: list[Point]
    missing: list[Gap]
    stale: list[Gap]


def days_of(first: date, last: date) -> list[date]:
    """Return the days of a period that have a point: each, or of a long one a day a week up to the last."""
    step = 1 if (last - first).days <= MAX_DAILY_DAYS else 7
    count = (last - first).days // step
    return [last - timedelta(step * back) for back in range(count, -1, -1)]


def add_up(assets: Sequence[Asset], days: Sequence[date], base: str, rates: RateTable) -> NetWorth:
    """Add up what assets are worth on some days, by the last rate on or before each day."""
    sums = _Sums(base, rates)
    points = [sums.point(assets, at, on) for at, on in enumerate(days)]
    return NetWorth(points, sums.missing.found(), sums.stale.found())


class _Sums:
    """Sums in one currency, and what is not known behind them."""

    def __init__(self, base: str, rates: RateTable) -> None:
        self.missing, self.stale = _Gaps(), _Gaps()
        self._base = base
        self._rate = lru_cache(maxsize=None)(lambda currency, on: rates.find(currency, base, on))

    def point(self, assets: Sequence[Asset], at: int, on: date) -> Point:
        sums: dict[str, Decimal | None] = {}
        for asset in assets:
            worth, before = self._in_base(asset, at, on), sums.get(asset.part, Decimal(0))
            sums[asset.part] = None if worth is None or before is None else EXACT.add(before, worth)
        parts = {
            part: None if worth is None else minor_of(worth, self._base)
            for part, worth in sorted(sums.items())
        }
        known = [each for each in parts.values() if each is not None]
        return Point(on, sum(known) if len(known) == len(parts) else None, parts)

    def _in_base(self, asset: Asset, at: int, on: date) -> Decimal | None:
        worth = asset.worth[at]
        if worth is None:
            self.missing.add((asset.name, asset.kind, asset.id), on)
        if not worth:
            return worth  # nothing is nothing in every currency
        pair: tuple[str, GapKind, None] = (f"{asset.currency}/{self._base}", "rate", None)
        rate = self._rate(asset.currency, on)
        if rate is None:
            self.missing.add(pair, on)
            return None
        if rate.stated and is_stale(rate.on, on):
            self.stale.add(pair, on)
        return EXACT.multiply(worth, rate.rate)


def minor_of(worth: Decimal, currency: str) -> int:
    """Return an amount in minor units, rounded half to even."""
    return int(worth.scaleb(exponent(currency), EXACT).to_integral_value(ROUND_HALF_EVEN))


class _Gaps:
    """Days on which something was not known, one line for each thing."""

    def __init__(self) -> None:
        self._days: dict[tuple[str, GapKind, int | None], list[date]] = {}

    def add(self, thing: tuple[str, GapKind, int | None], on: date) -> None:
        self._days.setdefault(thing, []).append(on)

    def found(self) -> list[Gap]:
        return [Gap(*thing, min(days), max(days)) for thing, days in self._days.items()]


def held_values(known: Iterable[tuple[date, Decimal | None]], days: Sequence[date]) -> list[Decimal | None]:
    """Return a portfolio's value on some days from those it was valued on: the last one before a day holds.

    known, days: oldest first. Before the first it was worth nothing yet; None was not known when valued.
    """
    rest = [*known][::-1]
    latest: Decimal | None = Decimal(0)
    found = []
    for on in days:
        while rest and rest[-1][0] <= on:
            latest = rest.pop()[1]
        found.append(latest)
    return found
