"""A row of a file as it was read, before it is checked and becomes an activity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.shapes import BrokerRow

ZERO = Decimal(0)


class Basis(NamedTuple):
    """How amounts count; see Mapping."""

    trade_amount: Literal["net", "gross"] = "net"
    income_amount: Literal["net", "gross"] = "gross"
    signed: bool = False
    income_keeps_units: bool = False


NET = Basis()


@dataclass(slots=True, kw_only=True)
class Draft:
    """What a row says. quantity and amount are signed as written; fee and tax are costs, a refund below zero.

    symbol: what it is to be called: ticker, else ISIN, else name. cancels: the id of the row it takes back.
    other_costs: costs in other currencies, each to become an activity of its own.
    moment: when on its day, to be sorted by, in files whose rows are in no order of time.
    """

    line: int
    kind: Kind
    on: date
    basis: Basis = NET
    currency: str | None = None
    symbol: str | None = None
    isin: str | None = None
    name: str | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    price_currency: str | None = None
    amount: Decimal | None = None
    fee: Decimal = ZERO
    tax: Decimal = ZERO
    fx_rate: Decimal | None = None
    received: Decimal | None = None
    received_currency: str | None = None
    external_id: str | None = None
    note: str | None = None
    account: str | None = None
    cancels: str | None = None
    other_costs: tuple[OtherCost, ...] = ()
    warnings: list[str] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    moment: str = ""

    def problem(self, text: str) -> BrokerRow:
        return self._row(problem=text)

    def skipped(self, reason: str) -> BrokerRow:
        return self._row(skipped=reason)

    def _row(self, *, problem: str | None = None, skipped: str | None = None) -> BrokerRow:
        return BrokerRow(
            self.line,
            problem=problem,
            skipped=skipped,
            joined=tuple(self.joined),
            isin=self.isin,
            name=self.name,
            account=self.account,
        )


class OtherCost(NamedTuple):
    """A cost in a currency other than its row's: a fee or a tax."""

    kind: Kind
    amount: Decimal
    currency: str


Item = Draft | BrokerRow
"""A row on its way: still a draft, or already settled as skipped or as a problem."""
