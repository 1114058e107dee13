"""What figures are about: a whole portfolio, or one security of it, within a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.domain.fx.units import unit_of
from app.domain.portfolio.returns.entries import NO_FLOW, Entry, Flow, cash_flow
from app.domain.portfolio.returns.gaps import Gap
from app.domain.portfolio.returns.grid import Array, Calendar, Column, Grid
from app.domain.portfolio.returns.growth import Course, grow
from app.domain.portfolio.returns.journal import Journal, Timeline, days_of
from app.domain.portfolio.returns.market import Period
from app.domain.portfolio.returns.past import Growth, PastScope, nothing
from app.domain.portfolio.returns.positions import ZERO
from app.domain.portfolio.returns.steps import Day, Move, Step, move_of, steps_with_cash, steps_without_cash
from app.domain.portfolio.returns.valuation import Valued, value_cash, value_holding


class Span:
    """A journal within a period: its calendar, its grid, its entries.

    opening_on: the day at whose close the period begins, the day before the first activity at the earliest.
    recent: the days that are computed: all of them, or those from the last one of the journal's past on.
    Raises ValueError for a period with a start where the journal has a past.
    """

    def __init__(self, journal: Journal, period: Period) -> None:
        self.journal, self.period, past = journal, period, journal.past
        if past is not None and period.start is not None:
            raise ValueError("books that go on from a past know its end alone")
        eve = min(journal.first_on or period.end, period.end) - timedelta(days=1)
        self.opening_on = eve if period.start is None else min(max(period.start, eve), period.end)
        self.entries = journal.all.within(period.start, period.end)
        self.calendar = Calendar(self.opening_on, period.end)
        self.recent = self.calendar if past is None else Calendar(past.on, period.end)
        self.grid = Grid(journal, self.recent)

    @property
    def offset(self) -> int:
        """How many days of the calendar lie before those that are computed."""
        return len(self.calendar) - len(self.recent)

    def before(self, symbol: str | None) -> PastScope:
        """Return what is kept of a security, None for the whole, from before the days that are computed."""
        past = self.journal.past
        found = None if past is None else past.whole if symbol is None else past.holdings.get(symbol)
        return found or nothing(self.offset + 1)

    @property
    def symbols(self) -> list[str]:
        """The securities that were held, or of which anything was booked, in the period."""
        return list(self.grid.columns)

    @cached_property
    def moves(self) -> list[Move]:
        """The entries in floats."""
        return [move_of(each) for each in self.entries]

    @cached_property
    def moves_by_symbol(self) -> dict[str, list[Move]]:
        """The same, for each security."""
        found: dict[str, list[Move]] = {}
        for each in self.moves:
            if each.entry.symbol is not None:
                found.setdefault(each.entry.symbol, []).append(each)
        return found

    def rate(self, index: int, currency: str) -> float:
        """Return a currency's rate to the base one on a day."""
        return float(self.grid.rates(currency).rate[index])


