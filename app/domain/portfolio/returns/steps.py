"""A day with activities, in sub-periods: one ends at each flow, so that flows do not count as performance.

Before the first flow what is traded that day stands at its trade price, all else at the close; the day's
income comes in one step with the day's move, before its trades. What a purchase costs is borne by the capital
with the inflow; what a sale costs by the capital before the outflow, as if money were deposited just before
each purchase and withdrawn just after each sale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from app.domain.portfolio.activities.activity import ActivityType
from app.domain.portfolio.returns.entries import COSTS, INCOME, Entry, Flow, cash_flow, holding_flow

Unit = Callable[[str], float]
"""A security's price per unit at the day's close, in the base currency."""


class Step(NamedTuple):
    """A sub-period: what capital there was after the flow that began it, and what became of it."""

    capital: float
    result: float


class Day(NamedTuple):
    """opening: value at the close before; closing: at this one. entries: of this day, in order."""

    opening: float
    closing: float
    entries: Sequence[Entry]
    unit: Unit


def steps_without_cash(day: Day) -> list[Step]:
    """Part a day of a security, or of a portfolio without cash: purchases pay in, all else is paid out."""
    walk = _Walk(day)
    paid = _sum(holding_flow(each) for each in day.entries if each.type in INCOME | COSTS)
    early = day.opening > 0
    if early:
        walk.income(paid)
    for entry in day.entries:
        walk.follow(entry)
    if not early:
        walk.late_income(paid)
    return [*walk.steps, Step(walk.capital, day.closing)]


def steps_with_cash(day: Day, rate: Callable[[str], float]) -> list[Step]:
    """Part a day of a portfolio with cash: only deposits and withdrawals are flows.

    Deposits come before the trades, withdrawals after them, in whatever order they are listed.
    rate: a currency's to the base one, at the day's close.
    """
    first, last = _marks(day)
    paid_in, paid_out = _sum(cash_flow(each) for each in day.entries)
    at_close = sum(_worth(held, day.unit(symbol)) for symbol, (held, _) in last.items())
    after = day.closing - at_close + sum(_worth(*each) for each in last.values())
    moved = _in_base(day.entries, rate)
    before = day.closing - at_close - moved + sum(_worth(*each) for each in first.values())
    before += _in_base((each for each in day.entries if each.type in INCOME), rate)
    return [
        Step(day.opening, before),
        Step(before + paid_in, after + paid_out),
        Step(after, day.closing),
    ]


class _Walk:
    """Follows a day's trades. capital: what the sub-period began with; value: what it is by now."""

    def __init__(self, day: Day) -> None:
        self._day, self.steps = day, list[Step]()
        self._at, last = _marks(day)
        self._seen: set[str] = set()
        self.capital = day.opening
        self.value = day.closing + sum(
            _worth(*self._at[symbol]) - _worth(held, day.unit(symbol)) for symbol, (held, _) in last.items()
        )

    def income(self, paid: tuple[float, float]) -> None:
        """Pay out income with the day's move; costs of their own are paid in and spent."""
        paid_in, paid_out = paid
        self._end(self.value + paid_out)
        if paid_in:
            self.steps.append(Step(self.value + paid_in, self.value))

    def late_income(self, paid: tuple[float, float]) -> None:
        """Pay out income of what was bought today."""
        paid_in, paid_out = paid
        if self.value > 0:
            self._end(self.value)
            self.steps.append(Step(self.value + paid_in, self.value + paid_out))
        elif paid_in or paid_out:
            self.steps.append(Step(0.0, paid_out - paid_in))

    def follow(self, entry: Entry) -> None:
        """Move a trade's security to the trade's price, end the sub-period, and trade."""
        if not entry.symbol or entry.units == 0:
            return
        now = float(entry.held)
        if entry.type is ActivityType.SPLIT:
            self._split(entry.symbol, now)
            return
        held, mark = self._at[entry.symbol]
        price = mark if entry.mark is None else float(entry.mark)
        self.value += _worth(held, price) - _worth(held, mark)
        self._end(self.value)
        paid_in, paid_out = map(float, holding_flow(entry))
        after = self.value + _worth(now - held, price)
        self.steps.append(Step(self.value + paid_in, after + paid_out))
        self.value = self.capital = after
        self._at[entry.symbol] = (now, price)
        self._seen.add(entry.symbol)

    def _split(self, symbol: str, now: float) -> None:
        """Restate what was traded before on the day; all else is stated in the day's units already."""
        if symbol in self._seen:
            held, mark = self._at[symbol]
            self._at[symbol] = (now, mark * held / now)

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
    for entry in day.entries:
        if not entry.symbol or entry.units == 0:
            continue
        held, symbol = float(entry.held), entry.symbol
        if entry.type is ActivityType.SPLIT:
            if symbol in last:
                before, mark = last[symbol]
                last[symbol] = (held, mark * before / held)
            continue
        known = last[symbol][1] if symbol in last else day.unit(symbol)
        mark = known if entry.mark is None else float(entry.mark)
        first.setdefault(symbol, (float(entry.held - entry.units), mark))
        last[symbol] = (held, mark)
    return first, last


def _worth(units: float, price: float) -> float:
    """Value units; none are worth nothing at any price."""
    return units * price if units else 0.0


def _sum(flows: Iterable[Flow]) -> tuple[float, float]:
    paid_in = paid_out = 0.0
    for each in flows:
        paid_in += float(each.paid_in)
        paid_out += float(each.paid_out)
    return paid_in, paid_out


def _in_base(entries: Iterable[Entry], rate: Callable[[str], float]) -> float:
    return sum(float(move.change) * rate(move.currency) for each in entries for move in each.cash)
