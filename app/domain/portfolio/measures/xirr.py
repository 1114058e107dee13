"""The money-weighted return: the yearly rate r at which dated amounts are worth nothing.

sum of a / (1 + r)^(days / 365) = 0, as XIRR of spreadsheets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyxirr

from app.domain.portfolio.measures.roots import PresentValue, find_roots

DAYS_PER_YEAR = 365
"""Actual days over 365, as spreadsheets do."""
MAX_REMEMBERED = 512
"""Solutions; each is kept with its flows, a day and an amount for each day with any."""
_BESIDE = 1e-7


class RateStatus(StrEnum):
    """Whether there is exactly one rate."""

    OK = "ok"
    NO_SOLUTION = "no_solution"
    NO_UNIQUE_SOLUTION = "no_unique_solution"


class Xirr(NamedTuple):
    """rate: a fraction a year, None unless there is exactly one. roots: all that there are."""

    status: RateStatus
    rate: float | None
    roots: tuple[float, ...]


NO_SOLUTION = Xirr(RateStatus.NO_SOLUTION, None, ())


def xirr(flows: Iterable[tuple[date, Decimal]]) -> Xirr:
    """Return the rate of dated amounts, in any order: what was paid is below zero, what came back above.

    Amounts of one day are one. No solution where nothing changes sign or all is on one day; no unique one
    where several rates solve it: none of them is better than another, and all are listed.
    """
    return solve(paid_by_day(flows))


def paid_by_day(flows: Iterable[tuple[date, Decimal]]) -> dict[date, float]:
    """Add up exactly what is of one day; days in order, without those that come to nothing."""
    by_day: dict[date, Decimal] = defaultdict(Decimal)
    for on, paid in flows:
        by_day[on] += paid
    return {on: float(paid) for on, paid in sorted(by_day.items()) if paid != 0}


def solve(by_day: Mapping[date, float]) -> Xirr:
    """Return the same of amounts by day, in order, none of which is zero."""
    largest = max(map(abs, by_day.values()), default=1.0)
    scaled = tuple(each / largest for each in by_day.values())  # solvers stop at absolute differences
    if not scaled or min(scaled) > 0 or max(scaled) < 0:
        return NO_SOLUTION
    return _solve(tuple(by_day), scaled)


@lru_cache(MAX_REMEMBERED)
def _solve(days: tuple[date, ...], scaled: tuple[float, ...]) -> Xirr:
    """Solve it, or remember: what a new activity does not concern has the same flows as a moment ago."""
    years = np.array([(on - days[0]).days / DAYS_PER_YEAR for on in days])
    amounts = np.array(scaled)
    if pyxirr.is_conventional_cash_flow(scaled):  # Descartes' rule of signs: one change, one root
        rate = pyxirr.xirr(days, scaled)
        if rate is not None and _crosses_at(rate, PresentValue(amounts, years)):
            return Xirr(RateStatus.OK, rate, (rate,))
    roots = tuple(float(np.expm1(x)) for x in find_roots(amounts, years))
    if len(roots) == 1:
        return Xirr(RateStatus.OK, roots[0], roots)
    return Xirr(RateStatus.NO_UNIQUE_SOLUTION, None, roots) if roots else NO_SOLUTION


def _crosses_at(rate: float, value: PresentValue) -> bool:
    """Tell whether the value changes its sign at a rate: solvers have returned what is no root."""
    if not np.isfinite(rate) or rate <= -1:
        return False
    x = float(np.log1p(rate))
    beside = value.relative(np.array([x - _BESIDE, x + _BESIDE]))
    return bool(beside[0] * beside[1] <= 0)
