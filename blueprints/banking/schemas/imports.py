"""Statement files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.banking.imports.tables import ImportState
from app.domain.banking.statements.shapes import Format
from app.tabular.letters import Encoding
from blueprints.banking.schemas.transactions import AccountId

MAX_PLACE = 10_000
"""Of a column; no file that is read has so many."""

Column = Annotated[int, Field(ge=0, le=MAX_PLACE)] | Annotated[str, Field(max_length=200)]


Words = Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=20)]


class MappingIn(BaseModel):
    """Which column of a CSV file means what: its place, from 0, or its words in the header.

    description: one column or several. amount: one signed column; else debit and credit.
    direction: a column of words beside unsigned amounts; out_words, in_words: where they are not the usual
    ones, folded. debit_sign: the sign of what goes out in debit, or beside an outgoing word. credit_sign: of
    what comes in in credit. fee: what was paid on top. state: what became of a payment; void_words: its words
    for payments that moved nothing.
    date_else: the date where `date` is empty. payer: the other party of what comes in.
    """

    model_config = ConfigDict(extra="forbid")
    encoding: Encoding = "utf-8-sig"
    delimiter: Literal[",", ";", "\t", "|"] = ","
    header_row: Annotated[int, Field(ge=1, le=1000)] | None = 1
    date: Column | None = None
    date_else: Column | None = None
    date_format: Literal["ymd", "dmy", "mdy"] = "dmy"
    description: Annotated[list[Column], Field(max_length=10)] = []
    amount: Column | None = None
    debit: Column | None = None
    credit: Column | None = None
    direction: Column | None = None
    out_words: Words = []
    in_words: Words = []
    sign: Literal["as_is", "negate", "bare_out"] = "as_is"
    debit_sign: Literal["any", "positive", "negative"] = "any"
    credit_sign: Literal["positive", "negative"] = "positive"
    fee: Column | None = None
    state: Column | None = None
    void_words: Words = []
    currency: Column | None = None
    fixed_currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    account: Column | None = None
    fixed_account: Annotated[str, Field(max_length=64, pattern=r"^[^\x00-\x1f]*$")] | None = None
    external_id: Column | None = None
    reference: Column | None = None
    merchant: Column | None = None
    payer: Column | None = None
    category: Column | None = None
    balance: Column | None = None
    decimal: Literal[",", "."] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""


Answers = Annotated[
    dict[Annotated[str, Field(max_length=200)], Annotated[str, Field(max_length=200)]], Field(max_length=50)
]
Lines = Annotated[list[Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]], Field(max_length=10_000)]


class RemapIn(BaseModel):
    """mapping: what is known of the columns; answers: to `needs`, a choice's value by column. One or both."""

    model_config = ConfigDict(extra="forbid")
    mapping: MappingIn | None = None
    answers: Answers | None = None

    @model_validator(mode="after")
    def says_something(self) -> RemapIn:
        if self.mapping is None and self.answers is None:
            raise ValueError("Send mapping, answers or both")
        return self


class CommitIn(BaseModel):
    """answers: to `needs`. keep: lines to store although they are duplicates; skip: lines to leave out.

    account_id: one of your accounts, which rows of its currency are tied to that name none.
    """

    model_config = ConfigDict(extra="forbid")
    answers: Answers = {}
    keep: Lines = []
    skip: Lines = []
    account_id: AccountId | None = None


class ProblemOut(BaseModel):
    line: int
    message: str


class ImportOut(BaseModel):
    """new, duplicates: of a preview, among the rows that were looked at; of a commit, exactly.

    unconfirmed: holds of files before that the bank no longer names here, though the file covers their day.
    """

    id: int
    filename: str
    format: Format
    state: ImportState
    account: str | None
    account_id: int | None
    currency: str | None
    total: int
    done: int
    new: int
    duplicates: int
    unconfirmed: int
    problem_count: int
    problems: list[ProblemOut]
    mapping: dict[str, Any] | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None


class TwinOut(BaseModel):
    """A stored transaction beside a row of a file."""

    transaction_id: str
    occurred_at: datetime
    amount: int
    amount_decimal: str
    currency: str
    direction: Literal["in", "out"]
    description: str | None
    account: str | None
    source: str
    status: Literal["PENDING", "SUCCESS", "FAILED"]


class PreviewRowOut(BaseModel):
    """twin: what is stored of a duplicate; where the row is none, what is much like it and still another."""

    line: int
    duplicate: bool
    problem: str | None
    occurred_at: datetime | None
    booked_on: date | None
    has_time: bool | None
    description: str | None
    amount: int | None
    amount_decimal: str | None
    currency: str | None
    direction: Literal["in", "out"] | None
    account: str | None
    twin: TwinOut | None


class SampleRowOut(BaseModel):
    """A row as it reads under one answer; amount: signed, below zero what goes out."""

    line: int
    booked_on: str | None
    amount: str | None
    currency: str | None
    description: str


class ChoiceOut(BaseModel):
    value: str
    label: str
    sample_rows: list[SampleRowOut]


class NeedOut(BaseModel):
    """What a file leaves open: the column and the mapping's field it is about, and the possible answers."""

    column: str
    field: str
    question: str
    choices: list[ChoiceOut]


class SuggestionOut(BaseModel):
    """columns: the file's; missing: what must still be chosen ('date', 'amount')."""

    columns: list[str]
    samples: list[list[str]]
    missing: list[str]


class ImportPreviewOut(ImportOut):
    """complete: all of the file was looked at; else the counts are of its beginning."""

    complete: bool
    needs: list[NeedOut]
    rows: list[PreviewRowOut]
    suggestion: SuggestionOut | None


class ImportsOut(BaseModel):
    items: list[ImportOut]
    next_cursor: str | None


class ImportUndoneOut(BaseModel):
    state: Literal[ImportState.UNDONE]
    removed: int
