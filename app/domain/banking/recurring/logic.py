"""Recurring payments: which of a merchant's transactions come again and again, and when the next is due."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low
from typing import Literal, NamedTuple

from msgspec import Struct

from app.domain.banking.categories.text import fold
from app.domain.banking.ledger.bank_transaction import Direction
from app.domain.banking.recurring.calendar_days import (
    MAX_THREADS,
    day_in,
    is_half_a_month,
    month_of,
    nearest,
    off_on_average,
    off_steps,
    threads,
    usual_day,
)

Cadence = Literal["weekly", "biweekly", "semimonthly", "fourweekly", "monthly", "quarterly", "yearly"]


class Seen(NamedTuple):
    """One payment: who (as shown), the day in their time zone, minor units.

    known_until: the last day that is known of where it was seen, as a file ends; None: all is known.
    """

    merchant: str
    currency: str
    direction: Direction
    on: date
    amount: int
    category: str | None = None
    known_until: date | None = None


class Recurring(Struct, frozen=True, kw_only=True):
    """A payment that recurs.

    typical_amount: the median of the last few, minor units; lowest, highest: of these. varies: they are not
    all alike. category: the last one's. paid_on: the days of the last payments, oldest first.
    semimonthly: twice a month on the same two days; fourweekly: every 28 days, which months move through.
    missed: the next one is overdue, and what is known reaches past its day. confidence: 0 to 99.
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
    paid_on: Sequence[date]
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


_MONTHLY = _Rhythm("monthly", (25, 36), 1, 30, 5)
_SEMIMONTHLY = _Rhythm("semimonthly", (11, 19), 0, 15, 4)
_FOURWEEKLY = _Rhythm("fourweekly", (25, 31), 0, 28, 4)
_RHYTHMS = (
    _Rhythm("weekly", (6, 8), 0, 7, 2),
    _Rhythm("biweekly", (12, 16), 0, 14, 3),
    _MONTHLY,
    _Rhythm("quarterly", (83, 99), 3, 91, 10),
    _Rhythm("yearly", (351, 380), 12, 365, 15),
)
AT_LEAST = 3
REGULAR = 75
"""Percent of the gaps that have to fit."""
ALIKE = 25
"""Amounts that are no more percent above the next smaller one belong together: prices rise by less."""
STEADY = 10
RECENT = 6
MAX_PAID_DAYS = 12
"""Days of payments that are told: three months of what comes weekly, a year of what comes monthly."""
OVER = 3
"""A payment that is late by this multiple of its rhythm has ended."""
MAX_DAYS_OFF = 1.2
"""Days of the mean by which payments may lie off their days of the month, where these part them."""
MAX_A_MONTH = 5
_IN_HALVES = ("LOAN_PAYMENTS", "RENT_AND_UTILITIES_RENT", "TRANSFER_OUT")
"""Categories of what one contract takes twice a month."""

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
            groups[fold(each.merchant), each.currency, each.direction].append(each)
    found = [
        told
        for rows in groups.values()
        for stream in _streams(sorted(rows, key=lambda each: (each.on, each.amount)))
        if (told := _tell(stream, today)) is not None
    ]
    return sorted(found, key=lambda each: (each.next_on, each.merchant, each.currency, each.typical_amount))


def _streams(rows: Rows) -> Iterator[_Stream]:
    alike = [stream for cluster in _clusters(rows) for stream in _alike(cluster)]
    together = _rhythm_of(rows)
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


def _alike(rows: Rows) -> list[_Stream]:
    """Find what equal amounts are: one rhythm, twice a month, or several that are monthly each."""
    one, parted = _rhythm_of(rows), _parted(rows)
    if one is None:
        return parted
    return parted if parted and one.rhythm is not _SEMIMONTHLY and _explains_better(parted, one) else [one]


def _rhythm_of(rows: Rows) -> _Stream | None:
    """Find the one rhythm of rows: steps of days or months, or two days of each month."""
    one, twice = _stream(rows), _twice_a_month(rows)
    return twice if twice and (one is None or _explains_better([twice], one)) else one


