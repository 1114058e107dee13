"""What Interactive Brokers' reports say of trades, movements of cash and corporate actions, in any format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.domain.portfolio.drafts.draft import ZERO, Basis, Draft, Item, OtherCost
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.shapes import MAX_NAME, MAX_NOTE
from app.domain.portfolio.drafts.table_reader import checked_symbol
from app.tabular.encoding import shown
from app.texts import fold

_NET = Basis(trade_amount="net", income_amount="gross", signed=True)
_GROSS = Basis(trade_amount="gross", income_amount="gross", signed=True)
_SECURITY = re.compile(r"(?P<symbol>[^()]{1,40}?) ?\((?P<isin>[A-Z]{2}[A-Z0-9]{9}[0-9])\)")
_SPLIT = re.compile(r"\bSPLIT (?P<new>[0-9.]{1,12}) FOR (?P<old>[0-9.]{1,12})\b", re.IGNORECASE)
_PAIR = re.compile(r"(?P<bought>[A-Z]{3})\.(?P<paid>[A-Z]{3})")
_EVENING = re.compile(r"[;, T] ?2[0-3]:?[0-5][0-9]")
_DERIVATIVES = frozenset({"FUT", "CFD", "FUTURES", "CFDS", "FOP"})
CASH_KINDS = {
    "dividends": Kind.DIVIDEND, "dividend": Kind.DIVIDEND, "payment in lieu of dividends": Kind.DIVIDEND,
    "payment in lieu": Kind.DIVIDEND,
    "withholding tax": Kind.TAX, "foreign tax withholding": Kind.TAX, "871(m) withholding": Kind.TAX,
    "sales tax": Kind.TAX, "transaction fees": Kind.FEE,
    "broker interest paid": Kind.INTEREST, "broker interest received": Kind.INTEREST,
    "interest": Kind.INTEREST,
    "broker interest": Kind.INTEREST, "bond interest paid": Kind.INTEREST,
    "bond interest received": Kind.INTEREST,
    "credit interest": Kind.INTEREST, "debit interest": Kind.INTEREST,
    "investment interest received": Kind.INTEREST,
    "other fees": Kind.FEE, "other fee": Kind.FEE, "fees": Kind.FEE, "commission adjustments": Kind.FEE,
    "commission adjustment": Kind.FEE, "advisor fees": Kind.FEE,
    "deposits/withdrawals": Kind.CASH, "deposits & withdrawals": Kind.CASH, "deposit": Kind.CASH,
    "withdrawal": Kind.CASH, "electronic fund transfer": Kind.CASH,
}  # fmt: skip


NOT_READ = (
    "{} of securities or money from another account or broker are not read. "
    "Enter by hand what came in or went out."
)


@dataclass(slots=True, kw_only=True)
class Trade:
    """A trade as it is reported: sold quantities and commissions are below zero.

    net: what moved, commission inside where it is in the same currency. money: the same without costs.
    time: as it is written; None in reports whose rows are in order of time.
    """

    line: int
    on: date
    side: str
    currency: str
    symbol: str | None = None
    isin: str | None = None
    name: str | None = None
    asset_class: str = "STK"
    quantity: Decimal | None = None
    price: Decimal | None = None
    multiplier: Decimal | None = None
    money: Decimal | None = None
    net: Decimal | None = None
    commission: Decimal = ZERO
    commission_currency: str | None = None
    taxes: Decimal = ZERO
    fx_rate: Decimal | None = None
    external_id: str | None = None
    cancels: str | None = None
    is_cancelled: bool = False
    account: str | None = None
    time: str | None = None


@dataclass(slots=True, kw_only=True)
class CashMovement:
    """A dividend, tax, fee, interest payment, deposit or withdrawal; what went out is below zero.

    time: as a trade's.
    """

    line: int
    on: date
    type: str
    currency: str
    amount: Decimal | None
    symbol: str | None = None
    isin: str | None = None
    description: str = ""
    fx_rate: Decimal | None = None
    external_id: str | None = None
    account: str | None = None
    time: str | None = None


@dataclass(slots=True, kw_only=True)
class CorporateAction:
    """What happened to a security, in a sentence. quantity: the units that came or went."""

    line: int
    on: date
    currency: str
    text: str
    symbol: str | None = None
    quantity: Decimal | None = None


def opening_after(day: date, moment: str) -> date:
    """Return the day from which a corporate action counts: it is booked in the evening before."""
    return day + timedelta(days=1) if _EVENING.search(moment) else day


def _moment(on: date, time: str | None) -> str:
    return "" if time is None else f"{on} {''.join(filter(str.isdigit, time))}"


def trade_draft(trade: Trade) -> Item:
    """Turn a trade into a draft. Raises ValueError with a sentence."""
    if trade.asset_class.upper() in _DERIVATIVES:
        raise ValueError(
            f"{shown(trade.asset_class)} are settled by gains and losses and not read. "
            "Enter what they paid as interest or fees."
        )
    if pair := _currency_pair(trade):
        return _exchange(trade, *pair)
    if trade.symbol is None and trade.isin is None:
        raise ValueError(
            "This trade names no security. Add Symbol and ISIN to the query; "
            "an exchange of currencies needs its Symbol (EUR.USD), too."
        )
    same = trade.commission_currency in {None, "", trade.currency}
    draft = Draft(
        line=trade.line,
        kind=Kind.CANCEL if trade.is_cancelled else _side(trade),
        on=trade.on,
        basis=_NET if trade.net is not None else _GROSS,
        currency=trade.currency,
        symbol=checked_symbol(trade.symbol or trade.isin or ""),
        isin=trade.isin,
        name=(trade.name or "")[:MAX_NAME] or None,
        quantity=trade.quantity,
        price=_unit_price(trade),
        amount=trade.net if trade.net is not None else trade.money,
        fee=-trade.commission if same else ZERO,
        tax=-trade.taxes,
        fx_rate=trade.fx_rate,
        external_id=trade.external_id,
        cancels=trade.cancels,
        account=trade.account,
        moment=_moment(trade.on, trade.time),
    )
    if not same and trade.commission:
        draft.other_costs = (OtherCost(Kind.FEE, -trade.commission, trade.commission_currency or ""),)
    return draft


def _side(trade: Trade) -> Kind:
    word = fold(trade.side)
    if word.startswith(("buy", "bot")) or (not word and trade.quantity and trade.quantity > 0):
        return Kind.BUY
    if word.startswith(("sell", "sld")) or (not word and trade.quantity and trade.quantity < 0):
        return Kind.SELL
    raise ValueError(f"{shown(trade.side)} does not say whether this was bought or sold.")


def _unit_price(trade: Trade) -> Decimal | None:
    """An option's price is for one of the hundred shares that a contract is for."""
    return None if trade.price is None else trade.price * (trade.multiplier or 1)


