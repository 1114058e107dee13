"""What reading a statement gives, what it needs to be told, and how much it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.tabular.letters import Encoding

MAX_ID = 255

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
    """A statement as it is being read; `rows` can be gone through once and never raises.

    balances: what it states of its accounts; whole once all rows were read.
    """

    format: Format
    account: str | None
    currency: str | None
    rows: Iterator[Row]
    balances: list[BankBalance]


class CsvMapping(Struct, frozen=True, kw_only=True):
    """Which column of a CSV file means what.

    header_row: the header's line, from 1; None where there is none.
    date_format: the order of the parts; four digits in front are always the year.
    date_else: the date of rows where `date` is empty, as of holds that are not completed.
    amount: one signed column; else `debit` and `credit`.
    direction: a column of words (debit, Soll, Af) that says where an unsigned amount goes.
    out_words, in_words: what those words are, folded, where they are not the usual ones.
    sign: 'negate' turns all amounts round; 'bare_out' those that have no sign of their own ('CR', '+', '-').
    debit_sign: the sign of what goes out in `debit`, or beside an outgoing word; the other sign comes back.
    'any': all of it goes out.
    credit_sign: the sign of what comes in in `credit`; under 'positive' a minus was taken back.
    fee: a column of fees that the account paid on top of the amount.
    state: a column that says what became of a payment; void_words: its words for payments that moved nothing,
    beside the usual ones.
    merchant: the other party; payer: the other party of what comes in, where that is another column.
    fixed_currency, fixed_account: what holds for every row that does not say it itself.
    """

    encoding: Encoding = "utf-8-sig"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    header_row: int | None = 1
    date: Column | None = None
    date_else: Column | None = None
    date_format: Literal["ymd", "dmy", "mdy"] = "dmy"
    description: tuple[Column, ...] = ()
    amount: Column | None = None
    debit: Column | None = None
    credit: Column | None = None
    direction: Column | None = None
    out_words: tuple[str, ...] = ()
    in_words: tuple[str, ...] = ()
    sign: Literal["as_is", "negate", "bare_out"] = "as_is"
    debit_sign: Literal["any", "positive", "negative"] = "any"
    credit_sign: Literal["positive", "negative"] = "positive"
    fee: Column | None = None
    state: Column | None = None
    void_words: tuple[str, ...] = ()
    currency: Column | None = None
    fixed_currency: str | None = None
    account: Column | None = None
    fixed_account: str | None = None
    external_id: Column | None = None
    reference: Column | None = None
    merchant: Column | None = None
    payer: Column | None = None
    category: Column | None = None
    balance: Column | None = None
    decimal: Literal[",", "."] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""


class SampleRow(Struct, frozen=True, kw_only=True):
    """How one row of a file reads under one answer.

    line: the row's line in the file, from 1. booked_on: ISO. amount: signed decimal text, below zero what
    goes out. None where this reading makes no sense of it.
    """

    line: int
    booked_on: str | None = None
    amount: str | None = None
    currency: str | None = None
    description: str = ""


class Choice(Struct, frozen=True, kw_only=True):
    """One answer to a question about a file.

    value: what stands for it, stable ('dmy'). label: for people. sets: the mapping's fields that it fixes.
    sample_rows: a few rows under this answer, first those where the answers differ.
    """

    value: str
    label: str
    sets: dict[str, Any]
    sample_rows: list[SampleRow] = []


class Need(Struct, frozen=True, kw_only=True):
    """A question that a file leaves open, where the answers would store different rows.

    column: the file's own name of the column that it is about, one question a column.
    field: the mapping's field that it is about.
    """

    column: str
    field: str
    question: str
    choices: list[Choice]


class CsvSuggestion(Struct, frozen=True, kw_only=True):
    """How to read a CSV file, as far as it can be told, for a person to look over.

    columns: the header's cells, or 'Column 1' and so on where there is no header.
    samples: the first rows as they stand in the file.
    missing: what the person must still choose: 'date', 'amount'.
    needs: what is not certain; the mapping holds the likeliest answer of each, which nobody has given yet.
    """

    mapping: CsvMapping
    columns: list[str]
    samples: list[list[str]]
    missing: list[str]
    needs: list[Need] = []
