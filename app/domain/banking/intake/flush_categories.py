"""Categories for what the flush stored: found in bulk, after its commit, as for bank rows.

The flush leaves a range of ids behind in its own commit. A worker writes the answers, runs the users' rules
and takes the range away in one commit, so that one that dies leaves it to the next run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

import msgspec
import structlog
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from app.db import transaction
from app.domain.banking.categories.enrichment import Enricher
from app.domain.banking.categories.tables import CategoryModel, Correction
from app.domain.banking.categories.training import load_model
from app.domain.banking.intake.flush_accounts import accounts_of, first_moments, tie
from app.domain.banking.intake.jobs import IntakeJob
from app.domain.banking.intake.tables import FlushedRange
from app.domain.banking.ledger.arrivals import is_awaited, note_arrivals
from app.domain.banking.ledger.bank_transaction import Direction
from app.domain.banking.ledger.outbox import Changes, announce_all
from app.domain.banking.ledger.tables import WITH_DELETED, Columns, Transaction
from app.domain.banking.rules.run import run_rules
from app.domain.banking.rules.tables import Rule
from app.domain.banking.transfers.service import match_transfers
from app.extensions import db
from app.jobs import send_once
from app.jobs.lease import lease

log = structlog.get_logger()

t = Transaction
MAX_ROWS_HERE = 1_000
"""The flush categorises this number at most; more are a job of their own, so that the queue does not wait."""
LEASE_S = 60
FOUND = ("merchant", "counterparty", "channel", "details", "category", "category_source",
         "category_confidence", "suggested_category")  # fmt: skip


class Looked(NamedTuple):
    """How many rows were looked at, and whose were changed."""

    rows: int
    users: set[int]


class Waiting(NamedTuple):
    """A stored row without a category, as its sender told it."""

    id: int
    user: int
    description: str | None
    merchant: str | None
    direction: Direction
    amount: int


def newest_id(session: Session) -> int:
    """Return the highest id of all transactions: rows that are inserted now get higher ones."""
    return session.scalar(select(func.max(t.id)), execution_options=WITH_DELETED) or 0


def leave_range(session: Session, after_id: int) -> None:
    """Note, inside the flush's transaction, which rows are to be categorised."""
    session.add(FlushedRange(after_id=after_id, last_id=newest_id(session)))


def categorise_soon(stored: int) -> set[int]:
    """See to it that what was flushed is categorised: a run at once where it is little, else a job.

    Returns the users to whom something was pushed, their totals too.
    """
    left = db.session.scalar(select(func.count()).select_from(FlushedRange)) or 0
    db.session.rollback()
    if not left:
        return set()
    if stored <= MAX_ROWS_HERE and left <= 2:
        return _work_off_all().users
    send_once(IntakeJob.CATEGORISE_FLUSHED, key="categorise", within_ms=1_000)
    return set()


def categorise_flushed() -> int:
    """Work off the ranges that flushes left; leaves when another worker is at it. Returns rows looked at.

    A run: opens a transaction for each range.
    """
    return _work_off_all().rows


def _work_off_all() -> Looked:
    rows, users = 0, set[int]()
    with lease("categorise", ttl_s=LEASE_S) as alone:
        while alone and (each := db.session.scalars(select(FlushedRange).order_by(FlushedRange.id)).first()):
            done = _work_off(each.id, each.after_id, each.last_id)
            rows, users = rows + done.rows, users | done.users
    return Looked(rows, users)


def _work_off(range_id: int, after_id: int, last_id: int) -> Looked:
    mine = (t.id > after_id, t.id <= last_id, t.source == "intake")
    columns = (t.id, t.user_id, t.description, t.merchant, t.direction, t.amount)
    found = db.session.execute(select(*columns).where(*mine, t.category.is_(None)))
    rows = [Waiting(*cast(Any, row)) for row in found]
    answers = _answers(rows)
    ruled, named, awaited = _with_rules(mine), accounts_of(mine), _awaited(mine)
    db.session.rollback()  # SQLite's one writer must not have read before
    with transaction() as session:
        _write(answers)
        for user_id, ids in ruled.items():
            run_rules(user_id, transaction_ids=ids, log=False)
        changed: dict[int, set[int]] = defaultdict(set, tie(named, after_id, last_id))
        for user_id, since in first_moments(named).items():
            match_transfers(user_id, since=since)
        for row in rows:
            if row.id in answers:
                changed[row.user].add(row.id)
        for user_id, ids in ruled.items():
            changed[user_id].update(ids)
        announce_all({user: Changes(updated=sorted(ids)) for user, ids in changed.items()})
        note_arrivals(awaited)
        session.execute(delete(FlushedRange).where(FlushedRange.id == range_id))
    return Looked(len(rows), set(changed))


