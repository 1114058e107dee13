"""A day with activities, in sub-periods: one ends at each flow, so that flows do not count as performance.

Before the first flow what is traded that day stands at its trade price, all else at the close; the day's
income comes in one step with the day's move, before its trades. What a purchase costs is borne by the capital
with the inflow; what a sale costs by the capital before the outflow, as if money were deposited just before
each purchase and withdrawn just after each sale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from math import isnan, nan
from typing import NamedTuple

from msgspec import Struct

from app.domain.portfolio.activities.activity import ActivityType
from app.domain.portfolio.returns.entries import COSTS, INCOME, Entry, Flow, cash_flow

Unit = Callable[[str], float]
"""A security's price per unit at the day's close, in the base currency."""

_LOOSE = INCOME + COSTS


class Move(Struct, frozen=True, gc=False):
    """An entry in floats. symbol: '' where no units moved. mark: NaN where it has none.

    before, after: units held. is_split: the units were restated; is_loose: income, or costs of their own.
    """

    on: date
    symbol: str
    before: float
    after: float
    mark: float
    paid_in: float
    paid_out: float
    is_split: bool
    is_loose: bool
    entry: Entry


def move_of(entry: Entry) -> Move:
    """Convert an entry."""
    after, flow = float(entry.held), entry.flow
    moved = entry.units != 0
    return Move(
        entry.on,
        entry.symbol or "" if moved else "",
        float(entry.held - entry.units) if moved else after,
        after,
        nan if entry.mark is None else float(entry.mark),
        float(flow.paid_in),
        float(flow.paid_out),
        entry.type is ActivityType.SPLIT,
        entry.type in _LOOSE,
        entry,
    )


class Step(NamedTuple):
    """A sub-period: what capital there was after the flow that began it, and what became of it."""

    capital: float
    result: float


class Day(NamedTuple):
    """opening: value at the close before; closing: at this one. moves: of this day, in order."""

    opening: float
    closing: float
    moves: Sequence[Move]
    unit: Unit


def steps_without_cash(day: Day) -> list[Step]:
    """Part a day of a security, or of a portfolio without cash: purchases pay in, all else is paid out."""
    walk = _Walk(day)
    paid = _sum(_pair(each) for each in day.moves if each.is_loose)
    early = day.opening > 0
    if early:
        walk.pay_early(paid)
    for move in day.moves:
        if move.symbol:
            walk.follow(move)
    if not early:
        walk.pay_late(paid)
    return [*walk.steps, Step(walk.capital, day.closing)]


def steps_with_cash(day: Day, rate: Callable[[str], float]) -> list[Step]:
    """Part a day of a portfolio with cash: only deposits and withdrawals are flows.

    Deposits come before the trades, withdrawals after them, in whatever order they are listed. On a day that
    begins with nothing, the deposits bring what earns the day's income.
    rate: a currency's to the base one, at the day's close.
    """
    first, last = _marks(day)
    paid_in, paid_out = _sum(_pair(cash_flow(each.entry)) for each in day.moves)
    at_close = sum(_worth(held, day.unit(symbol)) for symbol, (held, _) in last.items())
    after = day.closing - at_close + sum(_worth(*each) for each in last.values())
    moved = _in_base(day.moves, rate)
    before = day.closing - at_close - moved + sum(_worth(*each) for each in first.values())
    if day.opening > 0:
        before += _in_base((each for each in day.moves if each.entry.type in INCOME), rate)
    return [
        Step(day.opening, before),
        Step(before + paid_in, after + paid_out),
        Step(after, day.closing),
    ]


class _Walk:
    """Follows a day's trades. capital: what the sub-period began with; value: what it is by now."""

    def __init__(self, day: Day) -> None:
        first, last = _marks(day)
        self._at: Marked = {}
        self._first = first
        self.steps: list[Step] = []
        self._trades: list[int] = []
        self.capital, self.value = day.opening, day.closing
        for symbol, (held, _) in last.items():
            self.value += _worth(*first[symbol]) - _worth(held, day.unit(symbol))

    def pay_early(self, paid: tuple[float, float]) -> None:
        """Pay out income with the day's move; costs of their own are paid in and spent."""
        paid_in, paid_out = paid
        self._end(self.value + paid_out)
        if paid_in:
            self.steps.append(Step(self.value + paid_in, self.value))

    def pay_late(self, paid: tuple[float, float]) -> None:
        """Where nothing was held, the first purchase brings the costs too, the last trade pays the income."""
        paid_in, paid_out = paid
        if not self._trades:
            self.steps.append(Step(0.0, paid_out - paid_in))
            return
        first, last = self._trades[0], self._trades[-1]
        self.steps[first] = Step(self.steps[first].capital + paid_in, self.steps[first].result)
        self.steps[last] = Step(self.steps[last].capital, self.steps[last].result + paid_out)

    def follow(self, move: Move) -> None:
        """Move a trade's security to the trade's price, end the sub-period, and trade."""
        symbol = move.symbol
        if move.is_split:
            if symbol in self._at:  # traded before it; all else is stated in the day's units already
                self._at[symbol] = _split(self._at[symbol], move.after)
            return
        held, mark = self._at.get(symbol) or self._first[symbol]
        price = mark if isnan(move.mark) else move.mark
        self.value += _worth(held, price) - _worth(held, mark)
        self._end(self.value)
        after = self.value + _worth(move.after - held, price)
        self._trades.append(len(self.steps))
        self.steps.append(Step(self.value + move.paid_in, after + move.paid_out))
        self.value = self.capital = after
        self._at[symbol] = (move.after, price)

    def _end(self, result: float) -> None:
        self.steps.append(Step(self.capital, result))
        self.capital = self.value


Marked = dict[str, tuple[float, float]]
"""By security: how many units are held, and at which price each."""


def _marks(day: Day) -> tuple[Marked, Marked]:
    """Return what was held before each security's first trade, and after its last, at those trades' prices.

    Units are those of the day: a split counts from its opening.
    """
    first: Marked = {}
    last: Marked = {}
    for move in day.moves:
        symbol = move.symbol
        if not symbol:
            continue
        if move.is_split:
            if symbol in last:
                last[symbol] = _split(last[symbol], move.after)
            continue
        known = last[symbol][1] if symbol in last else day.unit(symbol)
        mark = known if isnan(move.mark) else move.mark
        first.setdefault(symbol, (move.before, mark))
        last[symbol] = (move.after, mark)
    return first, last


def _split(marked: tuple[float, float], after: float) -> tuple[float, float]:
    """Restate units and their price: they are worth the same."""
    held, mark = marked
    return after, mark * held / after


def _worth(units: float, mark: float) -> float:
    """Value units; none are worth nothing at any price."""
    return units * mark if units else 0.0


def _pair(paid: Flow | Move) -> tuple[float, float]:
    return float(paid.paid_in), float(paid.paid_out)


def _sum(flows: Iterable[tuple[float, float]]) -> tuple[float, float]:
    paid_in = paid_out = 0.0
    for into, out in flows:
        paid_in += into
        paid_out += out
    return paid_in, paid_out


def _in_base(moves: Iterable[Move], rate: Callable[[str], float]) -> float:
    return sum(float(cash.change) * rate(cash.currency) for each in moves for cash in each.entry.cash)
