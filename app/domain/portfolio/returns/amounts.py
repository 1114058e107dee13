"""What an activity moved, in its own currency: the amount stated, else quantity times price."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.returns.positions import ZERO


class Amounts(NamedTuple):
    """In the activity's currency. gross: before fee and tax."""

    gross: Decimal
    fee: Decimal
    tax: Decimal

    @property
    def costs(self) -> Decimal:
        """Fee and tax together."""
        return self.fee + self.tax


def amounts_of(activity: Activity, par: Decimal) -> Amounts:
    """Read an activity's amounts. par: by what its unit price is divided, 100 for percent of par."""
    fee, tax, stated = activity.fee, activity.tax, activity.amount
    match activity.type:
        case ActivityType.FEE:
            return Amounts(ZERO, _cost(activity, fee, par) - (tax if stated is not None else ZERO), tax)
        case ActivityType.TAX:
            return Amounts(ZERO, fee, _cost(activity, tax, par) - (fee if stated is not None else ZERO))
        case ActivityType.BUY | ActivityType.FX_CONVERSION if stated is not None:
            return Amounts(stated - fee - tax, fee, tax)
        case ActivityType.SELL if stated is not None:
            return Amounts(stated + fee + tax, fee, tax)
    return Amounts(product(activity, par) if stated is None else stated, fee, tax)


def product(activity: Activity, par: Decimal) -> Decimal:
    """Return quantity times unit price, zero where either is not stated."""
    return (activity.quantity or ZERO) * (activity.unit_price or ZERO) / par


def _cost(activity: Activity, stated: Decimal, par: Decimal) -> Decimal:
    """Return what a fee or tax of its own took: some brokers state it as amount, some in the fee's column."""
    if activity.amount is not None:
        return activity.amount
    return product(activity, par) + stated
