"""The figures that are amounts of money: values, costs, gains and what they are made of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property

from app.domain.portfolio.returns.entries import INCOME, ClosureKind, Entry
from app.domain.portfolio.returns.gains import NO_GAIN, CostMethod, Gain, closed_gain, open_gain
from app.domain.portfolio.returns.past import Sums
from app.domain.portfolio.returns.positions import ZERO
from app.domain.portfolio.returns.scope import Scope
from app.domain.portfolio.returns.valuation import Valued


class Amounts:
    """Exact sums over a scope, by one cost method; NaN where a price or rate is missing."""

    def __init__(self, scope: Scope, method: CostMethod) -> None:
        self.scope, self.method = scope, method

    @cached_property
    def paid_in(self) -> Decimal:
        """All that came in from outside."""
        return sum((flow.paid_in for _, flow in self.scope.flows), self._before.paid_in)

    @cached_property
    def paid_out(self) -> Decimal:
        """All that went out."""
        return sum((flow.paid_out for _, flow in self.scope.flows), self._before.paid_out)

    @cached_property
    def total_gain(self) -> Decimal:
        """Value at the end less value at the start less what came in, net."""
        scope = self.scope
        return scope.closing_value - scope.opening_value - self.paid_in + self.paid_out

    @cached_property
    def invested(self) -> Decimal:
        """The value at the start and all that came in."""
        return self.scope.opening_value + self.paid_in

    @cached_property
    def cost(self) -> Decimal:
        """What is held at the end cost."""
        return sum((self.method.cost(self.method.held(each)) for each in self._held), ZERO)

    @property
    def _held(self) -> list[Valued]:
        return [each for each in self.scope.closing if each.symbol is not None]

    @cached_property
    def realised(self) -> Gain:
        """Gained on sales of the period, against cost."""
        return closed_gain(self.scope.entries, self.method, ClosureKind.SALE, self._before.realised)

    @cached_property
    def transferred(self) -> Gain:
        """Gained, but not realised, on what was moved elsewhere."""
        return closed_gain(self.scope.entries, self.method, ClosureKind.TRANSFER, self._before.transferred)

    @cached_property
    def unrealised(self) -> Gain:
        """Gained so far on what is held at the end, against cost."""
        return self._open(self._held)

    @cached_property
    def effects(self) -> Gain:
        """Gained by prices and rates within the period, on what was sold, moved or kept."""
        before = self._open([each for each in self.scope.opening if each.symbol is not None])
        return self.realised.plus(self.transferred).plus(self.unrealised).minus(before)

    def _open(self, held: Sequence[Valued]) -> Gain:
        gain = NO_GAIN
        for each in held:
            gain = gain.plus(open_gain(each, self.method))
        return gain

    @cached_property
    def income(self) -> Decimal:
        """Dividends and interest before fee and tax."""
        return income_of(self.scope.entries, self._before.income)

    @cached_property
    def fees(self) -> Decimal:
        """All fees, of trades, income and by themselves."""
        return sum((each.fee for each in self.scope.entries), self._before.fees)

    @cached_property
    def taxes(self) -> Decimal:
        """All taxes, likewise."""
        return sum((each.tax for each in self.scope.entries), self._before.taxes)

    @cached_property
    def into_securities(self) -> Decimal:
        """Paid into securities, less what they paid."""
        flows = (each.flow for each in self.scope.entries if each.symbol is not None)
        return sum((each.paid_in - each.paid_out for each in flows), self._before.into_securities)

    @cached_property
    def loose_income(self) -> Decimal:
        """Income that belongs to no security."""
        return income_of(self._loose, self._before.loose_income)

    @cached_property
    def loose_costs(self) -> Decimal:
        """Costs that belong to no security."""
        return sum((each.costs for each in self._loose), self._before.loose_costs)

    @property
    def _loose(self) -> list[Entry]:
        return [each for each in self.scope.entries if each.symbol is None]

    @property
    def _before(self) -> Sums:
        return self.scope.before.sums

    @property
    def sums(self) -> Sums:
        """All that is added up, for going on from there."""
        return Sums(**{name: getattr(self, name) for name in Sums.__struct_fields__})


def income_of(entries: Sequence[Entry], before: Decimal = ZERO) -> Decimal:
    """Add up dividends and interest before fee and tax."""
    return sum((each.gross for each in entries if each.type in INCOME), before)
