"""The journal: all entries in order, by security, cash by currency, and from where to continue."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import NamedTuple, Protocol, TypeVar

import msgspec
from msgspec import Struct

from app.domain.fx.rates import EXACT
from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.activities.corporate import (
    Placed,
    in_order,
    splits_by_symbol,
    with_market_splits,
    without_internal_transfers,
)
from app.domain.portfolio.returns.books import Books, BooksState
from app.domain.portfolio.returns.entries import Entry
from app.domain.portfolio.returns.market import Market, Settings
from app.domain.portfolio.returns.positions import ZERO
from app.domain.portfolio.returns.quotes import Quotes


class Timeline(NamedTuple):
    """Entries in order of time, and their days, to be searched."""

    days: list[date]
    entries: list[Entry]

    def within(self, after: date | None, until: date) -> list[Entry]:
        """Return the entries after one day (None: from the first) up to and with another."""
        first = 0 if after is None else bisect_right(self.days, after)
        return self.entries[first : bisect_right(self.days, until)]

    def last(self, on: date) -> Entry | None:
        """Return the last entry on or before a day."""
        at = bisect_right(self.days, on) - 1
        return self.entries[at] if at >= 0 else None


class Balance(NamedTuple):
    """Cash in a currency at the close of a day."""

    on: date
    balance: Decimal


class Checkpoint(Struct, frozen=True):
    """The books at the close of a day, encoded: `count` entries lie before."""

    on: date
    count: int
    state: bytes


class Journal:
    """All that was booked, and what was needed to book it. quoted_in: the unit of each security's closes."""

    def __init__(
        self,
        settings: Settings,
        quotes: Quotes,
        entries: list[Entry],
        *,
        quoted_in: dict[str, str] | None = None,
        checkpoints: Sequence[Checkpoint] = (),
    ) -> None:
        self.settings, self.quotes = settings, quotes
        self.quoted_in = quoted_in or {}
        self.checkpoints = tuple(checkpoints)
        self.all = Timeline([each.on for each in entries], entries)
        self.by_symbol = {symbol: _timeline(found) for symbol, found in _by_symbol(entries).items()}
        self.loose = _timeline([each for each in entries if each.symbol is None])
        self.cash = _balances(entries)

    @property
    def first_on(self) -> date | None:
        """The day of the first entry."""
        return self.all.days[0] if self.all.days else None

    def balance(self, currency: str, on: date) -> Decimal:
        """Return the cash in a currency at the close of a day."""
        course = self.cash.get(currency, [])
        at = bisect_right(course, on, key=lambda each: each.on) - 1
        return course[at].balance if at >= 0 else ZERO


def _timeline(entries: list[Entry]) -> Timeline:
    return Timeline([each.on for each in entries], entries)


def _by_symbol(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for each in entries:
        if each.symbol is not None:
            found.setdefault(each.symbol, []).append(each)
    return found


def _balances(entries: Iterable[Entry]) -> dict[str, list[Balance]]:
    found: dict[str, list[Balance]] = {}
    for entry in entries:
        for move in entry.cash:
            found.setdefault(move.currency, []).append(Balance(entry.on, move.balance))
    return found


def keep_books(
    settings: Settings,
    activities: Sequence[Activity],
    market: Market,
    *,
    checkpoints: Iterable[date] = (),
) -> Journal:
    """Book activities from the first one on.

    activities: in any order of days; those of one day in the order in which they happened.
    checkpoints: days at whose close the state is kept, so that `keep_on` can start there.
    """
    placed, quotes = _prepared(settings, activities, market)
    state = BooksState(on=date.min)
    return _booked(Journal(settings, quotes, []), placed, state, checkpoints)


def keep_on(
    journal: Journal,
    activities: Sequence[Activity],
    market: Market,
    *,
    changed_on: date,
    checkpoints: Iterable[date] = (),
) -> Journal:
    """Book again from the last checkpoint before `changed_on`, the day of what is new, changed or gone.

    activities: all of them, as now. Rates, splits and activities before that day must be as they were.
    """
    placed, quotes = _prepared(journal.settings, activities, market)
    kept = [each for each in journal.checkpoints if each.on < changed_on]
    if not kept:
        return _booked(Journal(journal.settings, quotes, []), placed, BooksState(on=date.min), checkpoints)
    state = msgspec.msgpack.decode(kept[-1].state, type=BooksState)
    before = Journal(journal.settings, quotes, journal.all.entries[: kept[-1].count], checkpoints=kept)
    after = [each for each in placed if each.activity.on > kept[-1].on]
    return _booked(before, after, state, checkpoints)


def _prepared(
    settings: Settings, activities: Sequence[Activity], market: Market
) -> tuple[list[Placed], Quotes]:
    with localcontext(EXACT):
        splits = {symbol: each.splits for symbol, each in market.prices.items()}
        placed = with_market_splits(without_internal_transfers(in_order(activities)), splits)
        return placed, Quotes(market, settings.currency, splits_by_symbol(placed))


def _booked(before: Journal, placed: list[Placed], state: BooksState, marks: Iterable[date]) -> Journal:
    """Book what follows on a state, which is used up."""
    with localcontext(EXACT):
        books = Books(before.settings, before.quotes, state)
        entries, kept, start = list(before.all.entries), list(before.checkpoints), 0
        days = [each.activity.on for each in placed]
        for mark in sorted({*marks, date.max}):
            end = bisect_right(days, mark)
            entries += map(books.book, placed[start:end])
            start = end
            if state.on < mark < date.max:
                encoded = msgspec.msgpack.encode(books.state(mark))
                kept.append(Checkpoint(mark, len(entries), encoded))
        quoted_in = {symbol: each.quoted_in for symbol, each in books.positions.items()}
        return Journal(before.settings, before.quotes, entries, quoted_in=quoted_in, checkpoints=kept)


class Dated(Protocol):
    """What has a day."""

    @property
    def on(self) -> date:
        """Its day."""


D = TypeVar("D", bound=Dated)


def days_of(dated: Iterable[D]) -> Iterator[tuple[date, list[D]]]:
    """Group by day what is in order of days."""
    day: list[D] = []
    for each in dated:
        if day and day[0].on != each.on:
            yield day[0].on, day
            day = []
        day.append(each)
    if day:
        yield day[0].on, day
