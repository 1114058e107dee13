"""The first look at a file: how it is read, and its beginning; needs no database, any process can do it."""

from __future__ import annotations

import zlib
from hashlib import blake2b
from itertools import islice
from typing import Any

from msgspec import Struct

from app.domain.banking.bt.card_ids import with_card_ids
from app.domain.banking.imports.answers import settle_mapping
from app.domain.banking.statements.formats import HEAD, checked_format, sniff
from app.domain.banking.statements.reader import read_statement
from app.domain.banking.statements.shapes import CsvMapping, CsvSuggestion, Format, Row


class FileToRead(Struct, kw_only=True):
    """A file and what was said of it.

    content: as it was brought, or as `FirstLook.packed` holds it where is_packed. format: None to find out.
    told, answers: see imports.answers.settle_mapping. rows: how many of its rows are wanted, at most.
    """

    content: bytes
    is_packed: bool = False
    filename: str
    format: str | None
    told: dict[str, Any] = {}
    answers: dict[str, str] = {}
    default_currency: str
    zone: str
    rows: int


class FirstLook(Struct, kw_only=True):
    """What was seen of a file.

    packed: the file compressed. digest: of its content, hex. lines: how many, at least.
    suggestion: of a CSV file; mapping: how its rows were read, None while a date or an amount is missing.
    rows: one more than was asked for where the file goes on.
    """

    format: Format
    packed: bytes
    digest: str
    lines: int
    suggestion: CsvSuggestion | None = None
    account: str | None = None
    currency: str | None = None
    rows: list[Row] = []


def look(file: FileToRead) -> FirstLook:
    """Look at a file. Raises UnreadableFile and what is derived from it."""
    content = zlib.decompress(file.content) if file.is_packed else file.content
    kind = checked_format(file.format) if file.format else sniff(content[:HEAD], file.filename)
    seen = FirstLook(
        format=kind,
        packed=file.content if file.is_packed else zlib.compress(content, 1),
        digest=digest_of(content),
        lines=content.count(b"\n"),
    )
    if kind == "csv":
        seen.suggestion = settle_mapping(
            content,
            default_currency=file.default_currency,
            zone=file.zone,
            told=file.told,
            answers=file.answers,
        )
        if not is_whole(seen.suggestion.mapping):
            return seen
    _read(file, content, seen)
    return seen


def _read(file: FileToRead, content: bytes, seen: FirstLook) -> None:
    statement = read_statement(
        content,
        filename=file.filename,
        format=seen.format,
        mapping=seen.suggestion.mapping if seen.suggestion else None,
        default_currency=file.default_currency,
        zone=file.zone,
    )
    seen.account, seen.currency = statement.account, statement.currency
    seen.rows = [
        row._replace(transaction=row.transaction and with_card_ids(row.transaction))
        for row in islice(statement.rows, file.rows + 1)
    ]


def is_whole(mapping: CsvMapping) -> bool:
    """Tell whether a mapping names a date and an amount."""
    amounts = (mapping.amount, mapping.debit, mapping.credit)
    return mapping.date is not None and any(each is not None for each in amounts)


def digest_of(content: bytes) -> str:
    """Return a file's hash, 32 hex digits."""
    return blake2b(content, digest_size=16).hexdigest()
