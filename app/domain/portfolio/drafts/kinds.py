"""What the word for an action can mean, and which type of activity it becomes."""

from __future__ import annotations

from enum import StrEnum

from app.domain.portfolio.activities.activity import ActivityType


class Kind(StrEnum):
    """What a row is. Those without a rule of their own become the activity of the same name.

    trade: bought or sold, by the sign of the quantity, else of the amount (a minus buys).
    interest_paid: becomes a fee. fee_refund, tax_refund: came back.
    cash: deposited or withdrawn, by the sign of the amount.
    move: units transferred in or out by the sign of the quantity; without units, as cash.
    new_units: a split, stated by the units that it added. new_total: by the units that there are after it.
    reinvested_dividend, reinvested_interest: income that bought units of the same symbol in one row.
    reward: units received as income; without a worth in money, a transfer in.
    cancel: takes an earlier row of the file back. skip: no activity.
    """

    BUY = "buy"
    SELL = "sell"
    TRADE = "trade"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    INTEREST_PAID = "interest_paid"
    FEE = "fee"
    FEE_REFUND = "fee_refund"
    TAX = "tax"
    TAX_REFUND = "tax_refund"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    CASH = "cash"
    MOVE = "move"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"
    FX_CONVERSION = "fx_conversion"
    SPLIT = "split"
    NEW_UNITS = "new_units"
    NEW_TOTAL = "new_total"
    REINVESTED_DIVIDEND = "reinvested_dividend"
    REINVESTED_INTEREST = "reinvested_interest"
    REWARD = "reward"
    CANCEL = "cancel"
    SKIP = "skip"


TRADES = frozenset({Kind.BUY, Kind.SELL, Kind.TRADE})
INCOME = frozenset({Kind.DIVIDEND, Kind.INTEREST})
COSTS = frozenset({Kind.FEE, Kind.TAX})
CASH = frozenset({Kind.DEPOSIT, Kind.WITHDRAWAL, Kind.CASH})
TRANSFERS = frozenset({Kind.TRANSFER_IN, Kind.TRANSFER_OUT, Kind.MOVE})
SPLITS = frozenset({Kind.SPLIT, Kind.NEW_UNITS, Kind.NEW_TOTAL})
REINVESTMENTS = {
    Kind.REINVESTED_DIVIDEND: ActivityType.DIVIDEND,
    Kind.REINVESTED_INTEREST: ActivityType.INTEREST,
}
