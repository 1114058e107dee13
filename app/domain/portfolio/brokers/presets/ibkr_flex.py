"""Interactive Brokers, Flex query as CSV: trades, movements of cash, corporate actions; one table or more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

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
from app.domain.portfolio.brokers.presets.preset import Signature, TablePreset, fits
from app.domain.portfolio.drafts.currencies import read_currency
from app.domain.portfolio.drafts.dates import read_day
from app.domain.portfolio.drafts.draft import ZERO, Item
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.drafts.shapes import BrokerRow
from app.domain.portfolio.drafts.sheet import Header, Line, Sheet
from app.domain.portfolio.drafts.table_reader import Context
from app.tabular.encoding import tidy

_CURRENCY = ("currencyprimary", "currency")
_TRADES: Signature = (
    ("buy/sell",),
    ("quantity",),
    ("tradeprice", "price"),
    _CURRENCY,
    ("ibcommission", "trademoney"),
)
_CASH: Signature = (("type",), ("amount",), ("currencyprimary",), ("description",))
_ACTIONS: Signature = (
    ("actiondescription", "action description", "description"),
    ("quantity",),
    ("reportdate", "report date"),
    ("currencyprimary",),
    ("proceeds",),
)
_TRAILERS = frozenset({"bof", "boa", "bos", "eos", "eoa", "eof"})
_DATES = (
    "tradedate",
    "trade date",
    "datetime",
    "date/time",
    "settledate",
    "settle date",
    "reportdate",
    "report date",
)
_TIMES = ("datetime", "date/time", "tradetime", "trade time")
_REPORTED = ("reportdate", "report date")
_NAMES = frozenset({"clientaccountid", "currencyprimary", "assetclass", "symbol", "isin", "description"})
_SUMMARY = "A summary of rows that stand in the file one by one."


def select_details(levels: Sequence[str]) -> frozenset[str]:
    """Return which levels of detail count: summaries repeat the single rows, and count only without them."""
    found = {level.upper() for level in levels}
    for wanted in ({"", "DETAIL", "EXECUTION"}, {"ORDER"}, {"SUMMARY"}):
        if found & wanted:
            return frozenset(wanted)
    return frozenset(found)


def _read(sheet: Sheet, _mapping: Mapping, context: Context) -> list[Item]:
    """Read a file that may hold several tables, each with its header."""
    items: list[Item] = []
    for header, rows in _tables(sheet):
        reader = _reader(header) if _is_read(header) else _left_out
        wanted = select_details([row.get("levelofdetail") for row in rows])
        for row in rows:
            items.append(_item(row, reader, wanted, context))
    return items


def _tables(sheet: Sheet) -> Iterable[tuple[Header, list[Line]]]:
    header, rows = sheet.header, list[Line]()
    for row in sheet.rows:
        if row.cells and row.cells[0].strip().casefold() in _TRAILERS:
            continue
        if _names_columns(row, header):
            yield header, rows
            header, rows = Header(row.cells), []
        else:
            rows.append(Line(row.line, row.cells, header))
    yield header, rows


def _names_columns(row: Line, header: Header) -> bool:
    """Tell whether a row is the header of a table, also of one that is not read: names and no numbers."""
    below = Header(row.cells)
    if _is_read(below):
        return True
    names = {name for name in below.names if name in _NAMES or header.has(name)}
    return len(names) > 1 and not any(map(str.isdigit, "".join(row.cells)))


def _is_read(header: Header) -> bool:
    return any(fits(header, each) for each in (_TRADES, _CASH, _ACTIONS))


def _left_out(row: Line, _context: Context) -> Item:
    if row.header.has("direction") and row.header.has("quantity"):
        return BrokerRow(row.line, problem=NOT_READ.format("Transfers"))
    return BrokerRow(row.line, skipped="This table of the query holds no activities.")


def _reader(header: Header) -> Callable[[Line, Context], Item]:
    if fits(header, _TRADES):
        return _trade
    return _cash if fits(header, _CASH) else _action


def _item(
    row: Line, reader: Callable[[Line, Context], Item], wanted: frozenset[str], context: Context
) -> Item:
    level = row.get("levelofdetail").upper()
    if level not in wanted:
        return BrokerRow(row.line, skipped=_SUMMARY)
    try:
        return reader(row, context)
    except ValueError as error:
        return BrokerRow(row.line, problem=str(error))


def _trade(row: Line, context: Context) -> Item:
    kind = _text(row, "transactiontype") or ""
    side = _text(row, "buy/sell") or ""
    return trade_draft(
        Trade(
            line=row.line,
            on=_day(row, context),
            side=side,
            currency=read_currency(_first(row, _CURRENCY)),
            symbol=_text(row, "symbol"),
            isin=_text(row, "isin"),
            name=_text(row, "description"),
            asset_class=_text(row, "assetclass") or "",
            quantity=_number(row, context, "quantity"),
            price=_number(row, context, "tradeprice", "price"),
            multiplier=_number(row, context, "multiplier"),
            money=_number(row, context, "trademoney", "proceeds"),
            net=_number(row, context, "netcash"),
            commission=_number(row, context, "ibcommission", "commission") or ZERO,
            commission_currency=_text(row, "ibcommissioncurrency"),
            taxes=_number(row, context, "taxes") or ZERO,
            fx_rate=_number(row, context, "fxratetobase"),
            external_id=_id(row, "tradeid", "transactionid", "ibexecid"),
            cancels=_id(row, "origtradeid"),
            is_cancelled=kind.casefold() == "tradecancel" or "(ca.)" in side.casefold(),
            account=_text(row, "clientaccountid"),
            time=_first(row, _TIMES),
        )
    )


def _cash(row: Line, context: Context) -> Item:
    return cash_draft(
        CashMovement(
            line=row.line,
            on=_day(row, context),
            type=_text(row, "type") or "",
            currency=read_currency(_first(row, _CURRENCY)),
            amount=_number(row, context, "amount"),
            symbol=_text(row, "symbol"),
            isin=_text(row, "isin"),
            description=_text(row, "description") or "",
            fx_rate=_number(row, context, "fxratetobase"),
            external_id=_id(row, "transactionid"),
            account=_text(row, "clientaccountid"),
            time="",
        )
    )


def _action(row: Line, context: Context) -> Item:
    text = (
        _text(row, "actiondescription") or _text(row, "action description") or _text(row, "description") or ""
    )
    return split_draft(
        CorporateAction(
            line=row.line,
            on=_action_day(row, context),
            currency=read_currency(_first(row, _CURRENCY)),
            text=text,
            symbol=_text(row, "symbol"),
            quantity=_number(row, context, "quantity"),
        )
    )


def _text(row: Line, name: str) -> str | None:
    return tidy(row.get(name)) or None


def _first(row: Line, names: Sequence[str]) -> str:
    return next((cell for name in names if (cell := row.get(name))), "")


def _action_day(row: Line, context: Context) -> date:
    if reported := _first(row, _REPORTED):
        return read_day(reported, context.order)
    return opening_after(_day(row, context), _first(row, _TIMES))


def _day(row: Line, context: Context) -> date:
    return read_day(_first(row, _DATES), context.order)


def _number(row: Line, context: Context, *names: str) -> Decimal | None:
    found = context.numbers.read(_first(row, names))
    return None if found is None else found.value


def _id(row: Line, *names: str) -> str | None:
    return next((text for name in names if (text := _text(row, name)) and text != "0"), None)


IBKR_FLEX = TablePreset(
    name="ibkr_flex",
    label="Interactive Brokers (Flex query, CSV)",
    signatures=(_TRADES, _CASH, _ACTIONS),
    mapping=Mapping(columns={"date": _DATES}, date_order="ymd", decimal="."),
    read=_read,
)
