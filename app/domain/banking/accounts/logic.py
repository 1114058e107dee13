"""What an account came to at the end of each day: walked from what was stated, over what was booked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

Source = Literal["stated", "reckoned"]
DAY = timedelta(days=1)


class Opening(NamedTuple):
    """What there was when a day began; on: None stands for the time before every row."""

    balance: int
    on: date | None = None


class DayBalance(NamedTuple):
    """What an account held at the end of a day, signed minor units; None where nobody can know."""

    on: date
    balance: int | None = None
    source: Source | None = None


class Gap(NamedTuple):
    """The part of a stated balance that rows do not explain: stated less reckoned, signed minor units.

    since: the last day at whose end the balance was known before; None stands for the beginning.
    until: the day of which the balance was stated.
    """

    amount: int
    since: date | None
    until: date


class Statement(NamedTuple):
    """A stated balance as far as it is chosen by; see accounts.tables.StatedBalance."""

    id: int
    on: date
    balance: int
    by_owner: bool
    is_closing: bool


def chosen(statements: Iterable[Statement]) -> dict[date, int]:
    """Return the balance that counts for each day of which one was stated.

    Its owner's word counts before the bank's, a day's last balance before one of during the day, and of two
    alike the newer one.
    """
    best: dict[date, Statement] = {}
    for each in statements:
        if each.on not in best or _rank(each) > _rank(best[each.on]):
            best[each.on] = each
    return {on: each.balance for on, each in best.items()}


def _rank(each: Statement) -> tuple[bool, bool, int]:
    return each.by_owner, each.is_closing, each.id


class Course:
    """An account's balance, day by day.

    moved: what booked rows add up to, by their day. stated: balances at the end of a day, see `chosen`.
    Until the next stated balance each day is the day before and what moved; a stated one counts as it
    stands, and what it differs by is a gap. Days before the first stated balance are reckoned back from
    it, as far as there are rows. What lies before the opening is neither known nor counted.
    """

    def __init__(
        self, moved: Mapping[date, int], stated: Mapping[date, int], opening: Opening | None = None
    ) -> None:
        self.opening = opening
        self.gaps: list[Gap] = []
        self._steps = list(self._walk(moved, stated))
        self._days = [step.on for step in self._steps]

    def _walk(self, moved: Mapping[date, int], stated: Mapping[date, int]) -> Iterator[DayBalance]:
        """Yield each day on which something moved or was stated."""
        first = self.opening.on if self.opening else None
        balance = self.opening.balance if self.opening else _before_all(moved, stated)
        if balance is None:
            return
        since = first - DAY if first else None
        for day in sorted(day for day in {*moved, *stated} if first is None or day >= first):
            reckoned = balance + moved.get(day, 0)
            balance = stated.get(day, reckoned)
            if balance != reckoned:
                self.gaps.append(Gap(balance - reckoned, since, day))
            if day in stated:
                since = day
            yield DayBalance(day, balance, "stated" if day in stated else "reckoned")

    def at(self, day: date) -> DayBalance:
        """Return the balance at the end of a day."""
        known = self.newest(day)
        if known is None or known.on == day:
            return known or DayBalance(day)
        return DayBalance(day, known.balance, "reckoned")

    def newest(self, day: date) -> DayBalance | None:
        """Return what was last known at the end of a day, under the day of which it is; None: nothing was."""
        place = bisect_right(self._days, day)
        if place:
            return self._steps[place - 1]
        if self.opening is None or (self.opening.on is not None and day < self.opening.on):
            return None
        return DayBalance(self.opening.on or date.min, self.opening.balance, "stated")

    def series(self, first: date, last: date) -> list[DayBalance]:
        """Return every day from the first to the last, both included."""
        return [self.at(first + DAY * count) for count in range((last - first).days + 1)]

    def gaps_within(self, first: date, last: date) -> Sequence[Gap]:
        """Return the gaps that were found on these days."""
        return [gap for gap in self.gaps if first <= gap.until <= last]


def _before_all(moved: Mapping[date, int], stated: Mapping[date, int]) -> int | None:
    """Reckon back from the first stated balance to what there was before the first row."""
    if not stated:
        return None
    first = min(stated)
    return stated[first] - sum(amount for day, amount in moved.items() if day <= first)
