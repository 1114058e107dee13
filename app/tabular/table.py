"""A CSV file as a table: how its lines are separated, where its header is, and what each column holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Literal, NamedTuple

from app.money import is_currency
from app.tabular.amounts import ALL_MARKS, read_amount
from app.tabular.dates import ORDERS, civil_day
from app.tabular.encoding import guess_encoding, tidy
from app.tabular.errors import UnreadableFile
from app.tabular.letters import Encoding
from app.tabular.lines import Record, records

Delimiter = Literal[",", ";", "\t", "|"]
Kind = Literal["empty", "date", "currency", "amount", "number", "account", "text", "code"]
DELIMITERS: tuple[Delimiter, ...] = (",", ";", "\t", "|")
MAX_HEADER_LINES = 60
MAX_ROWS_SPLIT = 120
MAX_ROWS_STUDIED = 2_000
MAX_CELLS_STUDIED = 60_000
MIN_ROWS_STUDIED = 200
MAX_VALUES_STUDIED = 80
SHOWN_CELL = 200
_ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{3,30}|[A-Z]{2}[0-9]{1,2}")
_FILLED_BY = 5  # four of five
_WORDS_OF_A_HEADER = 2
_BALANCES_ABOVE = 2
"""How many lines with a day and an amount may stand in a preamble."""
_DATED_IN = 10
"""Of ten rows one has a day, at least: some banks write five lines below each."""


class Vocabulary(NamedTuple):
    """What the words over a table's columns mean.

    roles: what a column with this header may be; empty where no word of it is known.
    dates, amounts: the roles whose cells are dates, and those whose cells are amounts.
    """

    roles: Callable[[str], frozenset[str]]
    dates: frozenset[str]
    amounts: frozenset[str]


class Column(NamedTuple):
    """One column. distinct: its filled cells, each once, in the order they come."""

    at: int
    name: str
    roles: frozenset[str]
    kind: Kind
    filled: int
    distinct: list[str]


class Table(NamedTuple):
    """A file's first rows. body: the rows below the header that are as wide as most and tell a day."""

    content: bytes
    encoding: Encoding
    delimiter: Delimiter
    header: Record | None
    body: list[Record]
    columns: list[Column]

    def cells(self, at: int) -> list[str]:
        return [cell_of(row, at) for row in self.body]

    def names(self) -> list[str]:
        return [column.name or f"Column {column.at + 1}" for column in self.columns]

    def key(self, at: int) -> int | str:
        """Name the column where its name is its own: next month's file may have another order."""
        name = self.columns[at].name
        own = name and len(name) < SHOWN_CELL and [column.name for column in self.columns].count(name) == 1
        return name if own else at


def cell_of(row: Record, at: int) -> str:
    return row.cells[at].strip() if at < len(row.cells) else ""


