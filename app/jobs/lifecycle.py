"""What is the same of every run that people start, cancel and try again: its record's state, and its job."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from sqlalchemy import update

from app.db import on_commit
from app.extensions import db
from app.jobs.broker import forget


def move(record: Any, before: Set[str], after: str) -> bool:
    """Change a record's state in one step, so that of two requests one is refused; tell whether it moved."""
    table = type(record)
    moved = update(table).where(table.id == record.id, table.state.in_(before)).values(state=after)
    if db.session.scalar(moved.returning(table.id)) is None:
        return False
    db.session.refresh(record)
    return True


def ask_anew(run: str, ask: Callable[[], object]) -> None:
    """Ask for a run's job after the commit, though it was asked for before and has not begun since."""

    def leave() -> None:
        forget(run)
        ask()

    on_commit(leave)
