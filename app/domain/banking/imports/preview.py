"""Showing a statement file before anything of it is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select

from app.clock import now
from app.domain.auth.users.tables import User
from app.domain.banking.imports.errors import ImportClosed
from app.domain.banking.imports.first_look import FirstLook, is_whole
from app.domain.banking.imports.look import MAX_ROWS_LOOKED_AT, Look
from app.domain.banking.imports.states import get_import
from app.domain.banking.imports.tables import Import, ImportState
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.posting.files import FileOrigin, file_rows, match_rows
from app.domain.banking.posting.ids import FILES
from app.domain.banking.posting.rows import Origin
from app.domain.banking.posting.twins import Match
from app.domain.banking.statements.shapes import CsvSuggestion, Row
from app.extensions import db
from app.tabular.pauses import with_pauses

SHOWN = 50
PROBLEMS_KEPT = 50


class PreviewRow(NamedTuple):
    """A row as the wizard shows it: the transaction or the problem, and what is stored of it already.

    duplicate: it would not be stored. twin: the stored row that it is, or, where it is no duplicate, one
    that is much like it.
    """

    line: int
    transaction: BankTransaction | None
    duplicate: bool
    problem: str | None
    twin: Transaction | None = None


class Preview(NamedTuple):
    """A file before it is committed. complete: all of it was looked at, so that the counts are exact."""

    record: Import
    rows: list[PreviewRow]
    complete: bool
    suggestion: CsvSuggestion | None


def open_import(user_id: int, look: Look) -> Preview:
    """Keep a file and show it."""
    record = Import(
        user_id=user_id, filename=look.filename.replace("\0", "")[-200:], format=look.seen.format,
        content=look.seen.packed, problems=[],
    )  # fmt: skip
    db.session.add(record)
    return _show(record, look)


def remap_import(user_id: int, import_id: int, look: Look) -> Preview:
    """Show a file as it was looked at again. Raises ImportClosed where it was committed meanwhile."""
    record = get_import(user_id, import_id)
    if record.state != ImportState.PREVIEW or record.content is None:
        raise ImportClosed
    return _show(record, look)


def settle(record: Import, look: Look) -> None:
    """Note on an import how its file is read."""
    suggestion = look.seen.suggestion
    record.told, record.answers = look.told, look.answers
    if suggestion is not None:
        record.mapping = msgspec.to_builtins(suggestion.mapping)
        record.needs = [msgspec.to_builtins(need) for need in suggestion.needs]


def _show(record: Import, look: Look) -> Preview:
    seen = look.seen
    settle(record, look)
    db.session.flush()
    if seen.suggestion is not None and not is_whole(seen.suggestion.mapping):
        return Preview(record, [], False, seen.suggestion)
    complete = len(seen.rows) <= MAX_ROWS_LOOKED_AT
    rows, found = seen.rows[:MAX_ROWS_LOOKED_AT], _compare(record, seen)
    record.account, record.currency = seen.account, seen.currency
    record.total = len(rows) if complete else max(len(rows), seen.lines)
    record.duplicates = sum(each.twin is not None for each in found.values())
    record.new = len(found) - record.duplicates
    problems = [(row.line, row.problem) for row in rows if row.problem]
    record.problem_count, record.problems = len(problems), told_problems(problems)
    db.session.flush()
    return Preview(record, _shown(rows, found), complete, seen.suggestion)


def _compare(record: Import, seen: FirstLook) -> dict[int, Match]:
    """Find the stored twins of the rows; by their places."""
    good = [place for place, row in enumerate(seen.rows[:MAX_ROWS_LOOKED_AT]) if row.transaction]
    told = ((seen.rows[place].line, seen.rows[place].transaction) for place in good)
    zone = db.session.get_one(User, record.user_id).time_zone
    origin = Origin(record.user_id, FILES, now(), prefix="", zone=zone, import_id=record.id)
    file = FileOrigin(origin, seen.format, seen.digest, seen.account)
    rows = list(with_pauses(file_rows(file, ((line, row) for line, row in told if row))))
    return dict(zip(good, match_rows(file, rows), strict=True))


def _shown(rows: Sequence[Row], found: dict[int, Match]) -> list[PreviewRow]:
    """Show the beginning, and problems and duplicates from wherever they are."""
    odd = [
        place
        for place, row in enumerate(rows[SHOWN:], SHOWN)
        if row.problem or (place in found and found[place].twin)
    ]
    places = [*range(min(SHOWN, len(rows))), *odd[:SHOWN]]
    twins = _stored({each.id for place in places for each in found.get(place, Match()) if each})
    return [_shown_row(rows[place], found.get(place, Match()), twins) for place in places]


def _shown_row(row: Row, found: Match, stored: dict[int, Transaction]) -> PreviewRow:
    near = found.twin or found.similar
    twin = stored.get(near.id) if near else None
    return PreviewRow(row.line, row.transaction, found.twin is not None, row.problem, twin)


def _stored(ids: set[int]) -> dict[int, Transaction]:
    rows = db.session.scalars(select(Transaction).where(Transaction.id.in_(ids))) if ids else ()
    return {row.id: row for row in rows}


def told_problems(problems: Sequence[tuple[int, str | None]]) -> list[dict[str, Any]]:
    return [{"line": line, "message": message} for line, message in problems[:PROBLEMS_KEPT]]
