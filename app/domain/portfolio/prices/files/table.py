"""A table of days and closes: Stooq's and Yahoo's downloads, or one of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.domain.market.ports import DayClose
from app.domain.portfolio.prices.errors import UnreadablePrices
from app.domain.portfolio.prices.files.history import PriceHistory, one_a_day
from app.tabular.dates import civil_day
from app.tabular.day_order import fitting_orders
from app.tabular.encoding import guess_encoding, shown
from app.tabular.lines import Record, records
from app.tabular.pauses import with_pauses

DELIMITERS = (",", ";", "\t", "|")
DAYS = frozenset({"date", "day", "datum", "data", "fecha", "dátum"})
CLOSES = frozenset(
    {"close", "closing price", "price", "schluss", "schlusskurs", "kurs", "zamkniecie", "cierre", "cena"}
)
NO_PRICE = frozenset({"", "-", "null", "n/a", "n/d", "nan"})
MAX_DAYS = 25_000
"""A close a day for a century."""
_NUMBER = re.compile(r"([0-9]{1,15})(?:([.,])([0-9]{1,15}))?")


def read_table(content: bytes) -> PriceHistory:
    """Read a table whose first line names a column of days and one of closes. Raises UnreadablePrices."""
    rows, day_at, close_at, delimiter = _columns(content)
    priced = [row for row in rows if row.cells[close_at].strip().casefold() not in NO_PRICE]
    order = _order([row.cells[day_at].strip() for row in priced])
    mark = _mark(priced, close_at, delimiter)
    return PriceHistory(
        one_a_day([_close(row, day_at, close_at, order, mark) for row in with_pauses(priced)])
    )


def _columns(content: bytes) -> tuple[list[Record], int, int, str]:
    """Return the rows below the header, where in them days and closes stand, and what parts the cells."""
    encoding = guess_encoding(content)
    for delimiter in DELIMITERS:
        found = records(content, encoding, delimiter)
        header = next(found, Record(1, [], None))
        names = [cell.strip().lstrip("\ufeff").casefold() for cell in header.cells]
        days = [at for at, name in enumerate(names) if name in DAYS]
        closes = [at for at, name in enumerate(names) if name in CLOSES]
        if len(days) == 1 and len(closes) == 1:
            return _below(found, max(days[0], closes[0])), days[0], closes[0], delimiter
    raise UnreadablePrices(
        "The first line must name one column Date and one column Close; Yahoo's and CoinGecko's charts are "
        "read as JSON."
    )


def _below(found: Iterator[Record], last: int) -> list[Record]:
    """Return the rows below the header, each with a cell at `last`; reads no further than it has to."""
    rows: list[Record] = []
    for row in with_pauses(found):
        if row.problem or len(row.cells) <= last:
            raise UnreadablePrices(f"Line {row.line}: {row.problem or 'It has too few cells.'}")
        if len(rows) == MAX_DAYS:
            raise UnreadablePrices(f"This table has more than {MAX_DAYS:,} rows.")
        rows.append(row)
    return rows


def _order(cells: Sequence[str]) -> str:
    orders = fitting_orders(cells)
    if len(orders) != 1:
        example = shown(cells[0]) if cells else "none"
        raise UnreadablePrices(
            f"Its dates ({example}) can be read in several ways; write them as 2026-01-31."
        )
    return orders[0]


def _mark(rows: Sequence[Record], at: int, delimiter: str) -> str:
    """Return the mark before decimals: the only one there is, and not one that may part thousands."""
    found = [each for row in rows if (each := _NUMBER.fullmatch(row.cells[at].strip())) and each[2]]
    marks = {each[2] for each in found}
    if len(marks) > 1:
        raise UnreadablePrices("Some of its prices have a decimal point, others a comma; use one of them.")
    is_english = delimiter == "," and marks == {"."}
    if marks and not is_english and all(_may_be_thousands(each) for each in found):
        raise UnreadablePrices(f"{found[0][0]} may be thousands or decimals; write it with two decimals.")
    return marks.pop() if marks else "."


def _may_be_thousands(number: re.Match[str]) -> bool:
    return len(number[3]) == 3 and len(number[1]) <= 3 and not number[1].startswith("0")


def _close(row: Record, day_at: int, close_at: int, order: str, mark: str) -> DayClose:
    on, text = civil_day(row.cells[day_at], order), row.cells[close_at].strip()
    if on is None:
        raise UnreadablePrices(f"Line {row.line}: {shown(row.cells[day_at])} is not a date.")
    if not _NUMBER.fullmatch(text):
        raise UnreadablePrices(f"Line {row.line}: {shown(text)} is not a price.")
    return DayClose(on, Decimal(text.replace(mark, ".")))
