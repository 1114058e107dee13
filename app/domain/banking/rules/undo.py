"""The log of runs, and taking one back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, or_, select, update

from app.clock import now
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.rules import work_table as working
from app.domain.banking.rules.columns import stored_sight
from app.domain.banking.rules.errors import RuleNotFound, RunUndone
from app.domain.banking.rules.language import stored_draft
from app.domain.banking.rules.run import COPIED, execute, is_same, tell
from app.domain.banking.rules.tables import RuleChange, RuleRun
from app.domain.banking.rules.terms import RuleDraft
from app.extensions import db
from app.pagination import Page, page_of

t, w = Transaction, working.w


def list_runs(user_id: int, *, limit: int, cursor: str | None) -> Page[RuleRun]:
    """Return a user's runs, newest first."""
    statement = select(RuleRun).where(RuleRun.user_id == user_id)
    return page_of(db.session, statement, (RuleRun.id,), limit=limit, cursor=cursor)


def undo_run(user_id: int, run_id: int) -> int:
    """Take a run back, inside the caller's transaction; return how many transactions changed by that.

    The run is done over, from the rows as it found them, so that it is known how it left each. What still
    says that becomes again what it was, field by field; what the user or a later run wrote since, stays.
    Raises RuleNotFound, RunUndone.
    """
    run = db.session.get(RuleRun, run_id) if 0 < run_id < 2**63 else None
    if run is None or run.user_id != user_id:
        raise RuleNotFound
    open_run = update(RuleRun).where(RuleRun.id == run.id, RuleRun.undone_at.is_(None))
    if not execute(open_run.values(undone_at=now())).rowcount:
        raise RunUndone
    if not run.changed:
        return 0
    drafts = [stored_draft(each) for each in run.rules]
    working.prepare()
    mine = RuleChange.run_id == run.id, RuleChange.transaction_id == t.id
    found = select(t.id).select_from(t).join(RuleChange, and_(*mine))
    working.load(found, stored_sight(RuleChange), drafts)
    working.apply(drafts)
    ids = _restore(drafts, mine)
    working.clear()
    tell(user_id, ids)
    return len(ids)


def _restore(drafts: Sequence[RuleDraft], mine: Sequence[ColumnElement[bool]]) -> list[int]:
    names = working.changed_by(drafts)
    left = {name: changed & is_same(name) for name, changed in working.conditions_of_change(names)}
    new = {
        column: case((is_left, getattr(RuleChange, column)), else_=getattr(t, column))
        for name, is_left in left.items()
        for column in (COPIED[:3] if name == "category" else (name,))
    }
    statement = update(t).where(t.id == w.id, *mine, or_(*left.values())).values(new).returning(t.id)
    return [number for (number,) in execute(statement)]
