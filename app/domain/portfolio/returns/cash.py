"""Cash of a portfolio that tracks it: a balance for each currency, and which one an activity moves."""

from __future__ import annotations

from decimal import Decimal

from app.domain.fx.rates import EXACT
from app.domain.fx.units import unit_of
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.returns.entries import CashMove
from app.domain.portfolio.returns.positions import ZERO

_OWN_CURRENCY = (
    ActivityType.DEPOSIT,
    ActivityType.WITHDRAWAL,
    ActivityType.TRANSFER_IN,
    ActivityType.TRANSFER_OUT,
    ActivityType.FX_CONVERSION,
)


class Cash:
    """Balances by currency. A currency that was ever held has its account, also at zero."""

    __slots__ = ("balances", "base")

    def __init__(self, base: str, balances: dict[str, Decimal]) -> None:
        self.base, self.balances = base, balances

    def settle(self, activity: Activity, change: Decimal) -> CashMove:
        """Book what an activity moved; `change` is in its currency.

        Where the statement names a rate and the portfolio never held that currency, the broker converted:
        the base currency moved, at that rate.
        """
        currency, per_currency = unit_of(activity.currency)
        rate = activity.fx_rate
        own = activity.type in _OWN_CURRENCY or currency == self.base or currency in self.balances
        if rate is None or own:
            return self.move(currency, EXACT.divide(change, per_currency))
        return self.move(self.base, EXACT.multiply(change, rate))

    def move(self, currency: str, change: Decimal) -> CashMove:
        """Book a movement in a currency."""
        balance = EXACT.add(self.balances.get(currency, ZERO), change)
        self.balances[currency] = balance
        return CashMove(currency, change, balance)
