"""What reading a statement gives, what it needs to be told, and how much it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec import Struct

from app.domain.banking.rules.bank import BankTransaction

MAX_ROWS = 500_000
MAX_BLANK_LINES = 20_000
MAX_CELL = 10_000
MAX_COLUMNS = 200
MAX_LINE = 64_000
MAX_LINES_OF_A_RECORD = 40
MAX_ID = 255

Encoding = Literal[
    "utf-8-sig",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1254",
    "cp1257",
    "cp850",
    "cp852",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-15",
    "iso-8859-16",
]
Format = Literal["bt_csv", "csv", "mt940", "camt053", "ofx"]
Column = int | str
"""A column by its place, from 0, or by the words in the header."""


class Row(NamedTuple):
    """One entry of a statement: its transaction, or a sentence about why it could not be read.

    line: the line of a text file, the entry's number in the others, from 1.
    """

    line: int
    transaction: BankTransaction | None
    problem: str | None


class Statement(NamedTuple):
    """A statement as it is being read; `rows` can be gone through once and never raises."""

    format: Format
    account: str | None
    currency: str | None
    rows: Iterator[Row]


class CsvMapping(Struct, frozen=True, kw_only=True):
    """Which column of a CSV file means what.

    header_row: the header's line, from 1; None where there is none.
    date_format: the order of the parts; four digits in front are always the year.
    amount: one signed column; else `debit` and `credit` (an amount in `debit` goes out, whatever its sign).
    direction: a column of words (debit, Soll, Af) that says where an unsigned amount goes.
    fixed_currency, fixed_account: what holds for every row that does not say it itself.
    """

    encoding: Encoding = "utf-8-sig"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    header_row: int | None = 1
    date: Column | None = None
    date_format: Literal["ymd", "dmy", "mdy"] = "dmy"
    description: tuple[Column, ...] = ()
    amount: Column | None = None
    debit: Column | None = None
    credit: Column | None = None
    direction: Column | None = None
    sign: Literal["as_is", "negate"] = "as_is"
    currency: Column | None = None
    fixed_currency: str | None = None
    account: Column | None = None
    fixed_account: str | None = None
    external_id: Column | None = None
    reference: Column | None = None
    merchant: Column | None = None
    category: Column | None = None
    balance: Column | None = None
    decimal: Literal[",", "."] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""


class CsvSuggestion(Struct, frozen=True, kw_only=True):
    """A guess at a CSV file's mapping, for a person to look over.

    columns: the header's cells, or 'Column 1' and so on where there is no header.
    samples: the first rows as they stand in the file.
    missing: what the person must still choose: 'date', 'amount'.
    """

    mapping: CsvMapping
    columns: list[str]
    samples: list[list[str]]
    missing: list[str]