def _currency_pair(trade: Trade) -> tuple[str, str] | None:
    if trade.asset_class.upper() not in {"CASH", "FOREX", ""}:
        return None
    found = _PAIR.fullmatch(trade.symbol or "")
    return (found["bought"], found["paid"]) if found else None


def _exchange(trade: Trade, bought: str, paid: str) -> Item:
    """'EUR.USD' bought is euros for dollars, sold is dollars for euros."""
    quantity, price = trade.quantity or ZERO, trade.price or ZERO
    other = abs(trade.money) if trade.money else abs(quantity * price)
    given, received = ((other, paid), (abs(quantity), bought))
    if _side(trade) is Kind.SELL:
        given, received = received, given
    draft = Draft(
        line=trade.line,
        kind=Kind.FX_CONVERSION,
        on=trade.on,
        amount=given[0],
        currency=given[1],
        received=received[0],
        received_currency=received[1],
        external_id=trade.external_id,
        account=trade.account,
        moment=_moment(trade.on, trade.time),
    )
    if trade.commission:
        draft.other_costs = (OtherCost(Kind.FEE, -trade.commission, trade.commission_currency or paid),)
    return draft


def cash_draft(cash: CashMovement) -> Item:
    """Turn a movement of cash into a draft. Raises ValueError with a sentence."""
    kind = CASH_KINDS.get(fold(cash.type))
    if kind is None:
        raise ValueError(f"{shown(cash.type)} is no movement that is read. Enter by hand what it changed.")
    named = _SECURITY.match(cash.description)
    symbol = cash.symbol or (named["symbol"].strip() if named else None) or cash.isin
    isin = cash.isin or (named["isin"] if named else None)
    draft = Draft(
        line=cash.line,
        kind=kind,
        on=cash.on,
        basis=_NET,
        currency=cash.currency,
        symbol=checked_symbol(symbol) if symbol and kind is not Kind.CASH else None,
        isin=isin,
        amount=cash.amount,
        fx_rate=cash.fx_rate,
        external_id=cash.external_id,
        note=cash.description[:MAX_NOTE] or None,
        account=cash.account,
        moment=_moment(cash.on, cash.time),
    )
    if kind is Kind.DIVIDEND and "return of capital" in cash.description.casefold():
        draft.warnings.append("This is a return of capital; it is counted as a dividend.")
    return draft


def split_draft(action: CorporateAction) -> Item:
    """Turn a corporate action into a split, where it is one; the ratio of its old units is below zero.

    Raises ValueError with a sentence.
    """
    found = _SPLIT.search(action.text)
    if found is None:
        raise ValueError(
            f"The corporate action {shown(action.text)} is not read. Enter by hand what it changed."
        )
    named = _SECURITY.match(action.text)
    symbol = action.symbol or (named["symbol"].strip() if named else None)
    old = Decimal(found["old"])
    if not old:
        raise ValueError(f"{shown(found[0])} is no ratio of a split.")
    is_old = action.quantity is not None and action.quantity < 0
    ratio = Decimal(found["new"]) / old
    return Draft(
        line=action.line,
        kind=Kind.SPLIT,
        on=action.on,
        currency=action.currency,
        symbol=checked_symbol(symbol.removesuffix(".OLD")) if symbol else None,
        isin=named["isin"] if named else None,
        quantity=-ratio if is_old else ratio,
        note=action.text[:MAX_NOTE],
        moment=action.on.isoformat(),  # before what was traded that day
    )