def _answers(rows: Sequence[Waiting]) -> dict[int, Columns]:
    """Find what there is to find of each row, by id; equal rows of a user are asked about once."""
    enrichers = _enrichers({row.user for row in rows})
    known: dict[tuple[Any, ...], Columns] = {}
    found: dict[int, Columns] = {}
    for row in rows:
        enricher = enrichers[row.user]
        key = (id(enricher), row.description, row.merchant, row.direction)
        answer = known.get(key)
        if answer is None:
            answer = known[key] = _answer(enricher, row)
        if any(answer.values()):
            found[row.id] = answer
    return found


def _answer(enricher: Enricher, row: Waiting) -> Columns:
    told = {
        "description": row.description, "merchant": row.merchant, "counterparty": None, "mcc": None,
        "direction": row.direction, "amount": row.amount, "details": None,
    }  # fmt: skip
    found = enricher.enriched([told])[0]
    return {name: found[name] for name in FOUND} | {"merchant": None if row.merchant else found["merchant"]}


def _enrichers(user_ids: set[int]) -> dict[int, Enricher]:
    """Return an enricher for each user; those who taught nothing share one, and its answers."""
    corrections, taught = _corrections(user_ids), _with_models(user_ids)
    shared = Enricher(0, model=load_model(0), corrections={})
    return {
        user: shared
        if user not in corrections and user not in taught
        else Enricher(
            user, model=load_model(user) if user in taught else shared.model,
            corrections=corrections.get(user, {}),
        )
        for user in user_ids
    }  # fmt: skip


def _corrections(user_ids: set[int]) -> Mapping[int, dict[str, str]]:
    c = Correction
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for some in _portions(user_ids):
        rows = db.session.execute(select(c.user_id, c.merchant_key, c.category).where(c.user_id.in_(some)))
        for user, key, category in rows:
            found[user][key] = category
    return dict(found)


def _with_models(user_ids: set[int]) -> set[int]:
    m = CategoryModel
    portions = (
        db.session.scalars(select(m.user_id).where(m.user_id.in_(some))) for some in _portions(user_ids)
    )
    return {user for portion in portions for user in portion if user is not None}


def _portions(user_ids: set[int]) -> Iterator[list[int]]:
    chosen = sorted(user_ids)
    return (chosen[start : start + 500] for start in range(0, len(chosen), 500))


def _with_rules(mine: Sequence[Any]) -> dict[int, list[int]]:
    """Return the ids of all rows of the users who have rules: a rule may do more than categorise."""
    ruling = select(Rule.user_id).where(Rule.enabled)
    found: dict[int, list[int]] = defaultdict(list)
    for user, number in db.session.execute(select(t.user_id, t.id).where(*mine, t.user_id.in_(ruling))):
        found[user].append(number)
    return found


def _awaited(mine: Sequence[Any]) -> dict[int, list[int]]:
    """Return the ids of all rows of the users whose new transactions somebody wants to know."""
    found: dict[int, list[int]] = defaultdict(list)
    for user, number in db.session.execute(select(t.user_id, t.id).where(*mine, is_awaited(t.user_id))):
        found[user].append(number)
    return found


_SET = """
    UPDATE transactions SET merchant = coalesce(transactions.merchant, c.merchant),
      counterparty = c.counterparty, channel = c.channel, details = c.details,
      category = c.category, category_source = c.category_source,
      category_confidence = c.category_confidence, suggested_category = c.suggested_category
    FROM ({rows}) AS c WHERE transactions.id = c.id AND transactions.category IS NULL"""
_TAKEN = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in ("id", *FOUND))
_ROWS = {
    "postgresql": """
        SELECT * FROM json_to_recordset(:rows) AS given (id bigint, merchant text, counterparty text,
          channel text, details json, category text, category_source text, category_confidence smallint,
          suggested_category text)""",
    "sqlite": f"SELECT {_TAKEN} FROM json_each(:rows)",  # noqa: S608 - names of our own
}


def _write(answers: Mapping[int, Mapping[str, Any]]) -> None:
    """Write all answers in one statement; what was sent or set meanwhile stays."""
    if not answers:
        return
    rows = [{"id": number, **answer} for number, answer in answers.items()]
    statement = text(_SET.format(rows=_ROWS[db.engine.dialect.name]))
    db.session.execute(statement, {"rows": msgspec.json.encode(rows).decode()})
