"""Coinbase, CSV of the transaction history; a conversion's other coin stands in the notes."""

from __future__ import annotations

import re
from decimal import Decimal

from app.domain.portfolio.brokers.presets.preset import TablePreset
from app.domain.portfolio.drafts.currencies import FIAT_OF_EXCHANGES
from app.domain.portfolio.drafts.draft import ZERO, Basis, Draft, Item
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Cost, Mapping
from app.domain.portfolio.drafts.shapes import BrokerRow
from app.domain.portfolio.drafts.sheet import Line, Sheet
from app.domain.portfolio.drafts.table_reader import Context, TableReader
from app.texts import fold

_QUANTITY = ("quantity transacted",)
_TOTAL = ("total (inclusive of fees and/or spread)", "total (inclusive of fees)", "total")
_CURRENCY = ("price currency", "spot price currency")
_CONVERTED = re.compile(
    r"converted (?P<given>[0-9.,]+) (?P<from>\S{1,20}) to (?P<received>[0-9.,]+) (?P<to>\S{1,20})",
    re.IGNORECASE,
)

_RECEIVED = "The other half of a conversion: the row of the coin that was given away holds both."

ACTIONS = {
    "buy": Kind.BUY, "advanced trade buy": Kind.BUY, "advance trade buy": Kind.BUY,
    "sell": Kind.SELL, "advanced trade sell": Kind.SELL, "advance trade sell": Kind.SELL,
    "convert": Kind.TRADE,
    "send": Kind.TRANSFER_OUT, "receive": Kind.TRANSFER_IN, "card spend": Kind.TRANSFER_OUT,
    "exchange deposit": Kind.TRANSFER_OUT, "pro deposit": Kind.TRANSFER_OUT,
    "exchange withdrawal": Kind.TRANSFER_IN, "pro withdrawal": Kind.TRANSFER_IN,
    "deposit": Kind.TRANSFER_IN, "withdrawal": Kind.TRANSFER_OUT,
    "staking income": Kind.REWARD, "rewards income": Kind.REWARD, "reward income": Kind.REWARD,
    "learning reward": Kind.REWARD, "coinbase earn": Kind.REWARD, "inflation reward": Kind.REWARD,
    "interest payout": Kind.REWARD, "subscription rebate*": Kind.REWARD,
    "retail staking transfer": Kind.SKIP, "retail unstaking transfer": Kind.SKIP,
    "retail eth2 deprecation": Kind.SKIP,
}  # fmt: skip


def _read(sheet: Sheet, mapping: Mapping, context: Context) -> list[Item]:
    reader = TableReader(sheet, mapping, context)
    items: list[Item] = []
    given = {row.get("notes") for row in sheet.rows if _is_given(row)}
    for row in sheet.rows:
        item = reader.item(row)
        if not isinstance(item, Draft):
            items.append(item)
            continue
        try:
            _mend_fee(item, context, row.get("subtotal"))
            if fold(row.get("transaction type")) == "convert":
                if row.get("notes") in given and not _is_given(row):
                    items.append(item.skipped(_RECEIVED))
                    continue
                items.extend(_conversion(item, context, row.get("subtotal")))
            else:
                items.append(_settled(item))
        except ValueError as error:
            items.append(BrokerRow(row.line, problem=str(error)))
    return items


def _is_given(row: Line) -> bool:
    """Tell whether a row is of the coin that a conversion gave away; some files have one for each coin."""
    found = _CONVERTED.search(row.get("notes"))
    return found is not None and found["from"] == row.get("asset")


def _mend_fee(draft: Draft, context: Context, subtotal: str) -> None:
    """A fee below zero is an error of the export: what lies between subtotal and total was paid."""
    between = context.numbers.read(subtotal)
    if draft.fee < 0 and between is not None:
        draft.fee = abs(abs(draft.amount or ZERO) - abs(between.value))


def _settled(draft: Draft) -> Draft:
    """Money that is sent or received is cash, and interest on it has no units."""
    draft.price = draft.price if draft.price else None
    if draft.symbol not in FIAT_OF_EXCHANGES:
        if draft.kind in {Kind.TRANSFER_IN, Kind.TRANSFER_OUT}:
            draft.amount = None  # their worth on the day is the price; nothing was paid
        return draft
    draft.currency, draft.amount = draft.symbol, abs(draft.quantity or ZERO)
    draft.quantity = draft.price = draft.price_currency = None
    draft.kind = {
        Kind.TRANSFER_IN: Kind.DEPOSIT, Kind.TRANSFER_OUT: Kind.WITHDRAWAL, Kind.REWARD: Kind.INTEREST,
    }.get(draft.kind, draft.kind)  # fmt: skip
    draft.symbol = None
    return draft


def _conversion(draft: Draft, context: Context, subtotal: str) -> list[Item]:
    """A conversion sells one coin and buys the other for the same money: what it was worth after the fee."""
    found = _CONVERTED.search(draft.note or "")
    worth = context.numbers.read(subtotal)
    if found is None or worth is None:
        raise ValueError(
            "The notes of this conversion do not say what was received. Enter both trades by hand."
        )
    given, received = context.numbers.read(found["given"]), context.numbers.read(found["received"])
    if given is None or received is None:
        raise ValueError(
            "The notes of this conversion do not say how much was received. Enter both trades by hand."
        )
    money = abs(worth.value)
    fee = draft.fee or max(abs(draft.amount or ZERO) - money, ZERO)
    sold = _leg(draft, Kind.SELL, found["from"], given.value, money)
    sold.price, sold.fee = draft.price if draft.symbol == sold.symbol else None, fee
    return [sold, _leg(draft, Kind.BUY, found["to"], received.value, money)]


def _leg(draft: Draft, kind: Kind, symbol: str, quantity: Decimal, money: Decimal) -> Draft:
    return Draft(
        line=draft.line,
        kind=kind,
        on=draft.on,
        basis=Basis(),
        currency=draft.currency,
        symbol=symbol,
        quantity=quantity,
        amount=money,
        external_id=draft.external_id,
        note=draft.note,
    )


# The total is what moved, fee and spread inside; a sale's is after them.
COINBASE = TablePreset(
    name="coinbase",
    label="Coinbase",
    signatures=((("timestamp",), ("transaction type",), ("asset",), _QUANTITY, _TOTAL),),
    mapping=Mapping(
        columns={
            "date": ("timestamp",), "action": ("transaction type",), "symbol": ("asset",),
            "quantity": _QUANTITY,
            "price": ("price at transaction", "spot price at transaction"), "amount": _TOTAL,
            "currency": _CURRENCY,
            "external_id": ("id",), "note": ("notes",),
        },
        actions=ACTIONS,
        fees=(Cost(column="fees and/or spread"), Cost(column="fees")),
        costs="positive",
        date_order="ymd",
        decimal=".",
        newest_first=True,
    ),
    read=_read,
    numbers=("subtotal",),
)  # fmt: skip
