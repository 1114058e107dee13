"""Basiq's `filter=` of transactions: connection.id.eq('..'),transaction.postDate.gteq('..'), and so on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_TERM = re.compile(r"([a-z]+\.[a-zA-Z]+)\.(eq|gt|gteq|lt|lteq|bt)\(([^()]*)\)")
_VALUE = re.compile(r"'([^']*)'")
_FIELDS = {
    "connection.id": "connection",
    "account.id": "account",
    "institution.id": "institution",
    "transaction.status": "status",
    "transaction.direction": "direction",
    "transaction.class": "class",
    "transaction.postDate": "postDate",
}

Row = dict[str, Any]


def read_filter(text: str) -> Callable[[Row], bool]:
    """Return what tells whether a row is asked for. Raises ValueError for what is no filter."""
    terms, place = [], 0
    while place < len(text):
        found = _TERM.match(text, place)
        if found is None:
            raise ValueError(f"no filter at {text[place : place + 40]!r}")
        terms.append(_term(*found.groups()))
        place = found.end() + 1
        if text[found.end() : place] not in {"", ","}:
            raise ValueError("filters are joined by commas")
    return lambda row: all(holds(row) for holds in terms)


def _term(name: str, operator: str, written: str) -> Callable[[Row], bool]:
    field, values = _FIELDS.get(name), _VALUE.findall(written)
    if field is None or len(values) != (2 if operator == "bt" else 1):
        raise ValueError(f"{name}.{operator} is not understood")
    if operator != "eq" and field != "postDate":
        raise ValueError(f"{name} can be asked for with eq only")
    return lambda row: row[field] is not None and _compare(operator, row[field], values)


def _compare(operator: str, said: str, values: list[str]) -> bool:
    """ISO moments sort as text; a filter that names a day means the whole of it."""
    if operator == "eq":
        return said == values[0] or (len(values[0]) == 10 and said.startswith(f"{values[0]}T"))
    low, high = values[0], values[-1]
    at_low, at_high = said[: len(low)], said[: len(high)]
    return {
        "gt": at_low > low,
        "gteq": at_low >= low,
        "lt": at_low < low,
        "lteq": at_low <= low,
        "bt": low <= at_low and at_high <= high,
    }[operator]
