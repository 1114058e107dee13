"""Wealthfolio, CSV: its import layout in both spellings of the headers."""

from __future__ import annotations

from decimal import Decimal

from app.domain.portfolio.brokers.presets.preset import TablePreset
from app.domain.portfolio.drafts.draft import Draft
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Cost, Mapping
from app.domain.portfolio.drafts.sheet import Line

_TYPE = ("activitytype", "type")
_PRICE = ("unitprice", "unit_price")
_BASE = (("date",), ("symbol",), ("quantity",), _TYPE, _PRICE, ("currency",), ("fee",), ("amount",))

ACTIONS = {
    "buy": Kind.BUY, "sell": Kind.SELL, "dividend": Kind.DIVIDEND, "interest": Kind.INTEREST,
    "deposit": Kind.DEPOSIT, "withdrawal": Kind.WITHDRAWAL, "transfer_in": Kind.TRANSFER_IN,
    "transfer_out": Kind.TRANSFER_OUT, "fee": Kind.FEE, "tax": Kind.TAX, "split": Kind.SPLIT,
    "dividend/drip": Kind.REINVESTED_DIVIDEND, "interest/staking_reward": Kind.REINVESTED_INTEREST,
    "credit": Kind.FEE_REFUND, "credit/bonus": Kind.DEPOSIT,
}  # fmt: skip


_CASH = "$CASH"
"""How the symbol of money begins: $CASH-USD."""
_FILLERS = (Decimal(1), Decimal(1))
_COSTS = frozenset({Kind.FEE, Kind.TAX, Kind.FEE_REFUND})


def _adjust(_row: Line, draft: Draft) -> None:
    """Deposits, fees and the like carry a quantity and a price of 1 as fillers, beside their amount.

    Where quantity and price say more, an amount of 0 is the filler.
    """
    if draft.amount == 0 and (draft.quantity, draft.price) != _FILLERS:
        draft.amount = None
    own_cost = draft.kind in _COSTS and (draft.fee or draft.tax)
    if draft.symbol and draft.symbol.startswith(_CASH):
        draft.symbol = None
        if draft.amount is None and draft.quantity is not None and not own_cost:
            draft.amount = draft.quantity * (draft.price if draft.price is not None else 1)
        draft.quantity = draft.price = None
    if draft.amount is not None and draft.kind in _COSTS | {Kind.DEPOSIT, Kind.WITHDRAWAL}:
        draft.quantity = draft.price = None


WEALTHFOLIO = TablePreset(
    name="wealthfolio",
    label="Wealthfolio",
    signatures=(
        (*_BASE, ("instrumenttype", "subtype", "fxrate")),
        (("date",), ("symbol",), ("quantity",), ("activitytype",), ("unitprice",), ("currency",), ("fee",)),
    ),
    mapping=Mapping(
        columns={
            "date": ("date",), "symbol": ("symbol",), "quantity": ("quantity",), "action": _TYPE,
            "price": _PRICE,
            "currency": ("currency",), "amount": ("amount",), "fx_rate": ("fxrate",), "detail": ("subtype",),
            "note": ("comment",), "account": ("account",), "isin": ("isin",),
        },
        actions=ACTIONS,
        fees=(Cost(column="fee"),),
        taxes=(Cost(column="tax"),),
        date_order="ymd",
        decimal=".",
    ),
    adjust=_adjust,
)  # fmt: skip
