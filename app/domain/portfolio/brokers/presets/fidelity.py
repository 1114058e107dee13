"""Fidelity, CSV of one account's history or of all accounts'; the action is a sentence."""

from __future__ import annotations

from app.domain.portfolio.brokers.presets.preset import TablePreset, warn_of_income
from app.domain.portfolio.drafts.draft import Draft
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Cost, Mapping
from app.domain.portfolio.drafts.sheet import Line
from app.texts import fold

ACTIONS = {
    "you bought*": Kind.BUY, "reinvestment*": Kind.BUY,
    "you sold*": Kind.SELL, "redemption payout*": Kind.SELL, "in lieu of*": Kind.DIVIDEND,
    "dividend received*": Kind.DIVIDEND, "long-term cap gain*": Kind.DIVIDEND,
    "short-term cap gain*": Kind.DIVIDEND,
    "return of capital*": Kind.DIVIDEND,
    "interest*": Kind.INTEREST, "muni exempt int*": Kind.INTEREST, "margin interest*": Kind.INTEREST,
    "foreign tax paid*": Kind.TAX, "tax withheld*": Kind.TAX, "non-resident tax*": Kind.TAX,
    "fee charged*": Kind.FEE, "advisor fee*": Kind.FEE, "foreign custody fee*": Kind.FEE,
    "adr fee*": Kind.FEE,
    "direct deposit*": Kind.CASH, "direct debit*": Kind.CASH, "electronic funds transfer*": Kind.CASH,
    "transferred from*": Kind.MOVE, "transferred to*": Kind.MOVE, "transfer of assets*": Kind.MOVE,
    "journaled*": Kind.MOVE,
    "check received*": Kind.CASH, "check paid*": Kind.CASH, "wire transfer*": Kind.CASH,
    "bill payment*": Kind.CASH,
    "cash contribution*": Kind.CASH, "debit card purchase*": Kind.CASH, "partic contr*": Kind.CASH,
    "contribution*": Kind.CASH, "distribution of cash*": Kind.CASH,
    "purchase into core account*": Kind.SKIP, "redemption from core account*": Kind.SKIP,
    "distribution*": Kind.NEW_UNITS, "stock split*": Kind.NEW_UNITS,
}  # fmt: skip


def _adjust(row: Line, draft: Draft) -> None:
    if draft.kind is Kind.NEW_UNITS and "spin" in fold(row.get("action")):
        raise ValueError("This security came from a spin-off of another. Enter by hand what it changed.")
    warn_of_income(row, draft)


FIDELITY = TablePreset(
    name="fidelity",
    label="Fidelity",
    signatures=((("run date",), ("action",), ("symbol",), ("quantity",), ("price",), ("amount",)),),
    mapping=Mapping(
        columns={
            "date": ("run date",), "action": ("action",), "symbol": ("symbol",),
            "name": ("security description", "description"), "quantity": ("quantity",), "price": ("price",),
            "amount": ("amount",), "currency": ("currency",), "account": ("account number", "account"),
        },
        actions=ACTIONS,
        fees=(Cost(column="commission"), Cost(column="fees")),
        signed=True,
        currency="USD",
        date_order="mdy",
        decimal=".",
        newest_first=True,
    ),
    adjust=_adjust,
)  # fmt: skip
