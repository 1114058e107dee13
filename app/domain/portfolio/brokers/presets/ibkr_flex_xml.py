"""Interactive Brokers, Flex query as XML, its values read by the library ibflex.

The XML is read entry by entry, with document types and entities refused,
and each entry is converted by itself:
one that ibflex does not understand is a problem of its own. Only attributes that count are handed to it,
so that
a new kind of order in one of the others does no harm.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from app.domain.portfolio.brokers.presets.ibkr_flex import select_details
from app.domain.portfolio.brokers.presets.ibkr_rows import (
    NOT_READ,
    CashMovement,
    CorporateAction,
    Trade,
    cash_draft,
    opening_after,
    split_draft,
    trade_draft,
)
from app.domain.portfolio.brokers.presets.preset import Document, DocumentPreset
from app.domain.portfolio.drafts.currencies import read_currency
from app.domain.portfolio.drafts.dates import find_order, read_day
from app.domain.portfolio.drafts.draft import ZERO, Item
from app.domain.portfolio.drafts.errors import UnreadableBrokerFile
from app.domain.portfolio.drafts.numbers import Numbers
from app.domain.portfolio.drafts.shapes import MAX_ROWS, Answers, BrokerRow
from app.domain.portfolio.drafts.sheet import TOO_MANY_ROWS

_TRADE = (
    "transactionType", "buySell", "assetCategory", "accountId", "currency", "fxRateToBase", "symbol", "isin",
    "description", "multiplier", "tradeID", "tradeDate", "dateTime", "quantity", "tradePrice", "tradeMoney",
    "proceeds", "netCash", "taxes", "ibCommission", "ibCommissionCurrency", "origTradeID", "transactionID",
    "levelOfDetail",
)  # fmt: skip
_CASH = (
    "type", "accountId", "currency", "fxRateToBase", "symbol", "isin", "description", "amount", "dateTime",
    "settleDate", "reportDate", "transactionID", "levelOfDetail",
)  # fmt: skip
_ACTION = (
    "accountId", "currency", "symbol", "isin", "description", "actionDescription", "dateTime", "reportDate",
    "quantity", "levelOfDetail",
)  # fmt: skip
_TRANSFER = ("direction", "symbol", "quantity", "levelOfDetail")
_KEPT = {
    "Trade": _TRADE, "CashTransaction": _CASH, "CorporateAction": _ACTION, "Transfer": _TRANSFER,
    "TradeTransfer": _TRANSFER, "StockGrantActivity": _TRANSFER,
}  # fmt: skip
_DATES = ("tradeDate", "dateTime", "settleDate", "reportDate")
_NUMBER = (
    "fxRateToBase", "multiplier", "quantity", "tradePrice", "tradeMoney", "proceeds", "netCash", "taxes",
    "ibCommission", "amount",
)  # fmt: skip
_HEAD = 4096
_SUMMARY = "A summary of entries that stand in the file one by one."
_NUMBERS = Numbers(".")


class Entry(NamedTuple):
    """One element with the attributes that count. number: its place among the entries, from 1."""

    number: int
    tag: str
    fields: dict[str, str]


def fits(data: bytes) -> bool:
    """Tell whether XML is a Flex statement, by its beginning."""
    head = data[:_HEAD].replace(b"\0", b"")
    return re.search(rb"<FlexQueryResponse\b", head) is not None


def read(data: bytes, answers: Answers) -> Document:
    """Read the trades, movements of cash and corporate actions of all statements in a file."""
    found = list(entries(data))
    days = [each.fields[name] for each in found for name in _DATES if name in each.fields]
    order = find_order(days, usual="ymd", said=answers.date_order)
    if order.question:
        return Document([], [], [order.question])
    wanted = {
        tag: select_details([each.fields.get("levelOfDetail", "") for each in found if each.tag == tag])
        for tag in _KEPT
    }
    items = [_item(each, wanted[each.tag], order.order) for each in found]
    if not items:
        raise UnreadableBrokerFile(
            "This Flex statement holds no trades and no cash transactions. Add these sections to the query."
        )
    return Document(items, [], [])


def entries(data: bytes) -> Iterator[Entry]:
    """Yield the entries that are read, holding one at a time. Raises UnreadableBrokerFile."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    number = 0
    try:
        for _, element in iterparse(io.BytesIO(data), events=("end",), forbid_dtd=True):
            if element.tag in _KEPT:
                number += 1
                if number > MAX_ROWS:
                    raise UnreadableBrokerFile(TOO_MANY_ROWS)
                yield Entry(number, element.tag, _kept(element))
            element.clear()
    except DefusedXmlException:
        raise UnreadableBrokerFile("This file declares XML entities, which no statement needs.") from None
    except (ParseError, LookupError, ValueError):
        raise UnreadableBrokerFile("This XML is broken or cut off. Download it again.") from None


