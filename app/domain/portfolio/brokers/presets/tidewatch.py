"""Tidewatch's own export, CSV and JSON: read back as it was written."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.brokers.presets.preset import Document, DocumentPreset, TablePreset
from app.domain.portfolio.drafts.currencies import read_currency
from app.domain.portfolio.drafts.draft import ZERO, Item
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.drafts.numbers import Numbers
from app.domain.portfolio.drafts.shapes import MAX_EXTERNAL_ID, MAX_NOTE, MAX_SYMBOL, Answers, BrokerRow
from app.domain.portfolio.drafts.sheet import Line, Sheet
from app.domain.portfolio.drafts.table_reader import Context
from app.domain.portfolio.exports.layout import COLUMNS, DECIMALS, FORMAT, TEXTS, VERSION, unescape
from app.json_values import member
from app.tabular.encoding import shown

_NUMBERS = Numbers(".")
_LIMITS = {"symbol": MAX_SYMBOL, "external_id": MAX_EXTERNAL_ID, "note": MAX_NOTE}
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_KNOWN = frozenset(COLUMNS)


def _read_sheet(sheet: Sheet, _mapping: Mapping, _context: Context) -> list[Item]:
    return [_of_line(row) for row in sheet.rows]


def _of_line(row: Line) -> Item:
    values: dict[str, str | None] = {}
    for name in COLUMNS:
        cell = row.raw(name)
        values[name] = (unescape(cell) if name in TEXTS else cell.strip()) or None
    return _item(row.line, values)


def _read_json(value: Any, _answers: Answers) -> Document:
    items: list[Item] = []
    for number, each in enumerate(value["activities"], 1):
        if not isinstance(each, dict) or not set(each) <= _KNOWN or not all(map(_is_text, each.values())):
            items.append(BrokerRow(number, problem="This entry is no activity as Tidewatch writes them."))
        else:
            items.append(_item(number, {name: each.get(name) or None for name in COLUMNS}))
    return Document(items, [], [])


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _item(line: int, values: dict[str, str | None]) -> Item:
    try:
        activity = _activity(values)
    except ValueError as error:
        return BrokerRow(line, problem=str(error))
    return BrokerRow(line, activity)


def _activity(values: dict[str, str | None]) -> Activity:
    """Build an activity. Raises ValueError with a sentence."""
    for name, limit in _LIMITS.items():
        if len(values[name] or "") > limit:
            raise ValueError(f"The {name.replace('_', ' ')} is longer than {limit} characters.")
        if _UNFIT.search(values[name] or ""):
            raise ValueError(f"The {name.replace('_', ' ')} holds characters that are no text.")
    fields: dict[str, Any] = {name: values[name] for name in TEXTS}
    for name in DECIMALS:
        fields[name] = _decimal(name, values[name])
    for name in ("fee", "tax"):
        fields[name] = fields[name] or ZERO
    for name in ("price_currency", "received_currency"):
        text = values[name]
        fields[name] = read_currency(text) if text else None
    return Activity(
        on=_day(values["date"]),
        type=_type(values["type"]),
        currency=read_currency(values["currency"] or ""),
        **fields,
    )


def _decimal(name: str, text: str | None) -> Decimal | None:
    try:
        number = _NUMBERS.read(text or "")
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    if number is not None and number.value < 0 and name not in {"fee", "tax"}:
        raise ValueError(
            f"{name}: {shown(text or '')} is below zero. Leave the sign out: the type says the direction."
        )
    return None if number is None else number.value


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise ValueError(f"{shown(text or '')} is not a date. Write it as 2024-12-31.") from None


def _type(text: str | None) -> ActivityType:
    try:
        return ActivityType(text or "")
    except ValueError:
        raise ValueError(f"{shown(text or '')} is not a type of activity.") from None


def _fits_json(value: Any) -> bool:
    return (
        member(value, "format") == FORMAT
        and member(value, "version") == VERSION
        and isinstance(member(value, "activities"), list)
    )


TIDEWATCH_CSV = TablePreset(
    name="tidewatch_csv",
    label="Tidewatch (CSV)",
    signatures=(tuple((name,) for name in COLUMNS),),
    mapping=Mapping(columns={"date": ("date",), "currency": ("currency",)}, date_order="ymd", decimal="."),
    read=_read_sheet,
)
TIDEWATCH_JSON = DocumentPreset("tidewatch_json", "Tidewatch (JSON)", "json", _fits_json, _read_json)