def _explains_better(parted: Sequence[_Stream], one: _Stream) -> bool:
    days = [row.on for row in one.rows]
    off = off_on_average(days) if one.rhythm.months else off_steps(days, one.rhythm.days)
    mine = [off_on_average(_days(part.rows)) for stream in parted for part in _halves(stream)]
    return sum(mine) / len(mine) < off or len({*days}) < len(days)


def _days(rows: Rows) -> list[date]:
    return sorted({row.on for row in rows})


def _halves(stream: _Stream) -> list[_Stream]:
    """Return the two threads of what comes twice a month; other streams are one."""
    if stream.rhythm is not _SEMIMONTHLY:
        return [stream]
    parts = threads([row.on for row in stream.rows])
    return [_Stream([stream.rows[at] for at in part], _MONTHLY, stream.fitting) for part in parts]


def _parted(rows: Rows) -> list[_Stream]:
    """Part steady payments by their days of the month, where those tell two or more threads apart."""
    parts = [] if len(rows) < AT_LEAST or _varies(rows) else _threads(rows)
    found = [stream for part in parts if (stream := _stream(part)) and stream.rhythm is _MONTHLY]
    return found if len(found) == len(parts) else []


def _twice_a_month(rows: Rows) -> _Stream | None:
    parts = _threads(rows)
    if len(rows) < AT_LEAST or len(parts) != 2 or not _in_halves(parts):
        return None
    holds = is_half_a_month(*map(_days, parts)) and _holds(rows, _SEMIMONTHLY, 100, len(rows))
    return _Stream(rows, _SEMIMONTHLY, 100) if holds else None


def _threads(rows: Rows) -> list[Rows]:
    """Return the threads of one payment a month, none where the days of the month tell none apart."""
    if _crowded(rows):
        return []
    parts = [[rows[at] for at in part] for part in threads([row.on for row in rows])]
    apart = 1 < len(parts) <= MAX_THREADS and all(_off(part) <= MAX_DAYS_OFF for part in parts)
    return list(parts) if apart else []


def _off(rows: Rows) -> float:
    return off_on_average(_days(rows))


def _crowded(rows: Rows) -> bool:
    months = month_of(rows[-1].on) - month_of(rows[0].on) + 1
    return len(rows) > months * MAX_A_MONTH


def _in_halves(parts: Sequence[Rows]) -> bool:
    """Tell whether one contract pays twice a month. Two subscriptions at one shop look the same.

    Wages do, loans and rents do; and whatever falls on the 15th and the last.
    """
    last = parts[-1][-1]
    on = sorted(usual_day(_days(part)) for part in parts)
    return (
        last.direction == "in" or (last.category or "").startswith(_IN_HALVES) or (on[0], on[1]) == (15, 31)
    )


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
            by_weeks = rhythm is _MONTHLY and off_steps(days, _FOURWEEKLY.days) < off_on_average(days)
            stream = _Stream(rows, _FOURWEEKLY if by_weeks else rhythm, fitting)
            return stream if _holds(rows, rhythm, fitting, len(days)) else None
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
    next_on = _next(stream)
    known = min(today, max((row.known_until or today for row in rows), default=today))
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
        paid_on=days[-MAX_PAID_DAYS:],
        next_on=next_on,
        count=len(days),
        confidence=confidence,
        varies=varies,
        missed=known > next_on + timedelta(days=rhythm.grace),
    )


def _next(stream: _Stream) -> date:
    """Return the next day: days on, or the usual day of the month nearest to the months on."""
    days = _days(stream.rows)
    last, rhythm = days[-1], stream.rhythm
    if rhythm is _SEMIMONTHLY:
        return min(_month_after(_days(half.rows), 1) for half in _halves(stream))
    if not rhythm.months:
        return last + timedelta(days=rhythm.days)
    return _month_after(days, rhythm.months)


def _month_after(days: Sequence[date], months: int) -> date:
    usual = usual_day(days[-RECENT:])
    return day_in(month_of(nearest(days[-1], usual)) + months, usual)
