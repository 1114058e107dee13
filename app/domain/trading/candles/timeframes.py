"""Timeframes and their boundaries, in UTC; moments are whole minutes since 1970."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WEEK, MONDAY = 7 * 1440, 4 * 1440
"""Weeks begin on Monday; 1970 began on a Thursday, so that the first Monday was four days later."""


class Timeframe(StrEnum):
    """How long a bar is, from a minute to a month, as clients write it."""

    M1 = "1m"
    M5 = "5m"
    M15 = "15m"
    H1 = "1h"
    H4 = "4h"
    D1 = "1D"
    W1 = "1W"
    MN1 = "1M"


MINUTES = {
    Timeframe.M1: 1, Timeframe.M5: 5, Timeframe.M15: 15, Timeframe.H1: 60, Timeframe.H4: 240,
    Timeframe.D1: 1440, Timeframe.W1: WEEK,
}  # fmt: skip
"""Lengths; a month has none."""
LONGEST_MONTH = 31 * 1440
LAST_YEAR = 2200
"""Later moments are nobody's; the columns hold minutes until the year 6053."""
BASES = tuple(frame for frame, length in MINUTES.items() if length < MINUTES[Timeframe.D1])
"""What the stored bars may be."""


def length_of(frame: Timeframe) -> int:
    """Return a timeframe's length in minutes, a month's at most."""
    return MINUTES.get(frame, LONGEST_MONTH)


def steps_from(base: Timeframe) -> list[tuple[Timeframe, Timeframe]]:
    """Return which timeframe is made from which, `(5m, 1m)` and so on, each after what it is made from."""
    short = [frame for frame, length in MINUTES.items() if MINUTES[base] <= length <= MINUTES[Timeframe.D1]]
    return [*zip(short[1:], short, strict=False), (Timeframe.W1, Timeframe.D1), (Timeframe.MN1, Timeframe.D1)]


def start_of(frame: Timeframe, minute: int) -> int:
    """Return when the bar begins that a minute belongs to."""
    if frame is Timeframe.MN1:
        return _month(moment_of(minute).replace(day=1))
    offset = MONDAY if frame is Timeframe.W1 else 0
    return minute - (minute - offset) % MINUTES[frame]


def end_of(frame: Timeframe, minute: int) -> int:
    """Return when the bar ends that a minute belongs to: the first minute that it does not hold."""
    start = start_of(frame, minute)
    if frame is Timeframe.MN1:
        return _month(moment_of(start) + timedelta(days=32))
    return start + MINUTES[frame]


def _month(moment: datetime) -> int:
    return minute_of(moment.replace(day=1, hour=0, minute=0))


def minute_of(moment: datetime) -> int:
    """Return the minute that a moment lies in."""
    return (moment - EPOCH) // timedelta(minutes=1)


def moment_of(minute: int) -> datetime:
    """Return when a minute begins."""
    return EPOCH + timedelta(minutes=minute)
