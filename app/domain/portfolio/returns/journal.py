"""The journal: all entries in order, by security, and cash by currency."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import msgspec

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

if TYPE_CHECKING:
    from app.domain.portfolio.returns.past import Past


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


class Journal:
    """All that was booked, and what was needed to book it.

    state: the books after the last entry. quoted_in: the unit of each security's closes.
    past: what is known of the days before the first of these entries, where books are continued; `by_symbol`
    and `cash` then begin with what stands at its close.
    """

    def __init__(
        self,
        settings: Settings,
        quotes: Quotes,
        entries: list[Entry],
        state: BooksState,
        past: Past | None = None,
    ) -> None:
        self.settings, self.quotes, self.state, self.past = settings, quotes, state, past
        self.quoted_in = {symbol: each.quoted_in for symbol, each in state.positions.items()}
        self.all = _timeline(entries)
        before = past.openings if past else ()
        self.by_symbol = {
            symbol: _timeline(found) for symbol, found in _by_symbol([*before, *entries]).items()
        }
        self.cash = _balances(past, entries)

    @property
    def first_on(self) -> date | None:
        """The day of the first entry."""
        if self.past is not None:
            return self.past.first_on
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


def _balances(past: Past | None, entries: Iterable[Entry]) -> dict[str, list[Balance]]:
    found = {code: [Balance(past.on, balance)] for code, balance in past.cash.items()} if past else {}
    for entry in entries:
        for move in entry.cash:
            found.setdefault(move.currency, []).append(Balance(entry.on, move.balance))
    return found


def keep_books(settings: Settings, activities: Sequence[Activity], market: Market) -> Journal:
    """Book activities from the first one on.

    activities: in any order of days; those of one day in the order in which they happened.
    """
    with localcontext(EXACT):
        splits = {symbol: each.splits for symbol, each in market.prices.items()}
        placed = with_market_splits(without_internal_transfers(in_order(activities)), splits)
        quotes = Quotes(market, settings.currency, {**splits, **splits_by_symbol(placed)})
        return _booked(settings, quotes, placed, BooksState())


def keep_on(settings: Settings, past: Past, activities: Sequence[Activity], market: Market) -> Journal:
    """Book what happened after the day of a past, which `kept.can_go_on` has allowed.

    activities: those after that day alone. market: closes and rates from the last ones before it on.
    """
    with localcontext(EXACT):
        placed = without_internal_transfers(in_order(activities))
        state = msgspec.msgpack.decode(past.state, type=BooksState)
        return _booked(settings, Quotes(market, settings.currency, past.splits), placed, state, past)


def _booked(
    settings: Settings, quotes: Quotes, placed: Sequence[Placed], state: BooksState, past: Past | None = None
) -> Journal:
    """Book on a state, which goes along."""
    books = Books(settings, quotes, state)
    return Journal(settings, quotes, [books.book(each) for each in placed], state, past)


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
