"""What figures bring along from days that are not computed again: sums, growth and gaps up to a kept day.

An answer adds up, links and merges from the first day on, in one order. So what stands at the close of a day
is all that the days after it need, and going on from there gives the same digits as from the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from app.domain.portfolio.prices.split import Split
from app.domain.portfolio.returns.entries import Entry
from app.domain.portfolio.returns.gains import NO_GAIN, Gain
from app.domain.portfolio.returns.gaps import Gap, GapKind
from app.domain.portfolio.returns.positions import ZERO

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


class Sums(Struct, frozen=True, kw_only=True):
    """Amounts added up in the base currency, gains by the usual cost method.

    into_securities: paid into securities, net. loose_income, loose_costs: of what belongs to no security.
    """

    paid_in: Decimal = ZERO
    paid_out: Decimal = ZERO
    realised: Gain = NO_GAIN
    transferred: Gain = NO_GAIN
    income: Decimal = ZERO
    fees: Decimal = ZERO
    taxes: Decimal = ZERO
    into_securities: Decimal = ZERO
    loose_income: Decimal = ZERO
    loose_costs: Decimal = ZERO


class Paid(NamedTuple):
    """Net flows by day as their owner sees them, none of zero. days: ordinals; both of shape (n,)."""

    days: NDArray[np.int64]
    amounts: Array

    def by_day(self) -> dict[date, float]:
        """Return them by day, in order."""
        return dict(zip(map(date.fromordinal, self.days.tolist()), self.amounts.tolist(), strict=True))


class Growth(NamedTuple):
    """level: shape (days,), 1 at the beginning; NaN from where a price, a rate or the capital is missing."""

    level: Array
    gaps: tuple[Gap, ...] = ()

    @property
    def has_capital(self) -> bool:
        """Tell whether there was something to gain on all the time."""
        return all(each.kind is not GapKind.CAPITAL_NOT_POSITIVE for each in self.gaps)


class PastScope(NamedTuple):
    """One scope from the beginning up to the kept day; arrays have the shape (days,), that day the last.

    begins: the index of the close before there was something, None where there was nothing yet.
    has_something: something was held or moved.
    observed: days with a close of their own. values: of the whole alone, else empty. column_gaps, flow_gaps:
    those of values and of flows, merged. cash_gaps: those of cash that last until the kept day.
    """

    begins: int | None
    has_something: bool
    growth: Growth
    observed: Mask
    sums: Sums
    paid: Paid
    values: Array
    column_gaps: tuple[Gap, ...] = ()
    flow_gaps: tuple[Gap, ...] = ()
    cash_gaps: tuple[Gap, ...] = ()


def nothing(days: int) -> PastScope:
    """Return the past of what had none for so many days, the last of which is where it begins."""
    return PastScope(
        begins=None,
        has_something=False,
        growth=Growth(np.ones(days)),
        observed=np.zeros(days, dtype=bool),
        sums=Sums(),
        paid=Paid(np.empty(0, dtype=np.int64), np.empty(0)),
        values=np.zeros(days),
    )


class Past(NamedTuple):
    """A portfolio at the close of a day. on: that day; first_on: of the first entry.

    state: the books, encoded. cash: balances by currency. openings: each security's last entry, in the order
    in which they came first.
    """

    on: date
    first_on: date
    state: bytes
    cash: Mapping[str, Decimal]
    openings: tuple[Entry, ...]
    splits: Mapping[str, Sequence[Split]]
    whole: PastScope
    holdings: Mapping[str, PastScope]
