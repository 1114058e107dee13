"""A guess at a CSV file's mapping, for a person to look over: by the header's words, then by the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, Literal

from app.domain.banking.adapters.statements.amounts import guess_marks, plain_amount
from app.domain.banking.adapters.statements.dates import read_moment
from app.domain.banking.adapters.statements.errors import UnreadableStatement
from app.domain.banking.adapters.statements.header_words import meanings
from app.domain.banking.adapters.statements.lines import Record, records
from app.domain.banking.adapters.statements.shapes import CsvMapping, CsvSuggestion, Encoding
from app.domain.banking.adapters.statements.text import guess_encoding, tidy

Delimiter = Literal[",", ";", "\t", "|"]
_LOOKED_AT = 120
_SAMPLES = 10
_SHOWN_CELL = 200
_SINGLE = (
    "date", "amount", "debit", "credit", "direction", "currency", "account", "external_id", "reference",
    "merchant", "category", "balance",
)  # fmt: skip


def suggest_mapping(
    content: bytes, *, default_currency: str, zone: str, told: Mapping[str, Any] = MappingProxyType({})
) -> CsvSuggestion:
    """Tell how to read a CSV file, and what to ask where its readings differ.

    told: fields of the mapping that a person has said; they are taken as they are.
    Raises UnreadableStatement where it has no columns at all.
    """
    encoding = guess_encoding(content)
    delimiter, found = _split(content, encoding)
    width = _usual_width(found)
    header = next((record for record in found[:60] if _is_header(record, width)), None)
    body = [row for row in found if (header is None or row.line > header.line) and len(row.cells) >= 2]
    body = [row for row in body if width - 1 <= len(row.cells) <= width + 1] or body
    places = {} if header is None else meanings(header.cells)
    del default_currency, zone, told
    _by_content(places, body, width)
    return _suggestion(encoding, delimiter, header, body, places)


def _suggestion(
    encoding: Encoding,
    delimiter: Delimiter,
    header: Record | None,
    body: list[Record],
    places: dict[str, int],
) -> CsvSuggestion:
    if "debit" in places and "credit" in places:
        places.pop("amount", None)
    width = len(header.cells) if header else _usual_width(body)
    names = [tidy(cell)[:_SHOWN_CELL] for cell in header.cells] if header else []
    columns = [names[at] if at < len(names) and names[at] else f"Column {at + 1}" for at in range(width)]
    amounts = [
        _cell(row, places[name]) for name in ("amount", "debit", "credit") if name in places for row in body
    ]
    decimal, thousands = guess_marks([text for text in amounts if text])
    told: dict[str, Any] = {name: _column(places[name], names) for name in _SINGLE if name in places}
    mapping = CsvMapping(
        encoding=encoding,
        delimiter=delimiter,
        header_row=header.line if header else None,
        date_format=_order([_cell(row, places["date"]) for row in body] if "date" in places else []),
        description=(_column(places["description"], names),) if "description" in places else (),
        decimal="," if decimal == "," else ".",
        thousands=thousands,  # type: ignore[arg-type]  # one of the marks that guess_marks knows
        **told,
    )
    samples = [[tidy(cell)[:_SHOWN_CELL] for cell in row.cells] for row in body[:_SAMPLES]]
    return CsvSuggestion(mapping=mapping, columns=columns, samples=samples, missing=_missing(places))


def _missing(places: dict[str, int]) -> list[str]:
    has_amount = not places.keys().isdisjoint({"amount", "debit", "credit"})
    return [what for what, known in (("date", "date" in places), ("amount", has_amount)) if not known]


def _column(place: int, names: list[str]) -> int | str:
    """Name the column where its name is its own: next month's file may have another order."""
    named = place < len(names) and names[place] and len(names[place]) < _SHOWN_CELL
    return names[place] if named and names.count(names[place]) == 1 else place


def _split(content: bytes, encoding: Encoding) -> tuple[Delimiter, list[Record]]:
    """Return the delimiter under which most lines have the same number of columns, and the first records."""
    best: tuple[int, Delimiter, list[Record]] | None = None
    marks: tuple[Delimiter, ...] = (",", ";", "\t", "|")
    for mark in marks:
        found = [row for row in islice(records(content, encoding, mark), _LOOKED_AT) if row.problem is None]
        width = _usual_width(found)
        alike = sum(len(row.cells) == width for row in found)
        score = alike * min(width, 12) if width > 1 else 0
        if best is None or score > best[0]:
            best = score, mark, found
    if best is None or not best[0]:
        raise UnreadableStatement(
            "This file has no columns: no comma, semicolon, tab or bar parts its lines."
        )
    return best[1], best[2]


def _usual_width(found: list[Record]) -> int:
    widths = [len(row.cells) for row in found if len(row.cells) > 1]
    return max(set(widths), key=lambda width: (widths.count(width), width), default=0)


def _is_header(record: Record, width: int) -> bool:
    """A header has names that are known, is about as wide as the rows, and holds no date and no amount."""
    cells = record.cells
    if not width - 1 <= len(cells) <= width + 1 or len(meanings(cells)) < 2:
        return False
    return not any(_is_date(cell) or _is_amount(cell) for cell in cells)


def _by_content(places: dict[str, int], body: list[Record], width: int) -> None:
    """Find the date, the amount and the description by what stands in the columns, where no name told."""
    free = [at for at in range(width) if at not in places.values()]
    if "date" not in places and (at := _mostly(free, body, _is_date)) is not None:
        places["date"] = at
        free.remove(at)
    if places.keys().isdisjoint({"amount", "debit", "credit"}):
        at = _mostly(free, body, _is_amount)
        if at is not None:
            places["amount"] = at
            free.remove(at)
    if "description" not in places and free and body:
        longest = max(free, key=lambda at: sum(len(_cell(row, at)) for row in body))
        if sum(len(_cell(row, longest)) for row in body) > 3 * len(body):
            places["description"] = longest


def _mostly(free: list[int], body: list[Record], test: Any) -> int | None:
    """Return the first column where four of five filled cells pass, and most are filled."""
    for at in free:
        cells = [cell for row in body if (cell := _cell(row, at).strip())]
        if cells and len(cells) * 2 >= len(body) and sum(map(test, cells)) * 5 >= len(cells) * 4:
            return at
    return None


def _cell(row: Record, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _is_date(cell: str) -> bool:
    return any(_reads(cell, order) for order in ("dmy", "mdy"))


def _reads(cell: str, order: str) -> bool:
    try:
        read_moment(cell, order, "UTC")
    except ValueError:
        return False
    return True


def _is_amount(cell: str) -> bool:
    """An amount here has its decimals, or a sign: a bare whole number may be an id as well."""
    if not re.search(r"[.,][0-9]{2}\D{0,5}$|^\s*[-+]", cell[:60]):
        return False
    decimal, thousands = guess_marks([cell])
    try:
        plain_amount(cell, decimal, thousands)
    except ValueError:
        return False
    return True


def _order(cells: list[str]) -> Literal["ymd", "dmy", "mdy"]:
    """Return the order of date parts that reads the most cells; where two do, the day comes first."""
    filled = [cell for cell in cells if cell.strip()]
    orders: tuple[Literal["dmy", "mdy", "ymd"], ...] = ("dmy", "mdy", "ymd")
    return max(orders, key=lambda order: sum(_reads(cell, order) for cell in filled), default="dmy")
