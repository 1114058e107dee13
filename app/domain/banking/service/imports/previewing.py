"""Looking at a statement file before anything of it is stored."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from app.config import Settings
from app.domain.auth.models import User
from app.domain.banking.adapters.statements import (
    CsvSuggestion,
    Row,
    Statement,
    read_statement,
    sniff,
    suggest_mapping,
)
from app.domain.banking.errors import ImportClosed
from app.domain.banking.models import Import
from app.domain.banking.rules.bank import BankTransaction
from app.domain.banking.rules.natural_key import numbered
from app.domain.banking.service.enriching import with_card_ids
from app.domain.banking.service.imports.mapping import is_whole, mapping_of
from app.domain.banking.service.imports.states import get_import
from app.domain.banking.service.storing import (
    find_duplicates,
)
from app.errors import TooLarge
from app.extensions import db

LOOKED_AT = 2_000
"""A preview reads so many rows; a web process has others to serve."""
SHOWN = 50
PROBLEMS_KEPT = 50


class PreviewRow(NamedTuple):
    """A row as the wizard shows it: the transaction or the problem, and whether it is stored already."""

    line: int
    transaction: BankTransaction | None
    duplicate: bool
    problem: str | None


class Preview(NamedTuple):
    """A file before it is committed. complete: all of it was looked at, so that the counts are exact."""

    record: Import
    rows: list[PreviewRow]
    complete: bool
    suggestion: CsvSuggestion | None


def open_import(  # noqa: PLR0913 - a file and all that was said with it
    settings: Settings,
    user: User,
    content: bytes,
    *,
    filename: str,
    format: str | None = None,
    mapping: dict[str, Any] | None = None,
) -> Preview:
    """Keep a file and look at it. Raises UnreadableStatement, TooLarge, Invalid for the mapping."""
    if len(content) > settings.max_import_bytes:
        raise TooLarge(f"A statement file may have {settings.max_import_bytes // 2**20} MiB at most.")
    kind = format or sniff(content[:64_000], filename)
    record = Import(
        user_id=user.id, filename=filename.replace("\0", "")[-200:], format=kind, mapping=mapping,
        content=zlib.compress(content, 1), problems=[],
    )  # fmt: skip
    db.session.add(record)
    return _look(user, record, content, settings.default_currency)


def remap_import(settings: Settings, user: User, import_id: int, mapping: dict[str, Any]) -> Preview:
    """Look at a CSV file again with other columns. Raises ImportClosed once it was committed."""
    record = get_import(user.id, import_id)
    if record.state != "preview" or record.content is None:
        raise ImportClosed
    record.mapping = mapping
    return _look(user, record, zlib.decompress(record.content), settings.default_currency)


def _look(user: User, record: Import, content: bytes, default_currency: str) -> Preview:
    suggestion = None
    if record.format == "csv":
        currency = user.base_currency or default_currency
        suggestion = suggest_mapping(content, default_currency=currency, zone=user.time_zone)
    if suggestion is not None:
        record.mapping = record.mapping or msgspec.to_builtins(suggestion.mapping)
        if not is_whole(record.mapping):
            db.session.flush()
            return Preview(record, [], False, suggestion)
    statement = read_file(user, record, content, default_currency)
    rows = list(islice(statement.rows, LOOKED_AT + 1))
    complete = len(rows) <= LOOKED_AT
    shown = _compare(user.id, rows[:LOOKED_AT])
    record.account, record.currency = statement.account, statement.currency
    record.total = len(shown) if complete else max(len(shown), content.count(b"\n"))
    record.duplicates = sum(row.duplicate for row in shown)
    record.new = sum(row.transaction is not None and not row.duplicate for row in shown)
    record.problem_count = sum(row.problem is not None for row in shown)
    record.problems = told_problems([row for row in shown if row.problem])
    db.session.flush()
    return Preview(record, _interesting(shown), complete, suggestion)


def read_file(user: User, record: Import, content: bytes, default_currency: str) -> Statement:
    return read_statement(
        content,
        filename=record.filename,
        format=record.format,
        mapping=mapping_of(record.mapping) if record.mapping else None,
        default_currency=user.base_currency or default_currency,
        zone=user.time_zone,
    )


def _compare(user_id: int, rows: Sequence[Row]) -> list[PreviewRow]:
    good = numbered(with_card_ids(row.transaction) for row in rows if row.transaction)
    keys = [key for _, key in good]
    known, following = find_duplicates(user_id, keys), iter(keys)
    return [
        PreviewRow(
            row.line,
            row.transaction,
            row.transaction is not None and next(following) in known,
            row.problem,
        )
        for row in rows
    ]


def _interesting(rows: Sequence[PreviewRow]) -> list[PreviewRow]:
    """Show the beginning, and problems and duplicates from wherever they are."""
    odd = [row for row in rows[SHOWN:] if row.problem or row.duplicate]
    return [*rows[:SHOWN], *odd[:SHOWN]]


def told_problems(rows: Sequence[PreviewRow]) -> list[dict[str, Any]]:
    return [{"line": row.line, "message": row.problem} for row in rows[:PROBLEMS_KEPT]]
