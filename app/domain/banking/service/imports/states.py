"""An import's life: previewed, queued, running, and done, failed, cancelled or undone."""

from __future__ import annotations

from sqlalchemy import select, update

from app.clock import now
from app.domain.banking.errors import ImportClosed, ImportNotFound
from app.domain.banking.models import Import
from app.domain.banking.service.imports.mapping import is_whole
from app.domain.banking.service.storing import (
    forget_import,
)
from app.errors import Invalid
from app.extensions import db
from app.jobs import Job, enqueue
from app.pagination import Page, page_of


def get_import(user_id: int, import_id: int) -> Import:
    """Return one of a user's imports. Raises ImportNotFound."""
    record = db.session.get(Import, import_id)
    if record is None or record.user_id != user_id:
        raise ImportNotFound
    return record


def list_imports(user_id: int, *, limit: int, cursor: str | None) -> Page[Import]:
    """Return a user's imports, newest first."""
    statement = select(Import).where(Import.user_id == user_id)
    return page_of(db.session, statement, (Import.id,), limit=limit, cursor=cursor)


def commit_import(user_id: int, import_id: int) -> Import:
    """Have a previewed file stored; `job.progress` and `job.finished` tell of it. Raises ImportClosed."""
    record = get_import(user_id, import_id)
    if record.state == "preview" and record.format == "csv" and not is_whole(record.mapping or {}):
        wanted = "Choose the columns of the date and of the amount first"
        raise Invalid(errors=[{"pointer": "/mapping", "message": wanted}])
    move(record, {"preview"}, "queued")
    enqueue(Job.RUN_IMPORT, record.id)
    return record


def move(record: Import, before: set[str], after: str) -> None:
    """Change the state in one step, so that of two requests one is refused."""
    moved = db.session.execute(
        update(Import)
        .where(Import.id == record.id, Import.state.in_(before))
        .values(state=after)
        .returning(Import.id)
    ).all()
    if not moved:
        raise ImportClosed
    db.session.refresh(record)


def cancel_import(user_id: int, import_id: int) -> Import:
    """Stop an import, or drop its preview; what was stored of it is taken back. Raises ImportClosed."""
    record = get_import(user_id, import_id)
    move(record, {"preview", "queued", "running"}, "cancelled")
    record.content, record.finished_at = None, now()
    forget_import(record.id)
    return record


def undo_import(user_id: int, import_id: int) -> tuple[Import, int]:
    """Take an import back: delete what it brought, but for what a bank feed has confirmed since.

    Returns how many transactions went. Raises ImportClosed where there is nothing to undo.
    """
    record = get_import(user_id, import_id)
    move(record, {"done", "failed"}, "undone")
    return record, forget_import(record.id)
