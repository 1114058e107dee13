"""What was gained, exactly: on sales, on what is held, and which part of it exchange rates made.

The currency effect is the cost in the security's currency times the change of the rate; the price effect is
the rest, at the later rate. Source: Portfolio Performance and Ghostfolio agree on it; docs/returns.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from app.domain.portfolio.returns.entries import Closure, ClosureKind, Entry
from app.domain.portfolio.returns.positions import ZERO, Basis
from app.domain.portfolio.returns.valuation import Valued


class Lots(StrEnum):
    """Which units a sale takes: the oldest, or an equal part of all."""

    FIFO = "fifo"
    AVERAGE = "average"


class Fees(StrEnum):
    """Whether fees and taxes of purchases and sales are part of cost and gain, or stand by themselves."""

    EXCLUDED = "fees_excluded"
    INCLUDED = "fees_included"


class CostMethod(Struct, frozen=True):
    """How cost, and with it gain, is reckoned."""

    lots: Lots = Lots.FIFO
    fees: Fees = Fees.EXCLUDED

    def __str__(self) -> str:
        return f"{self.lots} {self.fees}"

    def cost(self, basis: Basis) -> Decimal:
        """Return what units cost in the base currency."""
        return basis.gross + basis.costs if self.fees is Fees.INCLUDED else basis.gross

    def local_cost(self, basis: Basis) -> Decimal:
        """Return what units cost in the security's currency."""
        return basis.local + basis.local_costs if self.fees is Fees.INCLUDED else basis.local

    def of(self, fifo: Basis, average: Basis) -> Basis:
        """Choose one of two bases."""
        return fifo if self.lots is Lots.FIFO else average

    def held(self, valued: Valued) -> Basis:
        """Return the basis of what is held."""
        return self.of(valued.fifo, valued.average)

    def removed(self, closure: Closure) -> Basis:
        """Return the basis of what left."""
        return self.of(closure.removed.fifo, closure.removed.average)


FIFO_WITHOUT_FEES = CostMethod()


class Gain(NamedTuple):
    """A gain in the base currency, and the part that exchange rates made."""

    total: Decimal = ZERO
    fx: Decimal = ZERO

    @property
    def price(self) -> Decimal:
        """The part that prices made."""
        return self.total - self.fx

    def plus(self, other: Gain) -> Gain:
        """Add another's."""
        return Gain(self.total + other.total, self.fx + other.fx)

    def minus(self, other: Gain) -> Gain:
        """Take another's away."""
        return Gain(self.total - other.total, self.fx - other.fx)


NO_GAIN = Gain()


def gain_of(closure: Closure, method: CostMethod) -> Gain:
    """Return what a sale, or the cover of a short one, gained."""
    basis = method.removed(closure)
    brought = closure.gross - closure.costs if method.fees is Fees.INCLUDED else closure.gross
    cost = method.cost(basis)
    return Gain(brought - cost, method.local_cost(basis) * closure.rate - cost)


def closed_gain(
    entries: Iterable[Entry], method: CostMethod, kind: ClosureKind, before: Gain = NO_GAIN
) -> Gain:
    """Add up what entries gained on what left in one way."""
    total = before
    for entry in entries:
        if entry.closure is not None and entry.closure.kind is kind:
            total = total.plus(gain_of(entry.closure, method))
    return total


def open_gain(valued: Valued, method: CostMethod) -> Gain:
    """Return what is gained so far on what is held."""
    if valued.units == 0:
        return NO_GAIN
    basis = method.held(valued)
    cost = method.cost(basis)
    return Gain(valued.value - cost, method.local_cost(basis) * valued.local_rate - cost)
