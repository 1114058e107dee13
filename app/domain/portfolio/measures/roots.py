"""All rates at which dated amounts are worth nothing: found by interval arithmetic, so that none is missed.

With x = ln(1 + rate) and t in years, the present value is f(x) = sum of a·exp(-x·t). The positive terms P
and the negative ones N both fall with x, so on [l, r] f > 0 where P(r) > N(l), and f < 0 where P(l) < N(r);
the same two comparisons with terms a·t tell where f only rises or only falls, and there one change of sign
is one root. ln P falls by the mean time of its terms, which falls as well; so on [l, r] the slope of
ln P - ln N, which has the sign of f, lies between what these means are at both ends, and bounds it more
closely. What none of this decides is halved (R. E. Moore, Interval Analysis, 1966).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

X_RANGE: Final = (float(np.log(1e-12)), float(np.log(1e4)))
"""From a loss of all but 1e-12 a year to a gain of 1,000,000 %: where rates are looked for first."""
_WIDEST: Final = (-745.0, 700.0)
"""Where exp(x) is a number."""
_FIRST_PARTS: Final = 24
_NARROWEST: Final = 1e-9
_BESIDE: Final = 1e-6
"""How far beyond roots that are one their turning point is looked for."""
_DIGIT: Final = 4e-16
_MAX_NARROWED: Final = 100
_TOUCH: Final = 1e-10
"""Of the sum of the terms: what is nearer to zero than this at its turning point touches it."""
_DOUBT: Final = 1e-13
"""Of the terms: differences below this may be rounding."""


_SLOPE_DOUBT: Final = 1e-9
"""Of a mean time, in years, likewise."""


class PresentValue:
    """f(x) for amounts at times in years; both of shape (n,). It is scaled so that nothing overflows."""

    def __init__(self, amounts: Array, years: Array) -> None:
        self.years = years
        positive, negative = np.maximum(amounts, 0), np.maximum(-amounts, 0)
        self._weights = np.column_stack([positive, negative, positive * years, negative * years])

    def logs(self, x: Array) -> Array:
        """Return the logarithms of P, N, and of both with terms a·t, shape (len(x), 4)."""
        exponents = -np.outer(x, self.years)
        highest = exponents.max(axis=1, keepdims=True)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(np.exp(exponents - highest) @ self._weights) + highest)

    def balance(self, x: float) -> float:
        """Return ln P - ln N at one place: it has the sign of f."""
        logs = self.logs(np.array([x]))[0]
        return float(logs[0] - logs[1])

    def slope(self, x: float) -> float:
        """Return the same of both with terms a·t: it has the sign by which f falls."""
        logs = self.logs(np.array([x]))[0]
        return float(logs[2] - logs[3])

    def relative(self, x: Array) -> Array:
        """Return f(x) / (P + N): between -1 and 1, with the sign of f."""
        logs = self.logs(x)
        return np.asarray(np.tanh((logs[:, 0] - logs[:, 1]) / 2))


def find_roots(amounts: Array, years: Array) -> list[float]:
    """Return every x at which f is zero, lowest first; one where it only touches zero counts once.

    Outside X_RANGE it looks only where there is none inside.
    """
    value = PresentValue(amounts, years)
    low, high = X_RANGE
    found = _search(value, low, high)
    return found or _search(value, _WIDEST[0], low) + _search(value, high, _WIDEST[1])


class _Parts(NamedTuple):
    """Intervals: where each begins and ends, and the logarithms of the sums there."""

    left: Array
    right: Array
    at_left: Array
    at_right: Array

    @property
    def width(self) -> Array:
        """How wide each is."""
        return self.right - self.left

    def where(self, chosen: NDArray[np.bool_]) -> _Parts:
        return _Parts(*(each[chosen] for each in self))


def _search(value: PresentValue, low: float, high: float) -> list[float]:
    edges = np.linspace(low, high, _FIRST_PARTS + 1)
    logs = value.logs(edges)
    parts = _Parts(edges[:-1], edges[1:], logs[:-1], logs[1:])
    found: list[float] = []
    while True:
        crossing, open_ = _decide(parts)
        found += [_narrow(value.balance, parts.left[at], parts.right[at]) for at in np.flatnonzero(crossing)]
        parts = parts.where(open_)
        narrow = parts.width < _NARROWEST
        if narrow.any():
            found += _touching(value, *parts.where(narrow)[:2])
            parts = parts.where(~narrow)
        if not parts.left.size:
            return _told_apart(value, sorted(found))
        parts = _halve(value, parts)


def _told_apart(value: PresentValue, roots: list[float]) -> list[float]:
    """Join roots between which f does not leave zero but for rounding: there it only touches it, once."""
    groups: list[list[float]] = []
    for root in roots:
        middle = (groups[-1][-1] + root) / 2 if groups else root
        if groups and abs(value.relative(np.array([middle]))[0]) < _DOUBT:
            groups[-1].append(root)
        else:
            groups.append([root])
    return [each[0] if len(each) == 1 else _turning(value, each[0], each[-1]) for each in groups]


def _turning(value: PresentValue, first: float, last: float) -> float:
    """Return where f turns between roots that are one, their middle where that cannot be told."""
    left, right = first - _BESIDE, last + _BESIDE
    if value.slope(left) * value.slope(right) < 0:
        return _narrow(value.slope, left, right)
    return (first + last) / 2


def _decide(parts: _Parts) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which intervals hold exactly one root, and which are not decided."""
    never_zero, one_way = _by_slope(parts)
    signed = _apart(parts.at_left, parts.at_right, 0) | never_zero
    monotone = _apart(parts.at_left, parts.at_right, 2) | one_way
    crosses = _is_positive(parts.at_left) != _is_positive(parts.at_right)
    return ~signed & monotone & crosses, ~signed & ~monotone


