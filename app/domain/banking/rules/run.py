"""Running rules over what is stored: tried out, carried out, logged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from app.clock import now
from app.domain.banking.ledger.lookup import newest_first
from app.domain.banking.ledger.outbox import MAX_NAMED, announce, updates
from app.domain.banking.ledger.tables import Columns, Transaction
from app.domain.banking.ledger.views import StoredTransaction, view_of
from app.domain.banking.rules import work_table as working
from app.domain.banking.rules.actions_sql import compile_actions, differs
from app.domain.banking.rules.columns import stored_sight
from app.domain.banking.rules.conditions_sql import compile_conditions
from app.domain.banking.rules.errors import RuleNotFound
from app.domain.banking.rules.language import stored_draft
from app.domain.banking.rules.tables import Rule, RuleChange, RuleRun
from app.domain.banking.rules.tags import tags_as_text, text_as_tags
from app.domain.banking.rules.terms import RuleDraft
from app.extensions import db

SAMPLE = 20
ROWS_PER_STATEMENT = 5_000
"""Ids in one statement; SQLite takes 32,766 parameters."""
CERTAIN = 100
COPIED = ("category", "category_source", "category_confidence", "merchant", "notes", "tags")

t, w = Transaction, working.w


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule is about, and how many of those it would change; the newest of them."""

    count: int
    changes: int
    sample: list[StoredTransaction]


def dry_run(user_id: int, draft: RuleDraft) -> Preview:
    """Tell what a rule would do by itself to what is stored now. Writes nothing."""
    sight = stored_sight()
    holds = and_(t.user_id == user_id, compile_conditions(draft, sight))
    other = differs(compile_actions(draft.actions, sight), sight)
    count, changes = db.session.execute(
        select(func.count(), func.coalesce(func.sum(cast(other, Integer)), 0)).select_from(t).where(holds)
    ).one()
    newest = select(t).where(holds).order_by(*newest_first()).limit(SAMPLE)
    return Preview(int(count), int(changes), [view_of(row) for row in db.session.scalars(newest)])


def run_rules(
    user_id: int,
    *,
    rule_ids: Sequence[int] | None = None,
    transaction_ids: Sequence[int] | None = None,
    log: bool = True,
) -> RuleRun:
    """Run a user's rules over their stored transactions, inside the caller's transaction.

    rule_ids: these rules, though they be disabled; otherwise all that are enabled. Always in their order.
    transaction_ids: only these rows. log: keep the run, so that it is listed and can be undone, and push
    what it changed; without it the caller does.
    A row that somebody else changes meanwhile keeps what they wrote. Raises RuleNotFound.
    """
    rules = _rules_of(user_id, rule_ids)
    run = RuleRun(user_id=user_id, rules=[], matched=0, changed=0, at=now())
    if not rules or (transaction_ids is not None and not transaction_ids):
        return _kept(run) if log else run
    _kept(run)  # written first: SQLite's one writer must not have read before
    drafts = [stored_draft(_copy_of(rule)) for rule in rules]
    working.prepare()
    # An INSERT reads them, so that what was deleted is left out here and not by itself.
    sight, own = stored_sight(), select(t.id).where(t.user_id == user_id, t.deleted_at.is_(None))
    for chosen in _chunks(transaction_ids):
        working.load(own.where(*chosen), sight, drafts)
    outcomes = working.apply(drafts)
    run.matched, run.changed = working.count_matched(), _write(run.id, drafts)
    run.rules = [_copy_of(rule) | outcome._asdict() for rule, outcome in zip(rules, outcomes, strict=True)]
    working.clear()
    if not log:
        return _forgotten(run)
    tell(user_id, _changed_ids(run))
    return run


