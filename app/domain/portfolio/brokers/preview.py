"""What a broker's file would bring, row by row, before anything is stored. Workers alone read files."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select

from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.activities.duplicates import new_rows, row_key
from app.domain.portfolio.activities.tables import ActivityRow
from app.domain.portfolio.brokers.errors import UnreadableBrokerFile
from app.domain.portfolio.brokers.mapping import Mapping
from app.domain.portfolio.brokers.reader import read_broker_file
from app.domain.portfolio.brokers.shapes import Answers, BrokerFile, Question
from app.domain.portfolio.brokers.tables import BrokerImport, BrokerImportState
from app.domain.portfolio.portfolios.tables import Portfolio
from app.extensions import db

a = ActivityRow


class Told(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an owner says of a file. preset: None to find it out. mapping: for a table of no preset."""

    preset: str | None = None
    mapping: Mapping | None = None
    answers: Answers = Answers()


class PreviewRow(Struct, frozen=True, kw_only=True):
    """One row: an activity, or why it gives none. place: it is named by. is_known: it is stored already."""

    place: int
    line: int
    activity: Activity | None = None
    is_known: bool = False
    problem: str | None = None
    skipped: str | None = None
    warnings: tuple[str, ...] = ()
    name: str | None = None


class Preview(Struct, frozen=True, kw_only=True):
    """A file as it was read, oldest row first; no rows while there are questions."""

    preset: str
    rows: list[PreviewRow]
    questions: list[Question]
    warnings: list[str]


def read_import(record: BrokerImport, portfolio: Portfolio, today: date) -> None:
    """Read a file and note on its record what it would bring."""
    told = msgspec.convert(record.told, Told, str_keys=True)
    try:
        found = read_broker_file(
            record.content or b"",
            filename=record.filename,
            today=today,
            preset=told.preset,
            mapping=told.mapping,
            answers=told.answers,
            portfolio_currency=portfolio.currency,
        )
    except UnreadableBrokerFile as exc:
        record.state, record.error, record.preview = BrokerImportState.REFUSED, exc.detail[:500], None
        return
    preview = preview_of(found, stored_keys(portfolio.id))
    record.preset, record.preview, record.error = found.preset, msgspec.json.encode(preview), None
    record.new = sum(row.activity is not None and not row.is_known for row in preview.rows)
    record.state = BrokerImportState.ASKING if found.questions else BrokerImportState.READY


def preview_of(found: BrokerFile, stored: dict[str, int]) -> Preview:
    """Return a file's rows, each with whether it is stored already."""
    rows = [
        PreviewRow(
            place=place,
            line=row.line,
            activity=row.activity,
            problem=row.problem,
            skipped=row.skipped,
            warnings=row.warnings,
            name=row.name,
        )
        for place, row in enumerate(found.in_time())
    ]
    return Preview(
        preset=found.preset,
        rows=compare(rows, stored),
        questions=found.questions,
        warnings=found.warnings,
    )


def compare(rows: list[PreviewRow], stored: dict[str, int]) -> list[PreviewRow]:
    """Note of each row whether it is stored: the n-th of equal rows is where at least n of them are."""
    is_new = iter(new_rows([row_key(row.activity) for row in rows if row.activity], stored))
    return [replace(row, is_known=not next(is_new)) if row.activity else row for row in rows]


def stored_keys(portfolio_id: int) -> dict[str, int]:
    """Return how many of a portfolio's activities there are of each key."""
    statement = select(a.row_key, func.count()).where(
        a.portfolio_id == portfolio_id, a.deleted_at.is_(None), a.row_key.is_not(None)
    )
    rows = db.session.execute(statement.group_by(a.row_key)).all()
    return {key: count for key, count in rows if key}
