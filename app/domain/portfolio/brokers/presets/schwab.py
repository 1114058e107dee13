"""Charles Schwab, CSV of an account's transactions."""

from __future__ import annotations

from datetime import date

from app.domain.portfolio.brokers.presets.preset import TablePreset, warn_of_income
from app.domain.portfolio.drafts.draft import Draft, Item
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Cost, Mapping, Skip
from app.domain.portfolio.drafts.splits import ratio_of

ACTIONS = {
    "buy": Kind.BUY, "reinvest shares": Kind.BUY, "buy to open": Kind.BUY, "buy to close": Kind.BUY,
    "sell": Kind.SELL, "sell to close": Kind.SELL, "sell to open": Kind.SELL, "sell short": Kind.SELL,
    "full redemption": Kind.SELL,
    "cancel buy": Kind.CANCEL, "cancel sell": Kind.CANCEL,
    "cash dividend": Kind.DIVIDEND, "qualified dividend": Kind.DIVIDEND, "non-qualified div": Kind.DIVIDEND,
    "special dividend": Kind.DIVIDEND, "special qual div": Kind.DIVIDEND,
    "special non qual div": Kind.DIVIDEND,
    "pr yr cash div": Kind.DIVIDEND, "pr yr non-qual div": Kind.DIVIDEND, "pr yr special div": Kind.DIVIDEND,
    "reinvest dividend": Kind.DIVIDEND, "qual div reinvest": Kind.DIVIDEND,
    "pr yr div reinvest": Kind.DIVIDEND,
    "long term cap gain*": Kind.DIVIDEND, "short term cap gain*": Kind.DIVIDEND,
    "cash in lieu": Kind.DIVIDEND,
    "credit interest": Kind.INTEREST, "bank interest": Kind.INTEREST, "bond interest": Kind.INTEREST,
    "margin interest": Kind.INTEREST,
    "nra tax adj": Kind.TAX, "nra withholding": Kind.TAX, "foreign tax paid": Kind.TAX,
    "tax withholding": Kind.TAX,
    "adr mgmt fee": Kind.FEE, "service fee": Kind.FEE, "advisor fee": Kind.FEE, "misc fee": Kind.FEE,
    "moneylink transfer": Kind.CASH, "moneylink deposit": Kind.CASH, "moneylink adj": Kind.CASH,
    "wire sent": Kind.CASH, "wire received": Kind.CASH, "wire funds": Kind.CASH,
    "wire funds received": Kind.CASH,
    "funds received": Kind.CASH, "funds paid": Kind.CASH, "misc cash entry": Kind.CASH,
    "journal": Kind.MOVE, "internal transfer": Kind.MOVE, "security transfer": Kind.MOVE,
    "journaled shares": Kind.MOVE,
    "stock split": Kind.NEW_UNITS, "stock div dist": Kind.NEW_UNITS, "reverse split": Kind.NEW_TOTAL,
}  # fmt: skip


def _finish(items: list[Item]) -> list[Item]:
    """A reverse split is one row with the new units, or two: the old ones go under their old number."""
    reverse = {at: item for at, item in enumerate(items) if isinstance(item, Draft) and _is_half(item)}
    new = {_event(item): item for item in reverse.values() if item.quantity and item.quantity > 0}
    for at, old in reverse.items():
        if not old.quantity or old.quantity > 0:
            continue
        pair = new.pop(_event(old), None)
        if pair is None or not pair.quantity:
            items[at] = old.problem(
                "The other row of this reverse split is not in the file. Enter it by hand."
            )
            continue
        pair.kind, pair.quantity, pair.amount = Kind.SPLIT, ratio_of(-old.quantity, pair.quantity), None
        pair.joined.append(old.line)
        items[at] = old.skipped(f"It is the other half of the split in line {pair.line}.")
    return items


def _is_half(draft: Draft) -> bool:
    return draft.kind is Kind.NEW_TOTAL and draft.quantity is not None


def _event(draft: Draft) -> tuple[date, str]:
    """The name of the old half begins like the new one's."""
    return draft.on, (draft.name or "").split(" ")[0]


SCHWAB = TablePreset(
    name="schwab",
    label="Charles Schwab",
    signatures=(
        (("date",), ("action",), ("symbol",), ("quantity",), ("price",), ("fees & comm",), ("amount",)),
    ),
    mapping=Mapping(
        columns={
            "date": ("date",), "action": ("action",), "symbol": ("symbol",), "name": ("description",),
            "quantity": ("quantity",), "price": ("price",), "amount": ("amount",),
        },
        actions=ACTIONS,
        skip=(Skip(column="date", words=("transactions total",), reason="This line is the file's total."),),
        fees=(Cost(column="fees & comm"),),
        signed=True,
        currency="USD",
        date_order="mdy",
        decimal=".",
        newest_first=True,
    ),
    adjust=warn_of_income,
    finish=_finish,
)  # fmt: skip
