"""The largest loss from a peak, and how long it took to recover."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray


class Drawdown(Struct, frozen=True, kw_only=True):
    """depth: a fraction, zero or below. recovered_on: when the peak was reached again, None if not yet."""

    depth: float
    peak_on: date
    trough_on: date
    recovered_on: date | None


def max_drawdown(values: NDArray[np.float64], day: Callable[[int], date]) -> Drawdown:
    """Find the deepest fall; of equally deep ones the first.

    values: shape (n,), none below zero; the first is the starting value, above zero, so that a loss on the
    first day counts (which libraries that begin with the first return's close forget).
    day: returns the day of the value at a place.
    """
    peaks = np.maximum.accumulate(values)
    falls = values / peaks - 1
    trough = int(np.argmin(falls))
    peak = int(np.argmax(values[: trough + 1] == peaks[trough]))
    later = np.flatnonzero(values[trough:] >= peaks[trough])
    return Drawdown(
        depth=float(falls[trough]),
        peak_on=day(peak),
        trough_on=day(trough),
        recovered_on=day(trough + int(later[0])) if later.size else None,
    )
