"""A table file: where its header is, and its rows with their cells by the header's names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from app.domain.portfolio.drafts.errors import UnreadableBrokerFile
from app.domain.portfolio.drafts.shapes import MAX_ROWS
from app.money import is_currency
from app.tabular.encoding import guess_encoding
from app.tabular.lines import Record, records
from app.texts import fold

Delimiter = Literal[",", ";", "\t", "|"]
DELIMITERS: tuple[Delimiter, ...] = (",", ";", "\t", "|")
MAX_HEADER_LINES = 60
TOO_MANY_ROWS = f"This file has more than {MAX_ROWS:,} rows. Export shorter periods, one file for each."
MOVED = "This line has more cells than the header has columns, so they may have moved. Check its quotes."

_UNIT = re.compile(r"(?P<name>.+?) ?\((?P<unit>[^()]{1,4})\)")
_CODE_BEFORE = re.compile(r"(?P<unit>[a-z]{3}) (?P<name>.+)")
_CODE_AFTER = re.compile(r"(?P<name>.+) (?P<unit>[a-z]{3})")


class Header:
    """The header of a table. A column without a name is the neighbour of the one before it: 'saldo +1'."""

    def __init__(self, cells: Sequence[str]) -> None:
        self.names = _named(cells)
        self._places = {name: at for at, name in reversed(list(enumerate(self.names)))}
        self._units = _with_units(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def has(self, name: str) -> bool:
        return self.place(name) is not None

    def place(self, name: str) -> int | None:
        """Return where a column stands: of this very name, else of this name with a currency beside it."""
        folded = fold(name)
        at = self._places.get(folded)
        return self._units[folded][0] if at is None and folded in self._units else at

    def currency(self, name: str) -> str | None:
        """Return the currency that stands in a column's header: 'Total (GBP)', 'EUR Subtotal'."""
        folded = fold(name)
        return None if folded in self._places else self._units.get(folded, (0, None))[1]


class Line(NamedTuple):
    """One row of a table, with its header."""

    line: int
    cells: list[str]
    header: Header

    def get(self, name: str) -> str:
        """Return the cell of a column, without blanks around it; empty where there is none."""
        at = self.header.place(name)
        return self.cells[at].strip() if at is not None and at < len(self.cells) else ""

    def raw(self, name: str) -> str:
        at = self.header.place(name)
        return self.cells[at] if at is not None and at < len(self.cells) else ""

    def filled(self) -> int:
        return sum(bool(cell.strip()) for cell in self.cells)


class Problem(NamedTuple):
    """A line that could not be split into cells."""

    line: int
    text: str


class Sheet(NamedTuple):
    """A whole table."""

    header: Header
    header_line: int
    rows: list[Line]
    problems: list[Problem]

    def column(self, *names: str) -> list[str]:
        """Return the filled cells of some columns."""
        return [cell for row in self.rows for name in names if (cell := row.get(name))]


def first_records(data: bytes, delimiter: str) -> list[Record]:
    """Return a file's first lines, where its header must be."""
    found = islice(records(data, guess_encoding(data), delimiter), MAX_HEADER_LINES)
    return [record for record in found if record.problem is None]


def all_records(data: bytes, delimiter: str) -> Iterator[Record]:
    """Yield a file's lines. Raises UnreadableBrokerFile at the first one too many."""
    for count, record in enumerate(records(data, guess_encoding(data), delimiter)):
        if count > MAX_ROWS + MAX_HEADER_LINES:
            raise UnreadableBrokerFile(TOO_MANY_ROWS)
        yield record


def read_sheet(data: bytes, delimiter: str, header_line: int) -> Sheet:
    """Read the table below a header. Raises UnreadableBrokerFile where it has too many rows or none."""
    below = iter(all_records(data, delimiter))
    header = next((Header(record.cells) for record in below if record.line == header_line), None)
    if header is None:
        raise UnreadableBrokerFile(f"There is no header on line {header_line} of this file.")
    return build_sheet(header, header_line, below)


def build_sheet(header: Header, header_line: int, below: Iterable[Record]) -> Sheet:
    """Make a table of records. Raises UnreadableBrokerFile where there are none."""
    rows: list[Line] = []
    problems: list[Problem] = []
    for record in below:
        if record.problem is not None:
            problems.append(Problem(record.line, record.problem))
        elif any(cell.strip() for cell in record.cells[len(header) :]):
            problems.append(Problem(record.line, MOVED))
        elif any(cell.strip() for cell in record.cells):
            rows.append(Line(record.line, record.cells, header))
    if not rows and not problems:
        raise UnreadableBrokerFile("This file has a header, but no rows below it. Choose a longer period.")
    if len(rows) > MAX_ROWS:
        raise UnreadableBrokerFile(TOO_MANY_ROWS)
    return Sheet(header, header_line, rows, problems)


def _named(cells: Sequence[str]) -> list[str]:
    names: list[str] = []
    for cell in cells:
        name = fold(cell.strip("\ufeff"))
        names.append(name or (f"{names[-1]} +1" if names and names[-1] else ""))
    while names and not names[-1].strip():
        names.pop()
    return names


def _with_units(names: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """'Total (GBP)' may be asked for as 'Total'; '($)' names no currency."""
    found: dict[str, tuple[int, str | None]] = {}
    for at, name in enumerate(names):
        for pattern in (_UNIT, _CODE_BEFORE, _CODE_AFTER):
            match = pattern.fullmatch(name)
            code = match["unit"].upper() if match else ""
            if match and (code == "$" or is_currency(code)):
                found.setdefault(match["name"], (at, None if code == "$" else code))
    return found
