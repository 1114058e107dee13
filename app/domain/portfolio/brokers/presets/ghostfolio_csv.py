"""Ghostfolio, CSV: the layout that its import takes, with the headers that it accepts."""

from __future__ import annotations

from app.domain.portfolio.brokers.presets.preset import TablePreset
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Cost, Mapping

_DATE = ("date", "tradedate")
_SYMBOL = ("code", "symbol", "ticker")
_ACTION = ("action", "buy/sell", "type")
_CURRENCY = ("currency", "ccy", "currencyprimary")
_PRICE = ("price", "tradeprice", "unitprice", "value")
_QUANTITY = ("quantity", "qty", "shares", "units")

_FEE = ("fee", "commission", "ibcommission")

ACTIONS = {
    "buy": Kind.BUY, "sell": Kind.SELL, "dividend": Kind.DIVIDEND, "fee": Kind.FEE, "interest": Kind.INTEREST,
    "liability": Kind.SKIP,
}  # fmt: skip

GHOSTFOLIO_CSV = TablePreset(
    name="ghostfolio_csv",
    label="Ghostfolio (CSV)",
    signatures=((_DATE, _SYMBOL, _ACTION, _CURRENCY, _PRICE, _QUANTITY, _FEE),),
    mapping=Mapping(
        columns={
            "date": _DATE, "symbol": _SYMBOL, "action": _ACTION, "currency": _CURRENCY, "price": _PRICE,
            "quantity": _QUANTITY, "note": ("note", "comment"), "account": ("account", "accountid"),
        },
        actions=ACTIONS,
        fees=(Cost(column="fee"), Cost(column="commission"), Cost(column="ibcommission")),
        costs="any",
        date_order="dmy",
        decimal=".",
    ),
    known_by="datasource",
)  # fmt: skip
