"""An import's life: previewed, queued, running, and done, failed, cancelled or undone."""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import select, update

from app.clock import now
from app.db import on_commit
from app.domain.banking.imports.errors import ImportClosed, ImportNotFound
from app.domain.banking.imports.tables import UNFINISHED, Import, ImportState
from app.domain.banking.posting.files import forget_import
from app.extensions import db
from app.jobs.events import JobFinished
from app.pagination import Page, page_of
from app.realtime import publisher, user_room


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


def move(record: Import, before: Set[ImportState], after: ImportState) -> None:
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
    move(record, UNFINISHED | {ImportState.PREVIEW}, ImportState.CANCELLED)
    record.content, record.finished_at = None, now()
    forget_import(record.user_id, record.id)
    return record


def undo_import(user_id: int, import_id: int) -> tuple[Import, int]:
    """Take an import back: delete what it brought, but for what a bank feed has confirmed since.

    Returns how many transactions went. Raises ImportClosed where there is nothing to undo.
    """
    record = get_import(user_id, import_id)
    move(record, {ImportState.DONE, ImportState.FAILED}, ImportState.UNDONE)
    removed = forget_import(record.user_id, record.id)
    told = JobFinished(
        job=f"import:{record.id}",
        kind="import",
        state=ImportState.UNDONE,
        message=f"{removed:,} transactions taken back",
    )
    on_commit(lambda: publisher().publish(told, to=user_room(user_id)))
    return record, removed
