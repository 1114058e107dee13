"""Portfolio Performance, CSV in English and German, with all its columns or the fewer of older versions."""

from __future__ import annotations

from app.domain.portfolio.brokers.presets.preset import TablePreset
from app.domain.portfolio.drafts.draft import Draft
from app.domain.portfolio.drafts.kinds import TRANSFERS, Kind
from app.domain.portfolio.drafts.mapping import Cost, Mapping
from app.domain.portfolio.drafts.sheet import Line

_CURRENCY = ("transaction currency", "buchungswährung")
_VALUE = ("value", "wert")
ACTIONS = {
    "buy": Kind.BUY, "kauf": Kind.BUY,
    "sell": Kind.SELL, "verkauf": Kind.SELL,
    "dividend": Kind.DIVIDEND, "dividende": Kind.DIVIDEND,
    "interest": Kind.INTEREST, "zinsen": Kind.INTEREST,
    "interest charge": Kind.INTEREST_PAID, "zinsbelastung": Kind.INTEREST_PAID,
    "deposit": Kind.DEPOSIT, "einlage": Kind.DEPOSIT,
    "withdrawal": Kind.WITHDRAWAL, "removal": Kind.WITHDRAWAL, "entnahme": Kind.WITHDRAWAL,
    "fees": Kind.FEE, "gebühren": Kind.FEE,
    "fees refund": Kind.FEE_REFUND, "gebührenerstattung": Kind.FEE_REFUND,
    "taxes": Kind.TAX, "steuern": Kind.TAX,
    "tax refund": Kind.TAX_REFUND, "steuerrückerstattung": Kind.TAX_REFUND,
    "transfer (inbound)": Kind.TRANSFER_IN, "umbuchung (eingang)": Kind.TRANSFER_IN,
    "transfer (outbound)": Kind.TRANSFER_OUT, "umbuchung (ausgang)": Kind.TRANSFER_OUT,
    "delivery (inbound)": Kind.TRANSFER_IN, "einlieferung": Kind.TRANSFER_IN,
    "delivery (outbound)": Kind.TRANSFER_OUT, "auslieferung": Kind.TRANSFER_OUT,
}  # fmt: skip


def _adjust(_row: Line, draft: Draft) -> None:
    """The value of a delivery has its costs inside, as a trade's: they are no part of what was moved."""
    if draft.kind in TRANSFERS and draft.quantity and draft.amount is not None:
        costs = draft.fee + draft.tax
        draft.amount = abs(draft.amount) + (-costs if draft.kind is Kind.TRANSFER_IN else costs)


# The value is what moved, costs inside. Its sign depends on which account was exported, so only words count.
# Where decimals are parted is told by the language, which the numbers show.
PORTFOLIO_PERFORMANCE = TablePreset(
    name="portfolio_performance",
    label="Portfolio Performance",
    signatures=((("date", "datum"), ("type", "typ"), _VALUE, _CURRENCY),),
    mapping=Mapping(
        columns={
            "date": ("date", "datum"), "action": ("type", "typ"), "amount": _VALUE, "currency": _CURRENCY,
            "quantity": ("shares", "stück"), "isin": ("isin",), "symbol": ("ticker symbol", "ticker-symbol"),
            "name": ("security name", "wertpapiername"), "note": ("note", "notiz"),
        },
        actions=ACTIONS,
        fees=(Cost(column="fees"), Cost(column="gebühren")),
        taxes=(Cost(column="taxes"), Cost(column="steuern")),
        income_amount="net",
        income_keeps_units=True,
        date_order="ymd",
    ),
    adjust=_adjust,
)  # fmt: skip
