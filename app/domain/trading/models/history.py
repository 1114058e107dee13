"""Bars of any interval to the hourly history that models see; bars that are no prices are refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.models.errors import NotEnoughData, UnusableBars

Array = NDArray[np.float64]
Moments = NDArray[np.int64]

HOUR_MS = 3_600_000
MAX_MISSING_SHARE = 0.05
"""Of the hours between the first and the last; a history with more holes tells of outages, not of prices."""
MAX_STILL_SHARE = 0.5
"""Of the hours, in which nothing was traded or the price did not move."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of one interval, each array of shape (n,), oldest first.

    opened_at: when each bar opened, ms since 1970 in UTC.
    volume: units traded, 0 in a bar without a trade.
    """

    interval_ms: int
    opened_at: Moments
    high: Array
    low: Array
    close: Array
    volume: Array


@dataclass(frozen=True, slots=True)
class History:
    """Whole hours without a hole, each array of shape (n,), oldest first.

    ended_at: when each hour's close became known, ms since 1970 in UTC.
    variance: realised, the sum of the squared log returns of the bars within the hour.
    """

    ended_at: Moments
    high: Array
    low: Array
    close: Array
    volume: Array
    variance: Array

    def __len__(self) -> int:
        return self.ended_at.size

    def until(self, end: int) -> History:
        """Return the first `end` hours alone, which is all that was known after them."""
        return History(*(getattr(self, name)[:end] for name in self.__slots__))

    def last(self, hours: int) -> History:
        """Return the newest hours alone."""
        return History(*(getattr(self, name)[-hours:] for name in self.__slots__))

    @property
    def returns(self) -> Array:
        """Log return of each hour, shape (n,); 0 in the first."""
        return np.diff(np.log(self.close), prepend=np.log(self.close[:1]))


def hourly(bars: Bars) -> History:
    """Gather bars into whole hours; an hour without a bar stands still at the last price.

    The newest hour is left out until its last bar is there.
    Raises NotEnoughData without a whole hour, UnusableBars saying which bar or what is wrong with all.
    """
    _check(bars)
    hours = bars.opened_at // HOUR_MS
    if bars.opened_at[-1] + bars.interval_ms != (hours[-1] + 1) * HOUR_MS:
        hours = hours[: np.searchsorted(hours, hours[-1])]
    if not hours.size:
        raise NotEnoughData("There is no whole hour of bars yet.")
    history = _filled(bars, hours)
    _check_movement(history)
    return history


def require_hours(history: History, hours: int, what: str) -> None:
    """Raise NotEnoughData where a history is shorter than something needs."""
    if len(history) < hours:
        raise NotEnoughData(f"{what} needs {hours:,} hours of prices; there are {len(history):,}.")


def _filled(bars: Bars, hours: Moments) -> History:
    size = hours.size
    there, starts = np.unique(hours, return_index=True)
    slots = there - there[0]
    grid = int(slots[-1]) + 1
    missing = grid - there.size
    if missing > MAX_MISSING_SHARE * grid:
        raise UnusableBars(f"{missing:,} of {grid:,} hours have no bar; collect them first.")
    squares = np.diff(np.log(bars.close[:size]), prepend=np.log(bars.close[:1])) ** 2
    # Each hour shows the newest hour at or before it; in a hole that is the one before the hole.
    newest = np.searchsorted(slots, np.arange(grid), side="right") - 1
    is_there = slots[newest] == np.arange(grid)
    close = bars.close[np.append(starts[1:], size) - 1][newest]
    return History(
        ended_at=(there[0] + np.arange(grid) + 1) * HOUR_MS,
        high=np.where(is_there, np.maximum.reduceat(bars.high[:size], starts)[newest], close),
        low=np.where(is_there, np.minimum.reduceat(bars.low[:size], starts)[newest], close),
        close=close,
        volume=np.where(is_there, np.add.reduceat(bars.volume[:size], starts)[newest], 0.0),
        variance=np.where(is_there, np.add.reduceat(squares, starts)[newest], 0.0),
    )


def _check(bars: Bars) -> None:
    columns = {"high": bars.high, "low": bars.low, "close": bars.close, "volume": bars.volume}
    if any(column.shape != bars.opened_at.shape for column in columns.values()):
        raise UnusableBars("The columns of the bars differ in length.")
    if not bars.opened_at.size:
        raise NotEnoughData("There is no bar.")
    if bars.interval_ms < 1 or HOUR_MS % bars.interval_ms or (bars.opened_at % bars.interval_ms).any():
        raise UnusableBars("The bars do not divide an hour into equal parts.")
    for name, column in columns.items():
        _refuse(bars, ~np.isfinite(column), f"has no number as its {name}")
    _refuse(
        bars, np.diff(bars.opened_at, prepend=bars.opened_at[0] - 1) <= 0, "is not later than the one before"
    )
    _refuse(bars, bars.low <= 0, "has a price that is not above zero")
    _refuse(bars, bars.volume < 0, "has a volume below zero")
    _refuse(bars, (bars.close < bars.low) | (bars.high < bars.close), "closes outside its low and high")


def _refuse(bars: Bars, wrong: NDArray[np.bool_], why: str) -> None:
    if wrong.any():
        opened_at = datetime.fromtimestamp(bars.opened_at[np.argmax(wrong)] / 1000, UTC)
        raise UnusableBars(f"The bar of {opened_at:%Y-%m-%d %H:%M} UTC {why}.")


def _check_movement(history: History) -> None:
    if not history.volume.any():
        raise UnusableBars("Nothing was traded in any of these bars.")
    if history.close.min() == history.close.max():
        raise UnusableBars("The price never changed.")
    still = float(np.mean((history.volume == 0) | (history.high == history.low)))
    if still > MAX_STILL_SHARE:
        raise UnusableBars(f"In {still:.0%} of the hours nothing was traded or the price did not move.")
