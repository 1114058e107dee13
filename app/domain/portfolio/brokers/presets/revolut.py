"""Revolut, CSV: stocks, and crypto whose numbers carry their currency."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.domain.portfolio.brokers.presets.preset import TablePreset
from app.domain.portfolio.drafts.draft import Draft
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Cost, Mapping
from app.domain.portfolio.drafts.sheet import Line

_CENT = Decimal("0.01")
_TOTAL, _PRICE = ("total amount",), ("price per share",)


def _adjust(_row: Line, draft: Draft) -> None:
    if draft.kind is Kind.FEE and draft.amount is not None:
        draft.amount = -abs(draft.amount)  # some files write fees without a sign
    elif draft.kind in {Kind.BUY, Kind.SELL} and draft.amount is not None:
        draft.amount = abs(draft.amount)  # the word says which way it went
        _find_fee(draft)


def _find_fee(draft: Draft) -> None:
    """The total holds the fee, which no column says: it is what the total has over quantity times price.

    Prices are rounded to the cent, so it is taken only where that rounding is small against it.
    """
    if draft.kind not in {Kind.BUY, Kind.SELL} or not (draft.quantity and draft.price and draft.amount):
        return
    traded, total = abs(draft.quantity * draft.price), abs(draft.amount)
    over = (total - traded if draft.kind is Kind.BUY else traded - total).quantize(_CENT, ROUND_HALF_UP)
    if over >= _CENT and abs(draft.quantity) * _CENT * 5 <= over:
        draft.fee = over
        draft.warnings.append(f"The fee of {over} is what the total has over quantity times price.")


# The total is what moved.
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
            "robo management fee": Kind.FEE,
            "custody fee reversal": Kind.FEE_REFUND, "stock split": Kind.NEW_UNITS,
            "transfer from revolut*": Kind.SKIP,
        },
        signed=True,
        date_order="ymd",
        decimal=".",
    ),
    adjust=_adjust,
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
