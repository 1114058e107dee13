"""One activity of a portfolio, as statements and owners state it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

ZERO = Decimal(0)


class ActivityType(StrEnum):
    """What happened; quantity and amount are never negative, their direction follows from the type."""

    BUY = "buy"
    SELL = "sell"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    FEE = "fee"
    TAX = "tax"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    SPLIT = "split"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    FX_CONVERSION = "fx_conversion"


class Activity(Struct, frozen=True, kw_only=True):
    """One activity. Activities of one day happened in the order in which they are listed.

    quantity: units traded or transferred; for a split, new units per old unit.
    unit_price: per unit, in price_currency, or in currency where that is None.
    amount: what moved, in currency: a purchase's with fee and tax, a sale's after them; income's before them.
      Where it is None, quantity x unit_price, with fee and tax on top. It wins over quantity x unit_price.
    fee, tax: in currency. A refund is negative.
    fx_rate: units of the portfolio's currency per unit of currency, as the statement says; beats the table.
    received, received_currency: the other side of an fx_conversion, which gives amount away.
    external_id: the broker's own id of the row.
    """

    on: date
    type: ActivityType
    currency: str
    symbol: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    price_currency: str | None = None
    amount: Decimal | None = None
    fee: Decimal = ZERO
    tax: Decimal = ZERO
    fx_rate: Decimal | None = None
    received: Decimal | None = None
    received_currency: str | None = None
    external_id: str | None = None
    note: str | None = None
