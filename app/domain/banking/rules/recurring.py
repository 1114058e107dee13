"""Recurring payments: which of a merchant's transactions come again and again, and when the next is due."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low
from typing import Literal, NamedTuple

from msgspec import Struct

from app.domain.banking.rules.bank import Direction

Cadence = Literal["weekly", "biweekly", "monthly", "quarterly", "yearly"]


class Seen(NamedTuple):
    """One payment: who (as shown), the day in his time zone, minor units."""

    merchant: str
    currency: str
    direction: Direction
    on: date
    amount: int
    category: str | None = None


class Recurring(Struct, frozen=True, kw_only=True):
    """A payment that recurs.

    typical_amount: the median of the last few, minor units; lowest, highest: of these. varies: they are not
    all alike. category: the last one's.
    missed: the next one is overdue. confidence: 0 to 99.
    """

    merchant: str
    currency: str
    direction: Direction
    cadence: Cadence
    typical_amount: int
    lowest: int
    highest: int
    category: str | None
    last_on: date
    next_on: date
    count: int
    confidence: int
    varies: bool
    missed: bool


class _Rhythm(NamedTuple):
    """gap: days between two, from and to (weekends and short months move them). grace: days until missed."""

    cadence: Cadence
    gap: tuple[int, int]
    months: int
    days: int
    grace: int


_RHYTHMS = (
    _Rhythm("weekly", (6, 8), 0, 7, 2),
    _Rhythm("biweekly", (12, 16), 0, 14, 3),
    _Rhythm("monthly", (25, 36), 1, 30, 5),
    _Rhythm("quarterly", (83, 99), 3, 91, 10),
    _Rhythm("yearly", (351, 380), 12, 365, 15),
)
AT_LEAST = 3
REGULAR = 75
"""So many percent of the gaps have to fit."""
ALIKE = 25
"""Amounts that are no more percent above the next smaller one belong together: prices rise by less."""
STEADY = 10
RECENT = 6
OVER = 3
"""A payment that is so many times its rhythm late has ended."""

Rows = Sequence[Seen]


class _Stream(NamedTuple):
    rows: Rows
    rhythm: _Rhythm
    fitting: int


def find_recurring(seen: Iterable[Seen], today: date) -> list[Recurring]:
    """Find what recurs, at least three times; what is due next comes first.

    Payments to one merchant whose amounts differ much are streams of their own where each is regular by
    itself; where only all together are regular, they are one stream that varies. What varies has to be
    seen four times, and no oftener than monthly if it goes out: a weekly shopping trip is no bill.
    """
    groups: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    for each in seen:
        if each.on <= today:
            groups[each.merchant.casefold(), each.currency, each.direction].append(each)
    found = [
        told
        for rows in groups.values()
        for stream in _streams(sorted(rows, key=lambda each: (each.on, each.amount)))
        if (told := _tell(stream, today)) is not None
    ]
    return sorted(found, key=lambda each: (each.next_on, each.merchant, each.currency, each.typical_amount))


def _streams(rows: Rows) -> Iterator[_Stream]:
    alike = [stream for cluster in _clusters(rows) if (stream := _stream(cluster)) is not None]
    together = _stream(rows)
    if together is not None and not _lie_abreast(alike, rows):
        yield together
        return
    if len(_without(rows, alike)) >= AT_LEAST:  # much else happens here: three alike may be chance
        alike = [stream for stream in alike if len(stream.rows) > AT_LEAST]
    yield from alike
    rest = _stream(_without(rows, alike)) if alike else None
    if rest is not None:
        yield rest


def _without(rows: Rows, streams: Sequence[_Stream]) -> Rows:
    used = {id(row) for stream in streams for row in stream.rows}
    return [row for row in rows if id(row) not in used]


def _lie_abreast(streams: Sequence[_Stream], rows: Rows) -> bool:
    """Tell whether streams say it all, side by side: one after the other is one whose price changed."""
    covered = sum(len(stream.rows) for stream in streams) == len(rows)
    in_order = sorted(streams, key=lambda stream: stream.rows[0].on)
    return covered and any(b.rows[0].on <= a.rows[-1].on for a, b in pairwise(in_order))


def _clusters(rows: Rows) -> Iterator[Rows]:
    """Part rows by amount, at every step of more than ALIKE percent."""
    amounts = sorted({row.amount for row in rows})
    steps = [b for a, b in pairwise(amounts) if (b - a) * 100 > a * ALIKE]
    parts: dict[int, list[Seen]] = defaultdict(list)
    for row in rows:
        parts[_place(steps, row.amount)].append(row)
    return iter(parts.values())


def _place(steps: Sequence[int], amount: int) -> int:
    return bisect_left(steps, amount + 1)


def _stream(rows: Rows) -> _Stream | None:
    """Find the rhythm of rows in order of time, None where they have none."""
    days = sorted({row.on for row in rows})
    if len(days) < AT_LEAST:
        return None
    gaps = [(b - a).days for a, b in pairwise(days)]
    middle = median_low(gaps)
    for rhythm in _RHYTHMS:
        low, high = rhythm.gap
        if low <= middle <= high:
            fitting = 100 * sum(low <= gap <= high for gap in gaps) // len(gaps)
            return _Stream(rows, rhythm, fitting) if _holds(rows, rhythm, fitting, len(days)) else None
    return None


def _holds(rows: Rows, rhythm: _Rhythm, fitting: int, count: int) -> bool:
    if not _varies(rows):
        return fitting >= REGULAR
    often = rhythm.days < 28 and rows[0].direction == "out"
    return fitting >= REGULAR and count > AT_LEAST and not often


def _varies(rows: Rows) -> bool:
    recent = [row.amount for row in rows[-RECENT:]]
    return (max(recent) - min(recent)) * 100 > max(recent) * STEADY


def _tell(stream: _Stream, today: date) -> Recurring | None:
    rows, rhythm, fitting = stream
    days = sorted({row.on for row in rows})
    next_on = _next(days, rhythm)
    if (today - days[-1]).days > OVER * rhythm.days:
        return None
    varies = _varies(rows)
    recent = [row.amount for row in rows[-RECENT:]]
    confidence = 35 + fitting * 40 // 100 + 2 * min(len(days), 12) - (15 if varies else 0)
    return Recurring(
        merchant=rows[-1].merchant,
        currency=rows[-1].currency,
        direction=rows[-1].direction,
        cadence=rhythm.cadence,
        typical_amount=median_low(recent),
        lowest=min(recent),
        highest=max(recent),
        category=rows[-1].category,
        last_on=days[-1],
        next_on=next_on,
        count=len(days),
        confidence=confidence,
        varies=varies,
        missed=today > next_on + timedelta(days=rhythm.grace),
    )


def _next(days: Sequence[date], rhythm: _Rhythm) -> date:
    """Return the next day: so many days on, or the usual day of the month nearest to so many months on."""
    last = days[-1]
    if not rhythm.months:
        return last + timedelta(days=rhythm.days)
    due = _months_on(last, rhythm.months, last.day)
    usual = _usual_day(days[-RECENT:])
    near = (_months_on(due, months, usual) for months in (-1, 0, 1))
    return min(near, key=lambda day: (abs((day - due).days), day))


def _usual_day(days: Sequence[date]) -> int:
    """Return the day of the month on which it falls most; 31 for what falls on a month's last day."""
    if all(day.day == monthrange(day.year, day.month)[1] for day in days):
        return 31
    counts = Counter(day.day for day in days)
    return max(counts, key=lambda number: (counts[number], number == days[-1].day))


def _months_on(day: date, months: int, on: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(on, monthrange(year, month + 1)[1]))
