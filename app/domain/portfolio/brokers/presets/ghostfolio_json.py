"""Ghostfolio, JSON: its own export, with accounts and the names of what is not traded anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.domain.portfolio.brokers.presets.ghostfolio_csv import ACTIONS
from app.domain.portfolio.brokers.presets.preset import Document, DocumentPreset
from app.domain.portfolio.drafts.currencies import read_currency
from app.domain.portfolio.drafts.dates import read_day
from app.domain.portfolio.drafts.draft import ZERO, Draft, Item
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.numbers import Numbers
from app.domain.portfolio.drafts.shapes import MAX_NAME, MAX_NOTE, Answers, BrokerRow
from app.domain.portfolio.drafts.table_reader import checked_symbol
from app.json_values import id_of, member, text_of
from app.tabular.encoding import shown

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOMENT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)T(?P<hour>\d\d):(?P<rest>\d\d:\d\d\.\d{3})Z", re.ASCII)
_NOON, _EVENING, _FEW = 12, 20, 2
_NUMBERS = Numbers(".")


def fits(value: Any) -> bool:
    """Tell whether a JSON value is a Ghostfolio export."""
    activities = member(value, "activities")
    return isinstance(activities, list) and any(
        "unitPrice" in each for each in activities[:50] if _is_object(each)
    )


def read(value: Any, _answers: Answers) -> Document:
    """Read the activities of an export; the entry's number stands for its line."""
    names = _names(value, "assetProfiles", "symbol")
    accounts = _names(value, "accounts", "id")
    items: list[Item] = []
    begins_before = _begin_before(value["activities"])
    for number, each in enumerate(value["activities"], 1):
        try:
            items.append(_item(number, each, names, accounts, begins_before=begins_before))
        except ValueError as error:
            items.append(BrokerRow(number, problem=str(error)))
    return Document(items, [], [])


def _begin_before(activities: list[Any]) -> bool:
    """Tell whether the days of this file begin before midnight in UTC.

    A day that was chosen in a browser is stored as its midnight there: 22:00 or 23:00 of the day before
    in Europe. Moments that are not all of one such midnight, in summer and in winter, are taken as they are.
    """
    moments = [_MOMENT.fullmatch(text_of(member(each, "date"), 60) or "") for each in activities]
    clocks = {(int(found["hour"]), found["rest"]) for found in moments if found} - {(0, "00:00.000")}
    hours = {hour for hour, _ in clocks}
    if not hours or {rest for _, rest in clocks} != {"00:00.000"} or max(hours) - min(hours) > 1:
        return False
    days = {found["day"] for found in moments if found and int(found["hour"])}
    return min(hours) >= _EVENING or (min(hours) >= _NOON and len(days) > _FEW)


def _day_of(text: str, *, begins_before: bool) -> date:
    day = read_day(text, "ymd")
    found = _MOMENT.fullmatch(text)
    return day + timedelta(days=1) if begins_before and found and int(found["hour"]) else day


def _item(
    number: int, each: Any, names: Mapping[str, str], accounts: Mapping[str, str], *, begins_before: bool
) -> Item:
    if not _is_object(each):
        raise ValueError("This entry is no activity.")
    word = text_of(each.get("type"), 40) or ""
    kind = ACTIONS.get(word.lower())
    if kind is None:
        raise ValueError(f"{shown(word)} is not an action that is read. Enter by hand what it changed.")
    if kind is Kind.SKIP:
        return BrokerRow(number, skipped=f"{shown(word)} is no activity of a portfolio.")
    symbol = text_of(each.get("symbol"), 200) or ""
    return Draft(
        line=number,
        kind=kind,
        on=_day_of(text_of(each.get("date"), 60) or "", begins_before=begins_before),
        currency=read_currency(text_of(each.get("currency"), 20) or ""),
        symbol=checked_symbol(_readable(symbol, names)) if symbol else None,
        name=names.get(symbol, None),
        quantity=number_of(each, "quantity"),
        price=number_of(each, "unitPrice"),
        fee=number_of(each, "fee") or ZERO,
        external_id=id_of(each.get("id")),
        note=text_of(each.get("comment"), MAX_NOTE),
        account=accounts.get(text_of(each.get("accountId"), 100) or ""),
    )


def _readable(symbol: str, names: Mapping[str, str]) -> str:
    """What is entered by hand there has a UUID for a symbol; its name is what people know it by."""
    return names.get(symbol, symbol) if _UUID.fullmatch(symbol) else symbol


def number_of(each: Mapping[str, Any], key: str) -> Decimal | None:
    """Return a number of an object. Raises ValueError with a sentence."""
    value = each.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError(f"{key} is not a number.")
    try:
        found = _NUMBERS.read(
            format(value, "f") if isinstance(value, Decimal) and abs(value.adjusted()) < 60 else str(value)
        )
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from None
    return None if found is None else found.value


def _names(value: Any, key: str, by: str) -> dict[str, str]:
    listed = member(value, key)
    found: dict[str, str] = {}
    for each in listed if isinstance(listed, list) else []:
        if (name := text_of(member(each, "name"), MAX_NAME)) and (of := text_of(member(each, by), 200)):
            found[of] = name
    return found


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


GHOSTFOLIO_JSON = DocumentPreset("ghostfolio_json", "Ghostfolio (JSON)", "json", fits, read)
