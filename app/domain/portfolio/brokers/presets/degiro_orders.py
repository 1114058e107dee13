"""The rows of one DEGIRO order, exchange or corporate action, joined into what happened."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.portfolio.brokers.presets.degiro_words import Sort, is_bought
from app.domain.portfolio.drafts.currencies import HUNDREDTHS, read_currency
from app.domain.portfolio.drafts.draft import ZERO, Basis, Draft, Item, OtherCost
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.numbers import Numbers
from app.domain.portfolio.drafts.shapes import MAX_NAME, MAX_NOTE, BrokerRow
from app.domain.portfolio.drafts.splits import ratio_of
from app.domain.portfolio.drafts.table_reader import Context, checked_symbol
from app.tabular.encoding import shown

_BASIS = Basis(trade_amount="gross", income_amount="gross", signed=True)
_KINDS = {
    Sort.DIVIDEND: Kind.DIVIDEND, Sort.DIVIDEND_TAX: Kind.TAX, Sort.TAX: Kind.TAX, Sort.FEE: Kind.FEE,
    Sort.INTEREST: Kind.INTEREST, Sort.DEPOSIT: Kind.DEPOSIT, Sort.WITHDRAWAL: Kind.WITHDRAWAL,
}  # fmt: skip
_NAME_CHANGE = "A change of the security's name: units and money stay."


@dataclass(slots=True)
class Entry:
    """One row. trade: its match where it is a trade; action: what a trade without money belongs to."""

    line: int
    on: date
    moment: str
    text: str
    product: str
    isin: str
    currency: str
    amount: Decimal
    order: str
    sort: Sort
    trade: re.Match[str] | None

    @property
    def is_action(self) -> bool:
        return self.trade is not None and bool(self.trade["action"])


def join_rows(group: Sequence[Entry], context: Context) -> list[Item]:
    """Join rows that belong together; each of them is told, in the activity or as a part of it."""
    trades, exchanges, costs, others = _by_part(group)
    if trades and trades[0].is_action:
        return _action(trades, context)
    singles = [_single(entry) for entry in others]
    if not trades:
        return [*_exchanged(exchanges), *map(_single, costs), *singles]
    try:
        draft = _traded(trades, context)
    except ValueError as error:
        problems = [BrokerRow(entry.line, problem=str(error)) for entry in trades]
        return [*problems, *_exchanged(exchanges), *map(_single, costs), *singles]
    apart = [] if _convert(draft, exchanges) else _exchanged(exchanges)
    _charge(draft, costs)
    parts = [*trades[1:], *costs, *(exchanges if not apart else [])]
    draft.joined = [entry.line for entry in parts]
    joined = [
        BrokerRow(entry.line, skipped=f"It is part of the order in line {draft.line}.") for entry in parts
    ]
    return [draft, *joined, *apart, *singles]


def _by_part(group: Sequence[Entry]) -> tuple[list[Entry], list[Entry], list[Entry], list[Entry]]:
    """Return the trades, the exchanges of currencies, the costs, and the rest."""
    trades, exchanges, costs, others = list[Entry](), list[Entry](), list[Entry](), list[Entry]()
    for entry in group:
        if entry.trade:
            trades.append(entry)
        elif entry.sort is Sort.EXCHANGE:
            exchanges.append(entry)
        else:
            (costs if entry.sort in {Sort.FEE, Sort.TAX} else others).append(entry)
    return trades, exchanges, costs, others


def _traded(trades: Sequence[Entry], context: Context) -> Draft:
    """Join the executions of an order. Raises ValueError where they go both ways."""
    first = trades[0]
    parsed = [_parts(entry, context) for entry in trades]
    if len({bought for bought, _, _, _ in parsed}) > 1 or len({entry.currency for entry in trades}) > 1:
        raise ValueError("This order was bought and sold, or paid in two currencies. Enter it by hand.")
    prices = {(price, currency) for _, _, price, currency in parsed}
    price, price_currency = next(iter(prices)) if len(prices) == 1 else (None, None)
    return Draft(
        line=first.line,
        kind=Kind.BUY if parsed[0][0] else Kind.SELL,
        on=first.on,
        basis=_BASIS,
        currency=first.currency,
        symbol=checked_symbol(first.isin or first.product),
        isin=first.isin or None,
        name=first.product[:MAX_NAME] or None,
        quantity=sum((quantity for _, quantity, _, _ in parsed), ZERO),
        price=price,
        price_currency=price_currency,
        amount=abs(sum((entry.amount for entry in trades), ZERO)),
        external_id=first.order or None,
    )


def _parts(entry: Entry, context: Context) -> tuple[bool, Decimal, Decimal, str]:
    """Return whether a trade bought, its quantity, price and the price's currency. Raises ValueError."""
    found = entry.trade
    if found is None:
        raise ValueError(f"{shown(entry.text)} does not say quantity and price.")
    currency = read_currency(found["currency"].upper())
    quantity, price = _proven(entry, found, currency) or _read_both(found, context.numbers)
    return is_bought(found), quantity, price, currency


