"""One pass over a whole file, for what its first rows leave open: how amounts are written, the days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.tabular.amounts import ALL_MARKS, read_amount
from app.tabular.lines import Record, records
from app.tabular.table import MIN_ROWS_STUDIED, Table, cell_of

MAX_SHAPES = 300
MAX_DAYS = 50_000
MAX_LENGTH = 40
MAX_ROWS = 500_000
MAX_COLUMNS_SCANNED = 24
_NINES = str.maketrans("12345678", "99999999")


class Scan(NamedTuple):
    """What stands in the columns of a whole file.

    shapes: by column, one amount with its currency's cell for each way of writing. days: by column, the date
    cells in the order of the rows, those that repeat the row before left out. rows: how many there are.
    """

    shapes: dict[int, list[tuple[str, str]]]
    days: dict[int, list[str]]
    rows: int

    def negative(self, at: int) -> bool:
        """Tell whether an amount below zero stands anywhere in a column."""
        return any(_is_negative(cell) for cell, _ in self.shapes.get(at, []))


def scan(table: Table, *, currency: int | None) -> Scan:
    """Look at all rows. currency: the column of the rows' currencies."""
    numeric = [column.at for column in table.columns if column.kind in {"amount", "number"}][
        :MAX_COLUMNS_SCANNED
    ]
    dates = [column.at for column in table.columns if column.kind == "date"][:MAX_COLUMNS_SCANNED]
    shapes: dict[int, dict[tuple[str, str], str]] = {at: {} for at in numeric}
    days: dict[int, list[str]] = {at: [] for at in dates}
    rows = 0
    for rows, row in enumerate(_rows(table), 1):  # noqa: B007 - the last count is what is kept
        beside = "" if currency is None else cell_of(row, currency)[:3]
        for at in numeric:
            if (cell := cell_of(row, at)) and len(shapes[at]) < MAX_SHAPES:
                shapes[at].setdefault((_shape(cell), beside), cell)
        for at in dates:
            cell = cell_of(row, at)
            if cell and len(cell) <= MAX_LENGTH and len(days[at]) < MAX_DAYS and days[at][-1:] != [cell]:
                days[at].append(cell)
    found = {at: [(cell, beside) for (_, beside), cell in known.items()] for at, known in shapes.items()}
    return Scan(found, days, rows)


def _rows(table: Table) -> Iterable[Record]:
    """The rows that were studied are the whole file, unless it is long."""
    if len(table.body) < MIN_ROWS_STUDIED // 2:
        return table.body
    return _all_rows(table)


def _all_rows(table: Table) -> Iterable[Record]:
    after = table.header.line if table.header else 0
    width = len(table.columns)
    for count, row in enumerate(records(table.content, table.encoding, table.delimiter)):
        if count > MAX_ROWS:
            return
        if row.problem is None and row.line > after and width - 1 <= len(row.cells) <= width + 1:
            yield row


def _shape(cell: str) -> str:
    """'1.234,50' is '9.999,99'; a leading zero stays, because no thousands begin with one.

    Nothing is of no other shape: '0.00' does not stand for '0.10'.
    """
    shape = cell[:MAX_LENGTH].translate(_NINES)
    if "9" not in shape:
        return shape
    shape = shape.replace("0", "9")
    return f"0{shape}" if cell.lstrip("-+ ")[:1] == "0" else shape


def _is_negative(cell: str) -> bool:
    for decimal, thousands in ALL_MARKS[:6]:
        try:
            return read_amount(cell, decimal, thousands).plain.startswith("-")
        except ValueError:
            continue
    return False
