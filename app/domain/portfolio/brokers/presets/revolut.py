"""Revolut, CSV: stocks, and crypto whose numbers carry their currency."""

from __future__ import annotations

from app.domain.portfolio.brokers.kinds import Kind
from app.domain.portfolio.brokers.mapping import Cost, Mapping
from app.domain.portfolio.brokers.presets.preset import TablePreset

_TOTAL, _PRICE = ("total amount",), ("price per share",)

# The total is what moved; its fee is inside and not stated, and prices to the cent are too rough to tell it.
REVOLUT_STOCKS = TablePreset(
    name="revolut_stocks",
    label="Revolut (stocks)",
    signatures=((("date",), ("ticker",), ("type",), ("quantity",), _PRICE, _TOTAL, ("currency",)),),
    mapping=Mapping(
        columns={
            "date": ("date",), "symbol": ("ticker",), "action": ("type",), "quantity": ("quantity",),
            "price": _PRICE,
            "amount": _TOTAL, "currency": ("currency",),
        },
        actions={
            "buy*": Kind.BUY, "sell*": Kind.SELL, "dividend": Kind.DIVIDEND, "dividend tax*": Kind.TAX,
            "cash top-up": Kind.DEPOSIT, "cash withdrawal": Kind.WITHDRAWAL, "custody fee": Kind.FEE,
            "custody fee reversal": Kind.FEE, "stock split": Kind.NEW_UNITS,
            "transfer from revolut*": Kind.SKIP,
        },
        signed=True,
        date_order="ymd",
        decimal=".",
    ),
)  # fmt: skip

# The value is quantity times price; the fee comes on top.
REVOLUT_CRYPTO = TablePreset(
    name="revolut_crypto",
    label="Revolut (crypto)",
    signatures=((("symbol",), ("type",), ("quantity",), ("price",), ("value",), ("fees",), ("date",)),),
    mapping=Mapping(
        columns={
            "date": ("date",), "symbol": ("symbol",), "action": ("type",), "quantity": ("quantity",),
            "price": ("price",), "amount": ("value",),
        },
        actions={
            "buy": Kind.BUY, "sell": Kind.SELL, "send": Kind.TRANSFER_OUT, "receive": Kind.TRANSFER_IN,
            "stake": Kind.SKIP, "unstake": Kind.SKIP, "staking reward": Kind.REWARD,
            "learn reward": Kind.REWARD,
        },
        fees=(Cost(column="fees"),),
        trade_amount="gross",
        date_order="mdy",
        decimal=".",
    ),
)  # fmt: skip
