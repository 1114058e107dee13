"""Statement files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Format = Literal["bt_csv", "csv", "mt940", "camt053", "ofx"]
Column = int | Annotated[str, Field(max_length=200)]


Words = Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=20)]


class MappingIn(BaseModel):
    """Which column of a CSV file means what: its place, from 0, or its words in the header.

    description: one column or several. amount: one signed column; else debit and credit.
    direction: a column of words beside unsigned amounts; out_words, in_words: where they are not the usual
    ones, folded. debit_sign: the sign of what goes out in debit, or beside an outgoing word. fee: what was
    paid on top. state: what became of a payment; void_words: its words for payments that moved nothing.
    date_else: the date where `date` is empty. payer: the other party of what comes in.
    """

    model_config = ConfigDict(extra="forbid")
    encoding: Literal[
        "utf-8-sig", "utf-8", "utf-16", "cp1250", "cp1252", "cp852", "iso-8859-1", "iso-8859-2", "iso-8859-15"
    ] = "utf-8-sig"
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
    fee: Column | None = None
    state: Column | None = None
    void_words: Words = []
    currency: Column | None = None
    fixed_currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    account: Column | None = None
    fixed_account: Annotated[str, Field(max_length=64)] | None = None
    external_id: Column | None = None
    reference: Column | None = None
    merchant: Column | None = None
    payer: Column | None = None
    category: Column | None = None
    balance: Column | None = None
    decimal: Literal[",", "."] = "."
    thousands: Literal["", ",", ".", " ", "'"] = ""


class RemapIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    mapping: MappingIn


class ProblemOut(BaseModel):
    line: int
    message: str


class ImportOut(BaseModel):
    """new, duplicates: of a preview, among the rows that were looked at; of a commit, exactly."""

    id: int
    filename: str
    format: Format
    state: Literal["preview", "queued", "running", "done", "failed", "cancelled", "undone"]
    account: str | None
    currency: str | None
    total: int
    done: int
    new: int
    duplicates: int
    problem_count: int
    problems: list[ProblemOut]
    mapping: dict[str, Any] | None
    error: str | None
    created_at: datetime
    finished_at: datetime | None


class PreviewRowOut(BaseModel):
    line: int
    duplicate: bool
    problem: str | None
    occurred_at: datetime | None
    description: str | None
    amount: int | None
    amount_decimal: str | None
    currency: str | None
    direction: Literal["in", "out"] | None


class SuggestionOut(BaseModel):
    """columns: the file's; missing: what must still be chosen ('date', 'amount')."""

    columns: list[str]
    samples: list[list[str]]
    missing: list[str]


class ImportPreviewOut(ImportOut):
    """complete: all of the file was looked at; else the counts are of its beginning."""

    complete: bool
    rows: list[PreviewRowOut]
    suggestion: SuggestionOut | None


class ImportsOut(BaseModel):
    items: list[ImportOut]
    next_cursor: str | None


class ImportUndoneOut(BaseModel):
    state: Literal["undone"]
    removed: int
