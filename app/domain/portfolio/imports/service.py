"""Brokers' files: brought, looked at, asked about, stored once, taken back."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import delete, select

from app.clock import now
from app.db import transaction
from app.domain.portfolio.activities.service import (
    add_activities,
    check_what_is_held,
    first_day_of_import,
)
from app.domain.portfolio.activities.tables import ActivityRow
from app.domain.portfolio.imports.errors import BrokerImportNotFound, BrokerImportNotReady
from app.domain.portfolio.imports.jobs import ImportsJob
from app.domain.portfolio.imports.preview import Preview, PreviewRow, Told, compare, stored_in
from app.domain.portfolio.imports.tables import BrokerImport, BrokerImportState
from app.domain.portfolio.portfolios.service import change_portfolio, get_portfolio
from app.errors import TooLarge, Unavailable
from app.extensions import db
from app.jobs import send
from app.json_values import JsonObject
from app.pagination import Page, page_of
from app.strict_json import convert

MAX_FILE_BYTES = 32 * 1024 * 1024
READ_WITHIN_S = 50.0
LOOK_EVERY_S = 0.05
b, S = BrokerImport, BrokerImportState


def bring(user_id: int, portfolio_id: int, content: bytes, filename: str, told: Told) -> BrokerImport:
    """Take a file and have a worker read it; nothing of it is stored in the portfolio yet.

    A run. Raises PortfolioNotFound, TooLarge, Unavailable where no worker has read it in time.
    """
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge
    with transaction():
        get_portfolio(user_id, portfolio_id)
        made = b(
            portfolio_id=portfolio_id,
            filename=filename.replace("\0", "")[:200],
            content=content,
            told=msgspec.to_builtins(told, str_keys=True),
        )
        db.session.add(made)
        db.session.flush()
        number = made.id
    return _read(user_id, portfolio_id, number)


def tell(user_id: int, portfolio_id: int, import_id: int, said: JsonObject) -> BrokerImport:
    """Answer what a file asked, or say how to read it, and have it read again. A run.

    said: parts of `Told`; what was said before and is not said anew stays.
    """
    with transaction():
        record = _find(user_id, portfolio_id, import_id, {S.ASKING, S.READY, S.REFUSED})
        answers = {**record.told.get("answers", {}), **said.get("answers", {})}
        told = convert({**record.told, **said, "answers": answers}, Told)
        record.told, record.state = msgspec.to_builtins(told, str_keys=True), S.READING
    return _read(user_id, portfolio_id, import_id)


def _read(user_id: int, portfolio_id: int, import_id: int) -> BrokerImport:
    send(ImportsJob.READ_FILE, import_id)
    end = time.monotonic() + READ_WITHIN_S
    while time.monotonic() < end:
        time.sleep(LOOK_EVERY_S)
        record = get_import(user_id, portfolio_id, import_id)
        if record.state != S.READING:
            return record
        db.session.rollback()
    raise Unavailable("The file is being read and takes longer than usual; look again shortly.")


def get_import(user_id: int, portfolio_id: int, import_id: int) -> BrokerImport:
    """Return one of a user's files. Raises BrokerImportNotFound."""
    return _find(user_id, portfolio_id, import_id, None)


def list_imports(user_id: int, portfolio_id: int, *, limit: int, cursor: str | None) -> Page[BrokerImport]:
    """Return a page of the files that were brought to a portfolio, newest first."""
    get_portfolio(user_id, portfolio_id)
    statement = select(b).where(b.portfolio_id == portfolio_id)
    return page_of(db.session, statement, [b.id], limit=limit, cursor=cursor)


def store(
    user_id: int, portfolio_id: int, import_id: int, *, keep: Collection[int], leave: Collection[int]
) -> BrokerImport:
    """Store what a file brings: its new rows, all of them or none.

    keep: places of rows to store though they are known. leave: places of rows not to store.
    Raises BrokerImportNotReady, ActivityInvalid, NotHeld.
    """
    portfolio = change_portfolio(user_id, portfolio_id, now().date())
    record = _find(user_id, portfolio_id, import_id, {S.READY})
    rows = [row for row in _fresh(record, portfolio.id) if row.place not in leave]
    chosen = [row for row in rows if row.activity and (not row.is_known or row.place in keep)]
    drafts = [row.activity for row in chosen if row.activity]
    if drafts:
        add_activities(user_id, portfolio_id, drafts, import_id=record.id)
    record.state, record.new, record.content = S.STORED, len(drafts), None
    record.stored_at = now()
    db.session.flush()
    return record


def _fresh(record: BrokerImport, portfolio_id: int) -> list[PreviewRow]:
    """Return the rows, compared with what is stored by now: another file may have come in between."""
    preview = msgspec.json.decode(record.preview or b"", type=Preview)
    return compare(preview.rows, stored_in(portfolio_id))


def undo(user_id: int, portfolio_id: int, import_id: int) -> BrokerImport:
    """Take back what a file brought. Raises NotHeld where later sales need it."""
    record = _find(user_id, portfolio_id, import_id, {S.STORED})
    portfolio = change_portfolio(user_id, portfolio_id, first_day_of_import(record.id) or now().date())
    db.session.execute(delete(ActivityRow).where(ActivityRow.import_id == record.id))
    check_what_is_held(portfolio)
    record.state = S.UNDONE
    db.session.flush()
    return record


def preview_json(record: BrokerImport) -> Any:
    """Return a file's preview, None where it could not be read."""
    return None if record.preview is None else msgspec.json.decode(record.preview)


def _find(
    user_id: int, portfolio_id: int, import_id: int, states: Collection[BrokerImportState] | None
) -> BrokerImport:
    get_portfolio(user_id, portfolio_id)
    record = db.session.get(b, import_id)
    if record is None or record.portfolio_id != portfolio_id:
        raise BrokerImportNotFound
    if states is not None and record.state not in states:
        raise BrokerImportNotReady
    return record
