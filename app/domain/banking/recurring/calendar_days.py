"""Days that come back in every month: which day is meant, however weekends and short months move it."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

APART = 0.1
"""Part of a month without any payment that tells two days of the month apart: three days."""
MAX_THREADS = 4


def day_in(month: int, day: int) -> date:
    """Return a day of a month that is counted from year 0; day 31 is the last one of any month."""
    year, number = divmod(month, 12)
    return date(year, number + 1, min(day, monthrange(year, number + 1)[1]))


def month_of(on: date) -> int:
    return on.year * 12 + on.month - 1


def nearest(on: date, day: int) -> date:
    """Return the day of the month that is meant by a payment made around it."""
    near = (day_in(month_of(on) + step, day) for step in (-1, 0, 1))
    return min(near, key=lambda each: abs((each - on).days))


def days_off(on: date, day: int) -> int:
    """Count the days between a payment and its day of the month; a weekend's comes Friday or Monday."""
    due = nearest(on, day)
    by = (on - due).days
    moved = {5: (-1, 2), 6: (-2, 1)}.get(due.weekday(), ())
    return 0 if by in moved else abs(by)


def usual_day(days: Sequence[date]) -> int:
    """Return the day of the month that explains most; 31 for what falls on a month's last day."""
    numbers = {day.day for day in days} | {31 for day in days if _is_last(day)}
    latest = days[-1].day
    return min(
        numbers, key=lambda number: (sum(days_off(day, number) for day in days), number != latest, number)
    )


def off_on_average(days: Sequence[date], number: int | None = None) -> float:
    """Return how many days payments lie off their usual day of the month, in the mean."""
    number = number or usual_day(days)
    return sum(days_off(day, number) for day in days) / len(days)


def off_steps(days: Sequence[date], step: int) -> float:
    """Return how many days payments lie off a fixed step in days, in the mean."""
    off = sorted(_to_nearest((day - days[0]).days, step) for day in days)
    middle = off[len(off) // 2]
    return sum(abs(each - middle) for each in off) / len(off)


def _to_nearest(number: int, step: int) -> int:
    return (number + step // 2) % step - step // 2


def _is_last(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _place(day: date) -> float:
    """Return where in time a day is, in months: its month, and the part of it that has passed."""
    return month_of(day) + (day.day - 1) / (monthrange(day.year, day.month)[1] - 1)


def threads(days: Sequence[date]) -> list[list[int]]:
    """Part payments into threads of one a month each; returns the positions of each thread's.

    Payments of one thread lie around one day of the month. Where a month has two around the same day, as
    two equal subscriptions have that were bought together, each is a thread of its own.
    """
    places = [_place(day) for day in days]
    middles = _middles(sorted(place % 1 for place in places))
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at, place in enumerate(places):
        group = min(range(len(middles)), key=lambda each: _round_off(place - middles[each]), default=0)
        if middles:
            cells[group, round(place - middles[group])].append(at)
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (group, _), members in sorted(cells.items()):
        for number, at in enumerate(members):
            found[group, number].append(at)
    return [sorted(members) for _, members in sorted(found.items())]


def _round_off(difference: float) -> float:
    return abs(difference - round(difference))


def _middles(phases: Sequence[float]) -> list[float]:
    """Cut the month's circle at its gaps; return the middle of each arc, none where there is no gap."""
    gaps = [b - a for a, b in pairwise([*phases, phases[0] + 1])]
    cuts = [at + 1 for at, gap in enumerate(gaps) if gap > APART]
    if not cuts:
        return []
    turned = [*phases[cuts[0] :], *(phase + 1 for phase in phases[: cuts[0]])]
    ends = [cut - cuts[0] for cut in cuts[1:]] + [len(phases)]
    arcs = [turned[a:b] for a, b in pairwise([0, *ends])]
    return [(arc[0] + arc[-1]) / 2 % 1 for arc in arcs if arc]


def is_half_a_month(one: Iterable[date], other: Iterable[date]) -> bool:
    """Tell whether two usual days lie half a month apart, as the 15th and the last do."""
    a, b = usual_day(list(one)), usual_day(list(other))
    return 13 <= abs(a - b) <= 17
