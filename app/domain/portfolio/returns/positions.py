"""What is held of one security, and what it cost: by lots, first in first out, and by average, at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from app.domain.fx.units import unit_of
from app.domain.portfolio.activities.quantities import closes

ZERO = Decimal(0)


class Basis(Struct, frozen=True, gc=False):
    """What units cost; of a short position what they brought, below zero.

    gross: in the base currency, without costs. costs: the purchase's fees and taxes, in the base currency.
    local, local_costs: the same in the security's currency. An amount without a rate is NaN.
    """

    gross: Decimal
    costs: Decimal
    local: Decimal
    local_costs: Decimal

    def plus(self, other: Basis) -> Basis:
        """Add another's amounts."""
        return Basis(
            self.gross + other.gross,
            self.costs + other.costs,
            self.local + other.local,
            self.local_costs + other.local_costs,
        )

    def minus(self, other: Basis) -> Basis:
        """Take another's amounts away."""
        return Basis(
            self.gross - other.gross,
            self.costs - other.costs,
            self.local - other.local,
            self.local_costs - other.local_costs,
        )

    def share(self, part: Decimal, whole: Decimal) -> Basis:
        """Return what `part` of `whole` units cost."""
        if part == whole:
            return self
        return Basis(
            self.gross * part / whole,
            self.costs * part / whole,
            self.local * part / whole,
            self.local_costs * part / whole,
        )


NOTHING = Basis(ZERO, ZERO, ZERO, ZERO)


class Lot(Struct, gc=False):
    """Units that were bought together. units: below zero where they were sold short."""

    on: date
    units: Decimal
    basis: Basis


class Removed(Struct, frozen=True, gc=False):
    """What left a position, and what it had cost by either method."""

    units: Decimal
    fifo: Basis
    average: Basis


class Position(Struct):
    """One security. held: units, below zero when short.

    quoted_in: the unit of its closes, GBp for pence.
    price, price_currency: the last trade's, per unit, until there is a close; None: no trade had one.
    """

    quoted_in: str
    held: Decimal = ZERO
    lots: list[Lot] = []
    fifo: Basis = NOTHING
    average: Basis = NOTHING
    price: Decimal | None = None
    price_currency: str = ""

    @property
    def currency(self) -> str:
        """The currency in which the security is quoted."""
        return unit_of(self.quoted_in).currency

    def closing(self, units: Decimal, *, allow_shorts: bool) -> Decimal:
        """Return how many of traded units end what is held; the rest opens a position.

        units: above zero for a purchase, below for a sale. All of them, where only rounding would be left.
        """
        if self.held == 0 or (units > 0) == (self.held > 0):
            return ZERO
        held, traded = abs(self.held), abs(units)
        if traded <= held or closes(held, traded, allow_shorts=allow_shorts):
            return units
        return -self.held

    def open(self, on: date, units: Decimal, basis: Basis) -> None:
        """Add units as a lot of their own."""
        self.held += units
        self.lots.append(Lot(on, units, basis))
        self.fifo = self.fifo.plus(basis)
        self.average = self.average.plus(basis)

    def close(self, units: Decimal, *, allow_shorts: bool) -> Removed:
        """Take units out, given with the sign of the trade; the oldest lots go first."""
        if closes(abs(self.held), abs(units), allow_shorts=allow_shorts):
            return self._close_all(units)
        removed = Removed(units, self._oldest(-units), self.average.share(-units, self.held))
        self.held += units
        self.fifo = self.fifo.minus(removed.fifo)
        self.average = self.average.minus(removed.average)
        return removed

    def _close_all(self, units: Decimal) -> Removed:
        removed = Removed(units, self.fifo, self.average)
        self.held, self.lots, self.fifo, self.average = ZERO, [], NOTHING, NOTHING
        return removed

    def _oldest(self, units: Decimal) -> Basis:
        """Take units from the oldest lots; units and lots have one sign."""
        total, left = NOTHING, units
        while left != 0:
            lot = self.lots[0]
            part = left if abs(left) < abs(lot.units) else lot.units
            basis = lot.basis.share(part, lot.units)
            total, left = total.plus(basis), left - part
            lot.units -= part
            lot.basis = lot.basis.minus(basis)
            if lot.units == 0:
                del self.lots[0]
        return total

    def split(self, ratio: Decimal) -> None:
        """Make `ratio` units of each; what they cost stays."""
        self.held *= ratio
        for lot in self.lots:
            lot.units *= ratio
        if self.price is not None:
            self.price /= ratio