def _by_slope(parts: _Parts) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell from the bounds of its slope where ln P - ln N is never zero, and where it only rises or falls."""
    left, right = _means(parts.at_left), _means(parts.at_right)
    lowest = right[:, 1] - left[:, 0] - _SLOPE_DOUBT
    highest = left[:, 1] - right[:, 0] + _SLOPE_DOUBT
    falls, rises = np.minimum(lowest, 0) * parts.width, np.maximum(highest, 0) * parts.width
    at_left, at_right = (each[:, 0] - each[:, 1] for each in (parts.at_left, parts.at_right))
    above = np.maximum(at_left + falls, at_right - rises) > _DOUBT
    below = np.minimum(at_left + rises, at_right - falls) < -_DOUBT
    return above | below, (lowest > 0) | (highest < 0)


def _means(logs: Array) -> Array:
    """Return the mean times of the terms of P and of N, shape (n, 2)."""
    with np.errstate(invalid="ignore"):  # where no term is left, nothing is told
        return np.asarray(np.exp(logs[:, 2:] - logs[:, :2]))


def _apart(at_left: Array, at_right: Array, column: int) -> NDArray[np.bool_]:
    """Tell where one of two falling sums stays above the other over a whole interval."""
    one, other = column, column + 1
    above: NDArray[np.bool_] = at_right[:, one] > at_left[:, other] + _DOUBT
    below: NDArray[np.bool_] = at_left[:, one] + _DOUBT < at_right[:, other]
    return above | below


def _is_positive(logs: Array) -> NDArray[np.bool_]:
    positive: NDArray[np.bool_] = logs[:, 0] >= logs[:, 1]
    return positive


def _halve(value: PresentValue, parts: _Parts) -> _Parts:
    left, right, at_left, at_right = parts
    middle = (left + right) / 2
    at_middle = value.logs(middle)
    return _Parts(
        np.concatenate([left, middle]),
        np.concatenate([middle, right]),
        np.concatenate([at_left, at_middle]),
        np.concatenate([at_middle, at_right]),
    )


def _narrow(function: Callable[[float], float], left: float, right: float) -> float:
    """Return the one root between two places where a function has different signs.

    By the Illinois method on ln P - ln N, which is nearly straight there (Dowell and Jarratt, 1971).
    """
    at_left, at_right = function(left), function(right)
    for _ in range(_MAX_NARROWED):
        middle = _between(left, right, at_left, at_right)
        at_middle = function(middle)
        if at_middle == 0 or abs(middle - right) <= _DIGIT * max(1.0, abs(middle)):
            return middle
        if at_middle * at_right < 0:
            left, at_left = right, at_right
        else:
            at_left /= 2
        right, at_right = middle, at_middle
    return right


def _between(left: float, right: float, at_left: float, at_right: float) -> float:
    """Return where the line through two points crosses zero; the middle where one of them is infinite."""
    if at_left == at_right:
        return (left + right) / 2
    middle = right - at_right * (right - left) / (at_right - at_left)
    return middle if min(left, right) <= middle <= max(left, right) else (left + right) / 2


def _touching(value: PresentValue, left: Array, right: Array) -> list[float]:
    """Return where f comes to zero and turns, one for each run of adjoining intervals."""
    near = np.sort((left + right) / 2)
    near = near[np.abs(value.relative(near)) < _TOUCH] if near.size else near
    firsts = [x for at, x in enumerate(near) if at == 0 or x - near[at - 1] > 10 * _NARROWEST]
    return [float(_turning(value, x, x)) for x in firsts]
