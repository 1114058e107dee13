"""In which rhythm a security pays, by the days on which it did, and when the next payments are due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count, pairwise
from typing import Literal, NamedTuple

from app.domain.banking.recurring.calendar_days import day_in, month_of, nearest, usual_day

RhythmName = Literal["monthly", "quarterly", "half_yearly", "yearly"]


class Rhythm(NamedTuple):
    """months: between two payments. gap: days between two, from and to. at_least: payments that show it."""

    name: RhythmName
    months: int
    gap: tuple[int, int]
    at_least: int


RHYTHMS = (
    Rhythm("monthly", 1, (25, 36), 3),
    Rhythm("quarterly", 3, (78, 104), 3),
    Rhythm("half_yearly", 6, (160, 206), 3),
    Rhythm("yearly", 12, (330, 400), 2),
)
"""Companies move the days of their meetings by some weeks, and with them what they pay."""
RECENT_PAYMENTS = 8
MIN_FITTING_PERCENT = 75
MAX_LATE_DAYS = 15
"""A payment that is late by more than this is expected no more; the one after it still is."""
OVER = 2
"""What has not been paid in this multiple of its rhythm has ended."""


def rhythm_of(days: Sequence[date]) -> Rhythm | None:
    """Return the rhythm of payments by the last few of them, None where there is none.

    days: each once, oldest first.
    """
    recent = days[-RECENT_PAYMENTS:]
    gaps = [(b - a).days for a, b in pairwise(recent)]
    for each in RHYTHMS:
        low, high = each.gap
        fitting = sum(low <= gap <= high for gap in gaps)
        if len(recent) >= each.at_least and fitting * 100 >= MIN_FITTING_PERCENT * len(gaps):
            return each
    return None


class Due(NamedTuple):
    """A payment to come. step: 1 for the first after the last one that was made."""

    step: int
    on: date


def due_days(days: Sequence[date], rhythm: Rhythm, *, today: date, until: date) -> Iterator[Due]:
    """Yield the payments that are due up to and with `until`; none where they have ended.

    days: as above. A day that has passed just now counts, as what is late may still come.
    """
    last = days[-1]
    if (today - last).days > OVER * rhythm.gap[1]:
        return
    day = usual_day(days[-RECENT_PAYMENTS:])
    month = month_of(nearest(last, day))
    for step in count(1):
        due = day_in(month + step * rhythm.months, day)
        if due > until:
            return
        if (today - due).days <= MAX_LATE_DAYS:
            yield Due(step, due)