def _kept(element: Element) -> dict[str, str]:
    return {name: text for name in _KEPT[element.tag] if (text := element.get(name, "").strip())}


def _item(entry: Entry, wanted: frozenset[str], order: str) -> Item:
    if entry.fields.get("levelOfDetail", "").upper() not in wanted:
        return BrokerRow(entry.number, skipped=_SUMMARY)
    if _KEPT[entry.tag] is _TRANSFER:
        return BrokerRow(entry.number, problem=NOT_READ.format("Transfers"))
    try:
        record = _record(entry, order)
        return {"Trade": _trade, "CashTransaction": _cash, "CorporateAction": _action}[entry.tag](
            entry, record
        )
    except ValueError as error:
        return BrokerRow(entry.number, problem=str(error))


def _record(entry: Entry, order: str) -> Any:
    """Let ibflex convert an entry. Raises ValueError with a sentence."""
    from ibflex.parser import FlexParserError, parse_data_element

    fields = dict(entry.fields)
    if "tradeDate" in fields:
        fields.pop("dateTime", None)  # it orders the day's trades, as it is written
    for name in _DATES:  # it would take every date with slashes for an American one
        if name in fields:
            fields[name] = read_day(fields[name], order).isoformat()
    for name in _NUMBER:  # and NaN or 40 digits for a number
        if name in fields:
            _NUMBERS.read(fields[name])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return parse_data_element(Element(entry.tag, fields))
    except FlexParserError as error:
        raise ValueError(f"This entry is not understood: {str(error)[:160]}.") from None


def _trade(entry: Entry, record: Any) -> Item:
    kind = entry.fields.get("transactionType", "")
    side = entry.fields.get("buySell", "")
    return trade_draft(
        Trade(
            line=entry.number,
            on=_day(record.tradeDate),
            side=side,
            currency=read_currency(record.currency or ""),
            symbol=record.symbol,
            isin=record.isin,
            name=record.description,
            asset_class=entry.fields.get("assetCategory", ""),
            quantity=record.quantity,
            price=record.tradePrice,
            multiplier=record.multiplier,
            money=_first(record.tradeMoney, record.proceeds),
            net=record.netCash,
            commission=record.ibCommission or ZERO,
            commission_currency=record.ibCommissionCurrency,
            taxes=record.taxes or ZERO,
            fx_rate=record.fxRateToBase,
            external_id=_id(record.tradeID, record.transactionID),
            cancels=_id(record.origTradeID),
            is_cancelled=kind == "TradeCancel" or "(Ca.)" in side,
            account=record.accountId,
            time=entry.fields.get("dateTime", ""),
        )
    )


def _cash(entry: Entry, record: Any) -> Item:
    return cash_draft(
        CashMovement(
            line=entry.number,
            on=_day(_first(record.dateTime, record.settleDate, record.reportDate)),
            type=entry.fields.get("type", ""),
            currency=read_currency(record.currency or ""),
            amount=record.amount,
            symbol=record.symbol,
            isin=record.isin,
            description=record.description or "",
            fx_rate=record.fxRateToBase,
            external_id=_id(record.transactionID),
            account=record.accountId,
            time="",
        )
    )


def _action(entry: Entry, record: Any) -> Item:
    return split_draft(
        CorporateAction(
            line=entry.number,
            on=_action_day(entry, record),
            currency=read_currency(record.currency or ""),
            text=record.actionDescription or record.description or "",
            symbol=record.symbol,
            quantity=record.quantity,
        )
    )


def _action_day(entry: Entry, record: Any) -> date:
    if record.reportDate is not None:
        return _day(record.reportDate)
    return opening_after(_day(record.dateTime), entry.fields.get("dateTime", ""))


def _day(value: date | datetime | None) -> date:
    if value is None:
        raise ValueError("This entry has no date. Add Trade Date and Date/Time to the query.")
    return value.date() if isinstance(value, datetime) else value


def _first(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _id(*values: str | None) -> str | None:
    return next((value for value in values if value and value != "0"), None)


IBKR_FLEX_XML = DocumentPreset("ibkr_flex_xml", "Interactive Brokers (Flex query, XML)", "xml", fits, read)