class Scope:
    """Entries, exact values at both ends, and daily values of what figures are about.

    before: what is kept of it from before the days that are computed, of which the entries are.
    """

    def __init__(
        self, span: Span, before: PastScope, entries: Sequence[Entry], columns: Sequence[Column]
    ) -> None:
        self.span, self.before, self.entries, self._columns = span, before, entries, columns

    @cached_property
    def opening(self) -> list[Valued]:
        """Return what was held when the period began; nothing where it begins with the first activity."""
        return [] if self.span.period.start is None else self._valued(self.span.period.start)

    @cached_property
    def closing(self) -> list[Valued]:
        """Return what was held at the end."""
        return self._valued(self.span.period.end)

    def _valued(self, on: date) -> list[Valued]:
        raise NotImplementedError

    def flow(self, entry: Entry) -> Flow:
        """Return what an entry brought in or took out."""
        raise NotImplementedError

    def part(self, index: int, moves: Sequence[Move]) -> list[Step]:
        """Part a day into sub-periods."""
        raise NotImplementedError

    @cached_property
    def moves(self) -> list[Move]:
        """The entries in floats."""
        return self.span.moves

    @cached_property
    def flows(self) -> list[tuple[date, Flow]]:
        """What came in and went out, by entry."""
        found = ((each.on, self.flow(each)) for each in self.entries)
        return [each for each in found if each[1] is not NO_FLOW]

    @property
    def net_flows(self) -> list[tuple[date, Decimal]]:
        """The same as their owner sees them: paid below zero."""
        return [(on, flow.paid_out - flow.paid_in) for on, flow in self.flows]

    @cached_property
    def opening_value(self) -> Decimal:
        """The value when the period began."""
        return total(self.opening)

    @cached_property
    def closing_value(self) -> Decimal:
        """The value at the end."""
        return total(self.closing)

    @cached_property
    def values(self) -> Array:
        """The value at each close that is computed."""
        return sum((each.values for each in self._columns), np.zeros(len(self.span.recent)))

    @cached_property
    def sizes(self) -> Array:
        """The same without signs."""
        return sum((np.abs(each.values) for each in self._columns), np.zeros(len(self.span.recent)))

    @cached_property
    def growth(self) -> Growth:
        """What one unit of money became."""
        course = Course(self.values, self.sizes, dict(days_of(self.moves)), self.part)
        return grow(course, self.span.recent, self.before.growth)

    @cached_property
    def has_something(self) -> bool:
        """Tell whether anything was ever held or moved."""
        return self.before.has_something or bool(self.sizes.any()) or any(each.symbol for each in self.moves)

    @cached_property
    def begins(self) -> int:
        """The index of the close before the first day on which there was something."""
        if self.before.begins is not None:
            return self.before.begins
        held = np.flatnonzero(self.sizes != 0) + self.span.offset
        found = [int(held[0])] if held.size else []
        if self.entries:
            found.append(self.span.calendar.index(self.entries[0].on))
        return max(min(found, default=0) - 1, 0)

    @property
    def begins_on(self) -> date:
        """The day from which a yearly rate counts: of the first activity, or the period's begin."""
        at = self.begins - self.span.offset
        if self.before.begins is None and (self.sizes[at] != 0 or not self.entries):
            return self.span.calendar.day(self.begins)
        return self.span.calendar.day(self.begins + 1)

    @cached_property
    def observed(self) -> NDArray[np.int64]:
        """The indices of days after the beginning that have a close of their own; weekdays where none has."""
        days = self.priced
        if not days.any():
            days = (self.span.calendar.ordinals - 1) % 7 < 5  # ordinal 1 was a Monday
        return np.flatnonzero(days[self.begins + 1 :]) + self.begins + 1

    @cached_property
    def priced(self) -> NDArray[np.bool_]:
        """Tell on which days something held has a close of that very day; shape (days,)."""
        days = np.zeros(len(self.span.recent), dtype=bool)
        days[0] = self.before.observed[-1]
        for each in self._columns:
            held = each.held != 0
            held[1:] |= held[:-1].copy()
            days |= each.priced & held
        return np.concatenate([self.before.observed[:-1], days])

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is missing or doubtful on the way."""
        return [*self.flow_gaps, *self.column_gaps]

    @cached_property
    def column_gaps(self) -> list[Gap]:
        """What is missing or doubtful in the values."""
        return [*self.before.column_gaps, *(gap for each in self._columns for gap in each.gaps)]

    @cached_property
    def closing_gaps(self) -> list[Gap]:
        """What is missing or doubtful in the value at the end."""
        return self._gaps_on(self.span.period.end)

    @cached_property
    def end_gaps(self) -> list[Gap]:
        """What is missing or doubtful in the values at both ends, and in the flows between."""
        return [*self._gaps_on(self.span.opening_on), *self.closing_gaps, *self.flow_gaps]

    def _gaps_on(self, on: date) -> list[Gap]:
        here = (each for each in self.gaps if each.first_on <= on <= each.last_on)
        return [Gap(each.kind, each.subject, on, on) for each in here]

    @cached_property
    def flow_gaps(self) -> list[Gap]:
        """What is missing or doubtful in the amounts booked within the period."""
        return [*self.before.flow_gaps, *(gap for each in self.entries for gap in each.gaps)]

    @cached_property
    def cost_gaps(self) -> list[Gap]:
        """The same until the end: what is held cost amounts of any time."""
        if self.span.period.start is None:
            return self.flow_gaps
        return [gap for each in self._booked.within(None, self.span.period.end) for gap in each.gaps]

    @property
    def _booked(self) -> Timeline:
        raise NotImplementedError


class Holding(Scope):
    """One security: what was bought is paid in, sales and income are paid out."""

    def __init__(self, span: Span, symbol: str) -> None:
        self.symbol = symbol
        past = span.journal.past
        after = past.on if past else span.period.start
        entries = span.journal.by_symbol[symbol].within(after, span.period.end)
        super().__init__(span, span.before(symbol), entries, [span.grid.columns[symbol]])

    @cached_property
    def moves(self) -> list[Move]:
        """The entries in floats."""
        return self.span.moves_by_symbol.get(self.symbol, [])

    @property
    def local_currency(self) -> str:
        """The security's currency."""
        return unit_of(self.span.journal.quoted_in.get(self.symbol, "")).currency

    def _valued(self, on: date) -> list[Valued]:
        return [value_holding(self.span.journal, self.symbol, on)]

    def flow(self, entry: Entry) -> Flow:
        """Return what an entry paid into the holding or took out."""
        return entry.flow

    def part(self, index: int, moves: Sequence[Move]) -> list[Step]:
        """Part a day into sub-periods."""
        unit = self._columns[0].unit
        opening, closing = float(self.values[index - 1]), float(self.values[index])
        return steps_without_cash(Day(opening, closing, moves, lambda _: float(unit[index])))

    @property
    def _booked(self) -> Timeline:
        return self.span.journal.by_symbol[self.symbol]