def _rules_of(user_id: int, rule_ids: Sequence[int] | None) -> list[Rule]:
    mine = db.session.scalars(select(Rule).where(Rule.user_id == user_id).order_by(Rule.position, Rule.id))
    if rule_ids is None:
        return [rule for rule in mine if rule.enabled]
    chosen = [rule for rule in mine if rule.id in set(rule_ids)]
    if len(chosen) != len(set(rule_ids)):
        raise RuleNotFound
    return chosen


def _copy_of(rule: Rule) -> Columns:
    """Copy a rule as it is now; the run keeps it, so that it can be undone when the rule is another."""
    names = ("id", "name", "match", "conditions", "actions", "stop")
    return {name: getattr(rule, name) for name in names}


def _kept(run: RuleRun) -> RuleRun:
    db.session.add(run)
    db.session.flush()
    return run


def _forgotten(run: RuleRun) -> RuleRun:
    db.session.flush()
    db.session.expunge(run)
    db.session.execute(delete(RuleRun).where(RuleRun.id == run.id))
    return run


def _chunks(ids: Sequence[int] | None) -> Iterator[list[ColumnElement[bool]]]:
    if ids is None:
        yield []
        return
    distinct = list(dict.fromkeys(ids))
    for start in range(0, len(distinct), ROWS_PER_STATEMENT):
        yield [t.id.in_(distinct[start : start + ROWS_PER_STATEMENT])]


def _write(run_id: int, drafts: Sequence[RuleDraft]) -> int:
    """Keep the changed rows as they were, then change them. Returns how many.

    Only rows that are still as they were read; one that somebody else is writing is left to them, so
    that a long run and a feed never wait for each other.
    """
    names = working.changed_by(drafts)
    changed = dict(working.conditions_of_change(names))
    same = [is_same(name, "was_") for name in names]
    before = select(literal(run_id), t.id, *(getattr(t, name) for name in COPIED))
    before = before.join(working.work, w.id == t.id).where(or_(*changed.values()), *same)
    columns = ["run_id", "transaction_id", *COPIED]
    locked = before.with_for_update(of=t, key_share=True, skip_locked=True)
    db.session.execute(insert(RuleChange).from_select(columns, locked))
    mine = RuleChange.run_id == run_id, RuleChange.transaction_id == t.id
    statement = update(t).where(t.id == w.id, *mine).values(_new_values(changed))
    return int(execute(statement).rowcount)


def execute(statement: Any) -> Any:
    """Change rows behind the session's back; it has to read its own anew."""
    db.session.flush()
    found = db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.expire_all()
    return found


def is_same(name: str, prefix: str = "") -> ColumnElement[bool]:
    """Tell whether a transaction says what the working table does; a category also from the same source."""
    if name == "tags":
        return and_(tags_as_text(t.tags) == w[f"{prefix}tags"])
    names = ("category", "category_source") if name == "category" else (name,)
    return and_(*(getattr(t, each).is_not_distinct_from(w[f"{prefix}{each}"]) for each in names))


def _new_values(changed: Columns) -> Columns:
    new: Columns = {name: w[name] for name in changed if name in {"merchant", "notes"}}
    if "tags" in changed:
        new["tags"] = case((changed["tags"], text_as_tags(w.tags)), else_=t.tags)
    if "category" in changed:
        sure = case((w.category.is_(None), None), else_=CERTAIN)
        new |= {
            "category": w.category,
            "category_source": case((changed["category"], w.category_source), else_=t.category_source),
            "category_confidence": case((changed["category"], sure), else_=t.category_confidence),
            "suggested_category": case((changed["category"], None), else_=t.suggested_category),
        }
    return new


def _changed_ids(run: RuleRun) -> list[int]:
    """Return the ids of the changed rows, one more than is pushed at most where there are too many."""
    changed = select(RuleChange.transaction_id).where(RuleChange.run_id == run.id)
    return list(db.session.scalars(changed.limit(MAX_NAMED + 1)))


def tell(user_id: int, ids: Sequence[int]) -> None:
    """Push what changed; where that is too much to name, the totals alone."""
    announce(user_id, updates(ids))