def read_table(content: bytes, words: Vocabulary, told: Mapping[str, Any]) -> Table:
    """Part a file into columns. Raises UnreadableFile where it has none.

    told: the mapping's fields that a person has said: 'encoding', 'delimiter', 'header_row'.
    """
    encoding: Encoding = told.get("encoding") or guess_encoding(content)
    delimiter = told.get("delimiter") or _delimiter(content, encoding)
    found = [
        row for row in islice(records(content, encoding, delimiter), MAX_ROWS_STUDIED) if not row.problem
    ]
    first = found[:MAX_ROWS_SPLIT]
    width = _usual_width([row for row in first if _tells_a_day_and_an_amount(row)] or first)
    if width < 2:
        raise UnreadableFile("This file has no columns: no comma, semicolon, tab or bar parts its lines.")
    found = found[: max(MIN_ROWS_STUDIED, MAX_CELLS_STUDIED // width)]
    header = _told_header(found, told["header_row"]) if "header_row" in told else _header(found, width, words)
    body = [row for row in found if (header is None or row.line > header.line) and len(row.cells) >= 2]
    body = [row for row in body if width - 1 <= len(row.cells) <= width + 1] or body
    body = _dated(body) if words.dates else body
    names = [tidy(cell)[:SHOWN_CELL] for cell in header.cells] if header else []
    width = len(names) or _usual_width(body)
    columns = [_column(at, names[at] if at < len(names) else "", body, words) for at in range(width)]
    return Table(content, encoding, delimiter, header, body, columns)


def _dated(body: list[Record]) -> list[Record]:
    """Leave out what stands between and below the rows: totals, second lines, parts of a sum, good wishes."""
    dated = [row for row in body if any(map(is_date, row.cells))]
    return dated if len(dated) * _DATED_IN >= len(body) else body


def _delimiter(content: bytes, encoding: Encoding) -> Delimiter:
    """Return the delimiter under which most lines, movements if any, have the same number of columns."""

    def score(mark: Delimiter) -> tuple[bool, int]:
        first = islice(records(content, encoding, mark), MAX_ROWS_SPLIT)
        found = [row for row in first if row.problem is None]
        movements = [row for row in found if _tells_a_day_and_an_amount(row)]
        width = _usual_width(movements or found)
        same = sum(len(row.cells) == width for row in found) if width > 1 else 0
        return bool(movements), same * min(width, 12)

    return max(DELIMITERS, key=score)


def _usual_width(found: list[Record]) -> int:
    widths = Counter(len(row.cells) for row in found if len(row.cells) > 1)
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _tells_a_day_and_an_amount(row: Record) -> bool:
    """Tell whether a row may be a movement; a short statement has more lines of other things."""
    dates = [cell for cell in row.cells if is_date(cell)]
    return bool(dates) and any(is_amount(cell) for cell in row.cells if cell not in dates)


def _told_header(found: list[Record], line: int | None) -> Record | None:
    return next((row for row in found if row.line == line), None)


def _header(found: list[Record], width: int, words: Vocabulary) -> Record | None:
    """Return the line above the first movement that is as wide as the rows and holds no value.

    A date alone may belong to the preamble, and so may a balance with its day, where only a line below it
    has the words of a header.
    """
    movements = [
        at for at, row in enumerate(found) if _is_row(row, width) and _tells_a_day_and_an_amount(row)
    ]
    dated = (at for at, row in enumerate(found) if _is_row(row, width))
    first = next(iter(movements), next(dated, len(found)))
    known, header = _best_header(found[:first], width, words)
    if known < _WORDS_OF_A_HEADER and len(movements) > 1:
        later, below = _best_header(found[first : movements[: _BALANCES_ABOVE + 1][-1]], width, words)
        known, header = (later, below) if later > _WORDS_OF_A_HEADER else (known, header)
    return None if known < _WORDS_OF_A_HEADER and first == len(found) else header


def _best_header(above: list[Record], width: int, words: Vocabulary) -> tuple[int, Record | None]:
    """Return the line with the most known words, the last of several, and how many these are."""
    lines = [row for row in above[:MAX_HEADER_LINES] if _may_be_header(row, width, words)]
    known = [sum(bool(words.roles(cell)) for cell in row.cells) for row in lines]
    best = max(range(len(lines)), key=lambda at: (known[at], at), default=None)
    return (0, None) if best is None else (known[best], lines[best])


def _is_row(row: Record, width: int) -> bool:
    return abs(len(row.cells) - width) <= 1 and width > 1 and any(map(is_date, row.cells))


def _may_be_header(row: Record, width: int, words: Vocabulary) -> bool:
    cells = [cell for cell in row.cells if cell.strip()]
    if not width - 1 <= len(row.cells) <= width + 1 or len(cells) < 2:
        return False
    return not any(is_date(cell) or (is_amount(cell) and not words.roles(cell)) for cell in cells)


def _column(at: int, name: str, body: list[Record], words: Vocabulary) -> Column:
    filled = [cell for row in body if (cell := cell_of(row, at))]
    distinct = list(dict.fromkeys(filled))
    roles = words.roles(name)
    kind = _kind(
        distinct, is_date_named=bool(roles & words.dates), is_amount_named=bool(roles & words.amounts)
    )
    return Column(at, name, roles, kind, len(filled), distinct)


def _kind(distinct: list[str], *, is_date_named: bool, is_amount_named: bool) -> Kind:
    some = distinct[:MAX_VALUES_STUDIED]
    if not some:
        return "empty"
    if _most(some, is_date) or (is_date_named and sum(map(is_date, some)) * 2 >= len(some)):
        return "date"
    if all(is_currency(cell.upper()) for cell in some):
        return "currency"
    if _most(some, is_amount) or (is_amount_named and sum(map(is_amount, some)) * 2 >= len(some)):
        return "amount" if any(_is_precise(cell) for cell in some) else "number"
    if _most(some, is_account):
        return "account"
    return "text" if sum(map(has_words, some)) * 3 >= len(some) else "code"


def _most(cells: list[str], test: Callable[[str], bool]) -> bool:
    return sum(map(test, cells)) * _FILLED_BY >= len(cells) * (_FILLED_BY - 1)


def is_date(cell: str) -> bool:
    return any(civil_day(cell, order) is not None for order in ORDERS)


def is_amount(cell: str) -> bool:
    """Tell whether a cell can be read as an amount under some marks."""
    if not 0 < len(cell) <= SHOWN_CELL or not any(map(str.isdigit, cell)):
        return False
    return any(_reads(cell, decimal, thousands) for decimal, thousands in ALL_MARKS[:6])


def _reads(cell: str, decimal: str, thousands: str) -> bool:
    try:
        read_amount(cell, decimal, thousands)
    except ValueError:
        return False
    return True


def _is_precise(cell: str) -> bool:
    """An amount has a mark or a sign somewhere in its column: bare whole numbers may be ids as well."""
    return (
        re.search(r"\d[.,'\u2019 \u00a0\u202f]\d|^\s*[-+(\u2212]|[-+]\s*$|[€£$]|[A-Za-z]", cell) is not None
    )


def is_account(cell: str) -> bool:
    return _ACCOUNT.fullmatch(cell.replace(" ", "").upper()) is not None


def has_words(cell: str) -> bool:
    """Tell whether a cell has a word of two letters and is neither a date nor an account."""
    return re.search(r"[^\W\d_]{2}", cell) is not None and not is_account(cell) and not is_date(cell)