class Whole(Scope):
    """A portfolio with all of its securities, and its cash where it has some."""

    def __init__(self, span: Span) -> None:
        super().__init__(span, span.before(None), span.entries, list(span.grid.columns.values()))
        self.tracked = span.journal.settings.tracked

    def _valued(self, on: date) -> list[Valued]:
        journal = self.span.journal
        held = [value_holding(journal, symbol, on) for symbol in self.span.symbols]
        return [*held, *value_cash(journal, on)]

    def flow(self, entry: Entry) -> Flow:
        """Return what an entry brought in from outside or took out."""
        return cash_flow(entry) if self.tracked else entry.flow

    @cached_property
    def values(self) -> Array:
        """The value at each close, cash included."""
        return self.span.grid.values()

    @cached_property
    def sizes(self) -> Array:
        """The same without signs."""
        return self.span.grid.sizes()

    def part(self, index: int, moves: Sequence[Move]) -> list[Step]:
        """Part a day into sub-periods."""
        columns = self.span.grid.columns
        day = Day(
            float(self.values[index - 1]),
            float(self.values[index]),
            moves,
            lambda symbol: float(columns[symbol].unit[index]),
        )
        if self.tracked:
            return steps_with_cash(day, lambda currency: self.span.rate(index, currency))
        return steps_without_cash(day)

    @property
    def curve(self) -> Array:
        """The value at each close of the whole calendar."""
        return np.concatenate([self.before.values[:-1], self.values])

    @cached_property
    def column_gaps(self) -> list[Gap]:
        """What is missing or doubtful in the values, cash included."""
        return [*super().column_gaps, *self.cash_gaps]

    @cached_property
    def cash_gaps(self) -> list[Gap]:
        """What is missing or doubtful in cash, each run of days as one, also one that began before."""
        begun = {(each.kind, each.subject): each.first_on for each in self.before.cash_gaps}
        first = self.span.recent.first

        def since(gap: Gap) -> date:
            return begun.get((gap.kind, gap.subject), gap.first_on) if gap.first_on == first else gap.first_on

        return [Gap(each.kind, each.subject, since(each), each.last_on) for each in self.span.grid.cash_gaps]

    @property
    def _booked(self) -> Timeline:
        return self.span.journal.all


def total(valued: Iterable[Valued]) -> Decimal:
    """Add values up; NaN where one is missing."""
    return sum((each.value for each in valued), ZERO)
