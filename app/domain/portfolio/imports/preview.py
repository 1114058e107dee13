"""What a broker's file would bring, row by row, before anything is stored. Workers alone read files."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace
from sqlalchemy import func, select

from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.activities.duplicates import StoredRow, key_among, new_rows
from app.domain.portfolio.activities.tables import ActivityRow
from app.domain.portfolio.brokers.reader import BY_MAPPING, read_broker_file
from app.domain.portfolio.brokers.sketch import Sketch, sketch_table
from app.domain.portfolio.drafts.errors import UnknownTable
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.drafts.shapes import Answers, BrokerFile, Question
from app.domain.portfolio.imports.kept import find_mapping, keep_mapping
from app.domain.portfolio.imports.tables import MAX_MAPPING_NAME, BrokerImport, BrokerImportState
from app.domain.portfolio.investments.tables import Investment
from app.domain.portfolio.portfolios.tables import Portfolio
from app.extensions import db
from app.tabular.errors import UnreadableFile

a, i = ActivityRow, Investment
Kept = Annotated[
    str,
    Meta(min_length=1, max_length=MAX_MAPPING_NAME, pattern=r"\A[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*\Z"),
]
"""A mapping's name: on one line, with something to see."""


class Told(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an owner says of a file.

    preset: None to find it out. mapping: for a table of no preset.
    keep_as: the name under which the mapping is kept, for all files with the same columns.
    """

    preset: str | None = None
    mapping: Mapping | None = None
    keep_as: Kept | None = None
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
    """A file as it was read, oldest row first; no rows while there are questions.

    table: of a table that no preset knows, what it looks like, until its columns are told.
    """

    preset: str
    rows: list[PreviewRow]
    questions: list[Question]
    warnings: list[str]
    table: Sketch | None = None


def read_import(record: BrokerImport, portfolio: Portfolio, today: date) -> None:
    """Read a file and note on its record what it would bring."""
    told = msgspec.convert(record.told, Told, str_keys=True)
    try:
        _note(record, _read(record, portfolio, told, today), portfolio)
        _keep(record, portfolio, told)
    except UnknownTable as exc:
        _read_unknown(record, portfolio, told, today, exc.detail)
    except UnreadableFile as exc:
        if told.mapping is not None:
            _ask_for_columns(record, exc.detail)
        else:
            refuse_import(record, exc.detail)


def _read(record: BrokerImport, portfolio: Portfolio, told: Told, today: date) -> BrokerFile:
    return read_broker_file(
        record.content or b"",
        filename=record.filename,
        today=today,
        preset=told.preset,
        mapping=told.mapping,
        answers=told.answers,
        portfolio_currency=portfolio.currency,
    )


def _read_unknown(record: BrokerImport, portfolio: Portfolio, told: Told, today: date, why: str) -> None:
    """Read a table of no preset as its owner explained one like it before, or ask what its columns mean."""
    try:
        kept = find_mapping(portfolio.user_id, sketch_table(record.content or b"").names)
        if kept is None:
            _ask_for_columns(record, why)
            return
        name, mapping = kept
        told = replace(told, mapping=mapping)
        found = _read(record, portfolio, told, today)
    except UnreadableFile as exc:
        refuse_import(record, exc.detail)
        return
    record.told = msgspec.to_builtins(told, str_keys=True)
    warnings = [f"Read as you explained it for {name}.", *found.warnings]
    _note(record, found._replace(warnings=warnings), portfolio)


def _keep(record: BrokerImport, portfolio: Portfolio, told: Told) -> None:
    if told.mapping is not None and told.keep_as:
        names = sketch_table(record.content or b"").names
        keep_mapping(portfolio.user_id, told.keep_as, names, told.mapping)


def _note(record: BrokerImport, found: BrokerFile, portfolio: Portfolio) -> None:
    preview = preview_of(found, stored_in(portfolio.id))
    record.preset, record.preview, record.error = found.preset, msgspec.json.encode(preview), None
    record.new = sum(row.activity is not None and not row.is_known for row in preview.rows)
    record.state = BrokerImportState.ASKING if found.questions else BrokerImportState.READY


def _ask_for_columns(record: BrokerImport, why: str) -> None:
    table = sketch_table(record.content or b"")
    preview = Preview(preset=BY_MAPPING, rows=[], questions=[], warnings=[], table=table)
    record.state, record.error = BrokerImportState.ASKING, why[:500]
    record.preset, record.preview, record.new = None, msgspec.json.encode(preview), 0


def refuse_import(record: BrokerImport, why: str) -> None:
    """Note that a file could not be read, and why."""
    record.state, record.error, record.preview = BrokerImportState.REFUSED, why[:500], None


class Stored(NamedTuple):
    """What a portfolio has. counts: activities by key. by_id: those with a broker's id, by key."""

    counts: dict[str, int]
    by_id: dict[str, list[StoredRow]]


def preview_of(found: BrokerFile, stored: Stored) -> Preview:
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


def compare(rows: list[PreviewRow], stored: Stored) -> list[PreviewRow]:
    """Note of each row whether it is stored: the n-th of equal rows is where at least n of them are."""
    keys = [key_among(row.activity, stored.by_id) for row in rows if row.activity]
    is_new = iter(new_rows(keys, stored.counts))
    return [replace(row, is_known=not next(is_new)) if row.activity else row for row in rows]


def stored_in(portfolio_id: int) -> Stored:
    """Return what a portfolio has, as far as it tells which rows of a file it has already."""
    mine = (a.portfolio_id == portfolio_id, a.deleted_at.is_(None), a.row_key.is_not(None))
    counts = select(a.row_key, func.count()).where(*mine).group_by(a.row_key)
    named = select(a.row_key, a.on, i.symbol, a.quantity, a.unit_price, a.amount).outerjoin(
        i, i.id == a.investment_id
    )
    by_id: dict[str, list[StoredRow]] = defaultdict(list)
    for key, on, symbol, quantity, price, amount in db.session.execute(
        named.where(*mine, a.external_id.is_not(None))
    ):
        by_id[key or ""].append(StoredRow(on, symbol, quantity, price, amount))
    return Stored({key: count for key, count in db.session.execute(counts).all() if key}, by_id)
