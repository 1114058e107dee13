"""What is missing or doubtful behind a figure, by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from msgspec import Struct


class GapKind(StrEnum):
    """The kinds of gaps, each with what stands in for it."""

    MISSING_PRICE = "missing_price"
    """No close yet: the last trade's price holds; where there is none either, there is no figure."""
    STALE_PRICE = "stale_price"
    """The last close is older than five business days, and holds."""
    MISSING_FX = "missing_fx"
    """No exchange rate yet: there is no figure."""
    STALE_FX = "stale_fx"
    """The last exchange rate is older than five business days, and holds."""
    OVERSOLD = "oversold"
    """More was sold than held, in a portfolio that does not sell short: it is treated as sold short."""
    NEGATIVE_CASH = "negative_cash"
    """Cash is below zero: a deposit is missing, or money was borrowed."""
    CASH_IGNORED = "cash_ignored"
    """A portfolio without cash has a movement of cash; it counts nowhere."""
    CAPITAL_NOT_POSITIVE = "capital_not_positive"
    """Gained or lost on capital of zero or below: there is no rate of return."""
    NO_CAPITAL = "no_capital"
    """Income or costs while nothing was held: in the gain, not in the time-weighted return."""
    UNDER_A_YEAR = "under_a_year"
    """The period is shorter than a year: a yearly rate made from it says little."""
    FEW_RETURNS = "few_returns"
    """Fewer than twenty returns: a deviation made from them says little."""
    IRREGULAR_PRICES = "irregular_prices"
    """Prices come at no regular pace: there is no yearly scale."""
    NO_BENCHMARK = "no_benchmark"
    """There is nothing to compare with."""
    SEVERAL_ROOTS = "several_roots"
    """Several rates solve the equation, and none is better than another."""
    NO_RETURN = "no_return"
    """The formula has no result: nothing was invested, or nothing moved."""


class Gap(Struct, frozen=True, order=True):
    """One gap. subject: a symbol, a pair such as 'USD/EUR', or a currency; '' for the whole portfolio.

    first_on, last_on: the days that it touches.
    """

    kind: GapKind
    subject: str
    first_on: date
    last_on: date


def merged(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return one gap for each kind and subject, from its first to its last day."""
    found: dict[tuple[GapKind, str], Gap] = {}
    for each in gaps:
        key = (each.kind, each.subject)
        known = found.get(key, each)
        found[key] = Gap(*key, min(known.first_on, each.first_on), max(known.last_on, each.last_on))
    return tuple(sorted(found.values()))