def _proven(entry: Entry, found: re.Match[str], currency: str) -> tuple[Decimal, Decimal] | None:
    """Read quantity and price under the mark that makes them the row's amount, if only one does."""
    unit = Decimal("0.01") if currency in HUNDREDTHS else Decimal(1)
    fitting = set()
    for mark in (".", ","):
        with suppress(ValueError):
            quantity, price = _read_both(found, Numbers(mark))
            if abs(quantity * price * unit - abs(entry.amount)) <= abs(entry.amount) / 100:
                fitting.add((quantity, price))
    return fitting.pop() if len(fitting) == 1 else None


def _read_both(found: re.Match[str], numbers: Numbers) -> tuple[Decimal, Decimal]:
    quantity, price = numbers.read(found["quantity"]), numbers.read(found["price"])
    if quantity is None or price is None:
        raise ValueError("This trade does not say quantity and price.")
    return quantity.value, price.value


def _convert(draft: Draft, exchanges: Sequence[Entry]) -> bool:
    """Take what the account's own currency paid, where the exchange is of exactly this trade's amount."""
    own = [entry for entry in exchanges if entry.currency == draft.currency]
    home = [entry for entry in exchanges if entry.currency != draft.currency]
    if not home or len({entry.currency for entry in home}) > 1:
        return not exchanges
    if abs(sum((entry.amount for entry in own), ZERO)) != draft.amount:
        return False
    draft.price_currency = draft.price_currency or draft.currency
    draft.currency = home[0].currency
    draft.amount = abs(sum((entry.amount for entry in home), ZERO))
    return True


def _charge(draft: Draft, costs: Sequence[Entry]) -> None:
    for entry in costs:
        kind = Kind.TAX if entry.sort is Sort.TAX else Kind.FEE
        if entry.currency != draft.currency:
            draft.other_costs += (OtherCost(kind, -entry.amount, entry.currency),)
        elif kind is Kind.TAX:
            draft.tax -= entry.amount
        else:
            draft.fee -= entry.amount


def _exchanged(exchanges: Sequence[Entry]) -> list[Item]:
    """Pair what was given with what was received."""
    given = [entry for entry in exchanges if entry.amount < 0]
    received = [entry for entry in exchanges if entry.amount >= 0]
    if len(given) != 1 or len(received) != 1:
        text = "The other side of this exchange of currencies cannot be told. Enter it by hand."
        return [BrokerRow(entry.line, problem=text) for entry in exchanges]
    first, second = sorted((given[0], received[0]), key=lambda entry: entry.line)
    draft = Draft(
        line=first.line,
        kind=Kind.FX_CONVERSION,
        on=first.on,
        currency=given[0].currency,
        amount=-given[0].amount,
        received=received[0].amount,
        received_currency=received[0].currency,
        joined=[second.line],
    )
    return [draft, BrokerRow(second.line, skipped=f"It is the other side of line {first.line}.")]


def _single(entry: Entry) -> Item:
    kind = _KINDS.get(entry.sort)
    if kind is None:
        text = f"{shown(entry.text)} is no kind of row that is read. Enter by hand what it changed."
        return BrokerRow(entry.line, problem=text)
    named = entry.isin or entry.product
    return Draft(
        line=entry.line,
        kind=kind,
        on=entry.on,
        basis=_BASIS,
        currency=entry.currency,
        symbol=checked_symbol(named) if named and entry.sort not in {Sort.DEPOSIT, Sort.WITHDRAWAL} else None,
        isin=entry.isin or None,
        name=entry.product[:MAX_NAME] or None,
        amount=entry.amount,
        external_id=entry.order or None,
        note=entry.text[:MAX_NOTE],
    )


def _action(trades: Sequence[Entry], context: Context) -> list[Item]:
    """A corporate action sells old units and buys new ones: of one security, it is a split or nothing."""
    by_isin: dict[str, list[Entry]] = defaultdict(list)
    for entry in trades:
        by_isin[entry.isin].append(entry)
    items: list[Item] = []
    for isin, entries in by_isin.items():
        items += _action_of(isin, entries, context)
    return items


def _action_of(isin: str, entries: Sequence[Entry], context: Context) -> list[Item]:
    try:
        parsed = [_parts(entry, context) for entry in entries]
    except ValueError as error:
        return [BrokerRow(entry.line, problem=str(error)) for entry in entries]
    new = sum((quantity for bought, quantity, _, _ in parsed if bought), ZERO)
    old = sum((quantity for bought, quantity, _, _ in parsed if not bought), ZERO)
    if not new or not old or not isin:
        text = f"{shown(entries[0].text)} exchanged one security for another. Enter by hand what it changed."
        return [BrokerRow(entry.line, problem=text) for entry in entries]
    first, *rest = entries
    if new == old:
        return [BrokerRow(entry.line, skipped=_NAME_CHANGE) for entry in entries]
    draft = Draft(
        line=first.line,
        kind=Kind.SPLIT,
        on=first.on,
        currency=first.currency,
        symbol=checked_symbol(isin),
        isin=isin,
        name=first.product[:MAX_NAME] or None,
        quantity=ratio_of(old, new),
        joined=[entry.line for entry in rest],
    )
    return [
        draft,
        *(BrokerRow(each.line, skipped=f"It is part of the split in line {first.line}.") for each in rest),
    ]
