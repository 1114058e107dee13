"""What an alert may wait for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from app.domain.banking.rules.terms import Condition


class AlertKind(StrEnum):
    """What is looked at: a security's price, a portfolio's drawdown, an account's balance, payments."""

    PRICE = "price"
    DRAWDOWN = "drawdown"
    BALANCE = "balance"
    PAYMENT = "payment"


class Side(StrEnum):
    """On which side of its threshold a value is told of; on the threshold itself it is on neither."""

    ABOVE = "above"
    BELOW = "below"


class PriceCondition(Struct, frozen=True, kw_only=True):
    """The price of a security of a portfolio. price: in the unit in which it is quoted there, pence too."""

    portfolio: int
    symbol: str
    side: Side
    price: Decimal


class DrawdownCondition(Struct, frozen=True, kw_only=True):
    """How far a portfolio is below its peak, by its time-weighted return: a fraction, 0.1 is 10 %."""

    portfolio: int
    drawdown: Decimal


class BalanceCondition(Struct, frozen=True, kw_only=True):
    """What an account holds. amount: in minor units, below zero for what is owed."""

    account: int
    side: Side
    amount: int


class PaymentCondition(Struct, frozen=True, kw_only=True):
    """A transaction that comes; conditions: as of rules, all of which must hold, or any."""

    match: Literal["all", "any"]
    conditions: Sequence[Condition]


AnyCondition = PriceCondition | DrawdownCondition | BalanceCondition | PaymentCondition
