"""The time-weighted return: what one unit of money invested at the beginning became, day by day.

Days without activities are linked at once, those with some in sub-periods. Source: CFA Institute, Global
Investment Performance Standards (2020), on valuing at the time of external cash flows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.domain.portfolio.returns.gaps import GapKind
from app.domain.portfolio.returns.grid import Array, Calendar
from app.domain.portfolio.returns.past import Growth
from app.domain.portfolio.returns.steps import Move, Step

_NOTHING = 1e-9
"""Of all that is held, long, short and owed: capital below this is none, and so is a gain."""


class Course(NamedTuple):
    """Values at each close, and the same without signs, both of shape (days,); moves by day, in order.

    part: parts a day into sub-periods, given its index and its moves.
    """

    values: Array
    sizes: Array
    moves: Mapping[date, Sequence[Move]]
    part: Callable[[int, Sequence[Move]], list[Step]]


def grow(course: Course, calendar: Calendar, before: Growth) -> Growth:
    """Link all days of a calendar on what was before, of which the calendar's first day is the last."""
    factors, no_capital = _quiet_days(course.values, course.sizes)
    missing, without = no_capital, np.zeros_like(no_capital)
    for on, moves in course.moves.items():
        at = calendar.index(on)
        factor, lacks = _linked(course.part(at, moves), float(max(course.sizes[at - 1 : at + 1])))
        nothing_held = lacks and course.sizes[at - 1] == 0 and not any(each.symbol for each in moves)
        factors[at], missing[at], without[at] = factor, lacks and not nothing_held, nothing_held
    factors[missing] = np.nan
    factors[0] = before.level[-1]
    gaps = calendar.runs(missing, GapKind.CAPITAL_NOT_POSITIVE, "")
    gaps += calendar.runs(without, GapKind.NO_CAPITAL, "")
    return Growth(np.concatenate([before.level[:-1], np.cumprod(factors)]), (*before.gaps, *gaps))


def _quiet_days(values: Array, sizes: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return each day's factor as if nothing were booked, and where something was gained on no capital."""
    capital, gain = values[:-1], np.diff(values)
    nothing = _NOTHING * np.maximum(sizes[:-1], sizes[1:])
    lacks = capital <= nothing
    factors = np.ones(len(values))
    with np.errstate(divide="ignore", invalid="ignore"):
        factors[1:] = np.where(lacks, 1.0, values[1:] / capital)
    missing = np.concatenate([[False], lacks & (np.abs(gain) > nothing)])
    return factors, missing


def _linked(steps: Sequence[Step], size: float) -> tuple[float, bool]:
    """Multiply a day's steps; tell whether one of them gained on no capital, whose factor is then 1."""
    nothing, factor, lacks = _NOTHING * size, 1.0, False
    for capital, result in steps:
        nothing = max(nothing, _NOTHING * abs(result))
        if capital > nothing:
            factor *= result / capital
        elif not abs(result - capital) <= nothing:
            lacks = capital <= nothing  # False where the capital is not a number
            factor *= 1.0 if lacks else np.nan
    return factor, lacks
