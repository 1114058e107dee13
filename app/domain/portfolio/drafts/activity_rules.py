"""From what a row says to activities, by the rules of `Activity`: what is missing or impossible is told."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.drafts.draft import ZERO, Draft
from app.domain.portfolio.drafts.kinds import CASH, COSTS, INCOME, REINVESTMENTS, TRADES, TRANSFERS, Kind
from app.tabular.encoding import shown

TOLERATED = Decimal("0.05")
"""How far an amount may lie from quantity times price before the price is left out: room for rounding."""
_CENTS = Decimal("0.02")
_FOR_NOTHING = "Bought for nothing. If these are bonus shares, make it a split: 1 for 1 is a split of 2."
_NO_WORTH = (
    "The file does not say what these units were worth, so they come in as a transfer. "
    "Change it to income and a purchase if you know the worth."
)


def activities_of(draft: Draft) -> list[Activity]:
    """Turn a draft into its activities, in their order of time. Raises ValueError with a sentence."""
    made = _RULES.get(draft.kind, _unread)(draft)
    for cost in draft.other_costs:
        kind = ActivityType.FEE if cost.kind is Kind.FEE else ActivityType.TAX
        made.append(_cost(draft, kind, cost.amount, cost.currency))
    return made


def _unread(draft: Draft) -> list[Activity]:
    raise ValueError(f"Rows of the kind {shown(draft.kind)} need others of the file, which are not there.")


def _build(draft: Draft, type: ActivityType, **fields: Decimal | str | None) -> Activity:
    values: dict[str, Any] = {
        "currency": draft.currency, "symbol": draft.symbol, "fx_rate": draft.fx_rate,
        "external_id": draft.external_id, "note": draft.note,
    } | fields  # fmt: skip
    if values["currency"] is None:
        raise ValueError("This row does not say its currency. Choose the one that holds for the file.")
    return Activity(on=draft.on, type=type, **values)


def _trade(draft: Draft) -> list[Activity]:
    bought = _is_bought(draft)
    quantity = abs(_needed(draft.quantity, "quantity"))
    if not quantity:
        raise ValueError("The quantity is 0. A purchase or sale needs a number of units.")
    _need_symbol(draft)
    amount = _traded_amount(draft, bought)
    if amount is None and draft.price is None:
        raise ValueError("There is neither a price nor an amount. Add one of them.")
    if bought and not amount and not draft.price:
        draft.warnings.append(_FOR_NOTHING)
    price, price_currency = _price(draft, quantity, amount)
    return [
        _build(
            draft,
            ActivityType.BUY if bought else ActivityType.SELL,
            quantity=quantity,
            unit_price=price,
            price_currency=price_currency,
            amount=amount,
            fee=draft.fee,
            tax=draft.tax,
        )
    ]


def _is_bought(draft: Draft) -> bool:
    if draft.kind is not Kind.TRADE:
        return draft.kind is Kind.BUY
    if draft.quantity and draft.quantity < 0:
        return False
    return not (draft.amount and draft.amount > 0 and draft.basis.signed)


def _traded_amount(draft: Draft, bought: bool) -> Decimal | None:
    """Return what moved: a purchase's with its costs, a sale's after them."""
    if draft.amount is None or (not draft.amount and draft.price):
        return None
    amount, costs = abs(draft.amount), draft.fee + draft.tax
    if draft.basis.trade_amount == "gross":
        amount = amount + costs if bought else amount - costs
    elif not bought and draft.basis.signed and draft.amount < 0:
        amount = -amount
    if amount >= 0:
        return amount
    traded = abs(draft.quantity or ZERO) * (draft.price or ZERO)
    if draft.price is None or abs(traded - costs - amount) > _CENTS:
        raise ValueError("The costs of this sale are more than its amount. Check the row.")
    return None  # it was paid for: quantity times price, with the costs on top


def _price(draft: Draft, quantity: Decimal, amount: Decimal | None) -> tuple[Decimal | None, str | None]:
    """Return the price of a unit, unless the amount contradicts it: bonds are priced per hundred."""
    price = draft.price
    if price is None:
        return None, None
    if price < 0:
        raise ValueError(f"The price {shown(str(price))} is below zero. Check the row.")
    foreign = draft.price_currency if draft.price_currency != draft.currency else None
    if foreign is None and amount and not _agrees(draft, quantity * price, amount):
        draft.warnings.append(
            f"{quantity} units at {price} are not {amount}. The amount is taken, the price left out."
        )
        return None, None
    return price, foreign


def _agrees(draft: Draft, traded: Decimal, amount: Decimal) -> bool:
    costs = abs(draft.fee) + abs(draft.tax)
    return abs(traded - amount) <= costs + TOLERATED * max(amount, traded) + _CENTS


def _income(draft: Draft) -> list[Activity]:
    amount = draft.amount
    if amount is None and (draft.quantity is None or draft.price is None):
        raise ValueError("This income has no amount. Add it, or quantity and price.")
    if amount is not None and amount < 0:
        return _taken_back(draft)
    if draft.kind is Kind.DIVIDEND:
        _need_symbol(draft)
    if amount is not None and draft.basis.income_amount == "net":
        amount += draft.fee + draft.tax
    keeps = amount is None or draft.basis.income_keeps_units
    return [
        _build(
            draft,
            ActivityType.DIVIDEND if draft.kind is Kind.DIVIDEND else ActivityType.INTEREST,
            quantity=abs(draft.quantity) if keeps and draft.quantity is not None else None,
            unit_price=draft.price if amount is None else None,
            amount=amount,
            fee=draft.fee,
            tax=draft.tax,
        )
    ]


def _taken_back(draft: Draft) -> list[Activity]:
    """Interest below zero was paid; a dividend below zero is the end of one that no row of the file shows."""
    if draft.kind is Kind.INTEREST and draft.amount is not None:
        return [_build(draft, ActivityType.FEE, amount=-draft.amount)]
    raise ValueError(
        "This dividend was taken back, and no payment of the same amount is in the file. "
        "Remove that payment by hand, or add its file."
    )


def _costs(draft: Draft) -> list[Activity]:
    kind = ActivityType.TAX if draft.kind in {Kind.TAX, Kind.TAX_REFUND} else ActivityType.FEE
    own = draft.tax if kind is ActivityType.TAX else draft.fee
    if draft.amount:
        if own and abs(own) != abs(draft.amount):
            raise ValueError("This row has both an amount and a cost. Leave one of them empty.")
        return [_cost(draft, kind, _signed_cost(draft, draft.amount), draft.currency)]
    return [_with_own_cost(draft, kind)]


def _with_own_cost(draft: Draft, kind: ActivityType) -> Activity:
    """Some programs leave the amount empty and write the cost in its column, or as quantity times price."""
    if not (draft.fee or draft.tax or (draft.quantity and draft.price)):
        raise ValueError("This cost has no amount. Add it.")
    quantity = abs(draft.quantity) if draft.quantity is not None else None
    price, own = draft.price, draft.fee + draft.tax
    if own and quantity and price:
        if quantity * price not in {own, 1}:  # one unit at 1 fills the columns of a row without units
            raise ValueError("This row has both a cost and quantity times price. Leave one of them empty.")
        quantity = price = None
    return _build(draft, kind, quantity=quantity, unit_price=price, fee=draft.fee, tax=draft.tax)


def _signed_cost(draft: Draft, amount: Decimal) -> Decimal:
    if draft.kind in {Kind.FEE_REFUND, Kind.TAX_REFUND}:
        return -abs(amount)
    return -amount if draft.basis.signed and draft.kind is not Kind.INTEREST_PAID else abs(amount)


def _cost(draft: Draft, kind: ActivityType, amount: Decimal, currency: str | None) -> Activity:
    """A cost is an amount; one that came back is a fee or a tax below zero."""
    rate = draft.fx_rate if currency == draft.currency else None
    if amount >= 0:
        return _build(draft, kind, amount=amount, currency=currency, fx_rate=rate)
    own = "tax" if kind is ActivityType.TAX else "fee"
    return _build(draft, kind, currency=currency, fx_rate=rate, **{own: amount})


def _cash(draft: Draft) -> list[Activity]:
    amount = draft.amount
    if amount is None and draft.quantity is not None:  # rows of money on crypto exchanges
        amount = draft.quantity * (draft.price if draft.price is not None else 1)
    if not amount:
        raise ValueError("This deposit or withdrawal has no amount. Add it.")
    came_in = amount > 0
    if draft.kind is Kind.WITHDRAWAL:
        came_in = draft.basis.signed and amount > 0
    type = ActivityType.DEPOSIT if came_in else ActivityType.WITHDRAWAL
    made = [_build(draft, type, amount=abs(amount), symbol=None)]
    if draft.fee:
        made.append(_cost(draft, ActivityType.FEE, draft.fee, draft.currency))
    return made


def _transfer(draft: Draft) -> list[Activity]:
    if not draft.quantity or (draft.symbol is None and draft.amount):
        cash = {Kind.TRANSFER_IN: Kind.DEPOSIT, Kind.TRANSFER_OUT: Kind.WITHDRAWAL}.get(draft.kind, Kind.CASH)
        draft.kind = cash
        return _cash(draft)
    _need_symbol(draft)
    came_in = draft.kind is Kind.TRANSFER_IN or (draft.kind is Kind.MOVE and draft.quantity > 0)
    type = ActivityType.TRANSFER_IN if came_in else ActivityType.TRANSFER_OUT
    amount = abs(draft.amount) if draft.amount else None
    quantity = abs(draft.quantity)
    price, price_currency = _price(draft, quantity, amount)
    return [
        _build(
            draft,
            type,
            quantity=quantity,
            unit_price=price,
            price_currency=price_currency,
            amount=amount,
            fee=draft.fee,
            tax=draft.tax,
        )
    ]


def _reinvestment(draft: Draft) -> list[Activity]:
    _need_symbol(draft)
    quantity = abs(_needed(draft.quantity, "quantity"))
    worth = abs(draft.amount) if draft.amount else None
    if worth is None and draft.price is not None:
        worth = quantity * draft.price
    if not worth:
        draft.warnings.append(_NO_WORTH)
        return [_build(draft, ActivityType.TRANSFER_IN, quantity=quantity)]
    income = REINVESTMENTS.get(draft.kind, ActivityType.INTEREST)
    gross = worth + draft.tax
    bought = _build(
        draft, ActivityType.BUY, quantity=quantity, unit_price=draft.price, amount=worth, fee=draft.fee
    )
    return [_build(draft, income, amount=gross, tax=draft.tax), bought]


def _split(draft: Draft) -> list[Activity]:
    _need_symbol(draft)
    ratio = draft.quantity if draft.quantity not in {None, 0, 1} else draft.amount or draft.quantity
    if ratio is None or ratio <= 0:
        raise ValueError("This split has no ratio. Give the new units per old unit, such as 4 for 4:1.")
    return [_build(draft, ActivityType.SPLIT, quantity=ratio, fx_rate=None)]


def _conversion(draft: Draft) -> list[Activity]:
    given = abs(_needed(draft.amount, "amount that was given away"))
    received = abs(_needed(draft.received, "amount that was received"))
    if draft.received_currency is None or draft.received_currency == draft.currency:
        raise ValueError("An exchange of currencies needs two of them. Check the row.")
    if not given or not received:
        raise ValueError("One side of this exchange of currencies is 0. Check the row.")
    return [
        _build(
            draft,
            ActivityType.FX_CONVERSION,
            symbol=None,
            amount=given,
            received=received,
            received_currency=draft.received_currency,
            fee=draft.fee,
        )
    ]


def _needed(value: Decimal | None, what: str) -> Decimal:
    if value is None:
        raise ValueError(f"The {what} is missing. Add it.")
    return value


def _need_symbol(draft: Draft) -> None:
    if draft.symbol is None:
        raise ValueError("This row names no security: neither a symbol nor an ISIN. Add one of them.")


def is_nothing(draft: Draft) -> bool:
    """Tell whether a row moves neither money nor units."""
    return not (ZERO if draft.amount is None else draft.amount) and not any(
        (draft.quantity, draft.fee, draft.tax, draft.received, draft.other_costs)
    )


_RULES: dict[Kind, Callable[[Draft], list[Activity]]] = {
    **dict.fromkeys(TRADES, _trade),
    **dict.fromkeys(INCOME, _income),
    **dict.fromkeys((*COSTS, Kind.FEE_REFUND, Kind.TAX_REFUND, Kind.INTEREST_PAID), _costs),
    **dict.fromkeys(CASH, _cash),
    **dict.fromkeys(TRANSFERS, _transfer),
    **dict.fromkeys((*REINVESTMENTS, Kind.REWARD), _reinvestment),
    Kind.SPLIT: _split,
    Kind.FX_CONVERSION: _conversion,
}
