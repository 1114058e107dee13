"""Cash of a portfolio that tracks it: a balance for each currency, and which one an activity moves."""

from __future__ import annotations

from decimal import Decimal

from app.domain.fx.rates import EXACT
from app.domain.fx.units import unit_of
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.returns.amounts import Amounts
from app.domain.portfolio.returns.entries import CashMove
from app.domain.portfolio.returns.positions import ZERO
from app.domain.portfolio.returns.quotes import NAN, Quotes

_OWN_CURRENCY = (
    ActivityType.DEPOSIT,
    ActivityType.WITHDRAWAL,
    ActivityType.TRANSFER_IN,
    ActivityType.TRANSFER_OUT,
    ActivityType.FX_CONVERSION,
)


_INCOMING = (ActivityType.SELL, ActivityType.DIVIDEND, ActivityType.INTEREST, ActivityType.DEPOSIT)
_OUTGOING = (ActivityType.BUY, ActivityType.WITHDRAWAL, ActivityType.FX_CONVERSION)


class Cash:
    """Balances by currency. A currency that was ever held has its account, also at zero."""

    __slots__ = ("_quotes", "balances")

    def __init__(self, quotes: Quotes, balances: dict[str, Decimal]) -> None:
        self._quotes, self.balances = quotes, balances

    def book(self, activity: Activity, amounts: Amounts, rate: Decimal) -> tuple[CashMove, ...]:
        """Book what an activity moved; rate: its currency to the base one, NaN where none is known."""
        change = _change(activity, amounts)
        if not change:
            return ()
        moved = self._settle(activity, change)
        if activity.type is not ActivityType.FX_CONVERSION:
            return (moved,)
        currency, per_currency = unit_of(activity.received_currency or self._quotes.base)
        if activity.received is not None:
            return moved, self._move(currency, EXACT.divide(activity.received, per_currency))
        found = self._quotes.rate(currency, activity.on)
        return moved, self._move(currency, amounts.gross * rate / (found.rate if found else NAN))

    def _settle(self, activity: Activity, change: Decimal) -> CashMove:
        """Book a change that is stated in the activity's currency.

        Where the statement names a rate and the portfolio never held that currency, the broker converted:
        the base currency moved, at that rate.
        """
        currency, per_currency = unit_of(activity.currency)
        own = activity.type in _OWN_CURRENCY or currency in (self._quotes.base, *self.balances)
        if activity.fx_rate is None or own:
            return self._move(currency, EXACT.divide(change, per_currency))
        return self._move(self._quotes.base, EXACT.multiply(change, activity.fx_rate))

    def _move(self, currency: str, change: Decimal) -> CashMove:
        balance = EXACT.add(self.balances.get(currency, ZERO), change)
        self.balances[currency] = balance
        return CashMove(currency, change, balance)


def _change(activity: Activity, amounts: Amounts) -> Decimal:
    """Return what an activity does to cash, in its currency."""
    gross, costs = amounts.gross, amounts.costs
    kind, in_kind = activity.type, activity.symbol is not None
    if kind in _INCOMING or (kind is ActivityType.TRANSFER_IN and not in_kind):
        return gross - costs
    if kind in _OUTGOING or (kind is ActivityType.TRANSFER_OUT and not in_kind):
        return -gross - costs
    return -costs
