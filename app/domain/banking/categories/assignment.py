"""Categories of transactions: set by their owner, or found for all that have none; and what was learnt."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

import msgspec
from sqlalchemy import func, select, text, update

from app.clock import now
from app.db import insert_into, transaction
from app.domain.banking.categories.enrichment import Enricher, as_columns, facts_of
from app.domain.banking.categories.facts import merchant_key
from app.domain.banking.categories.jobs import CategoriesJob
from app.domain.banking.categories.service import is_category
from app.domain.banking.categories.tables import Correction, Verdict
from app.domain.banking.categories.training import ask_to_train
from app.domain.banking.ledger.errors import CategoryUnknown, TransactionNotFound
from app.domain.banking.ledger.outbox import Changes, announce, updates
from app.domain.banking.ledger.tables import Transaction
from app.errors import Unavailable
from app.extensions import db, redis
from app.jobs import send

FACTS = ("description", "merchant", "counterparty", "mcc", "channel", "direction", "amount")
ROWS_PER_STATEMENT = 5_000
CERTAIN = 100
MAX_ROWS_HERE = 500
"""A web process categorises this number at most; more go to a worker, which has the local model too."""
ANSWER_WITHIN_S = 55.0


class Categorised(NamedTuple):
    """How many of the pending ones have a category now, and how many are left for their owner."""

    categorized: int
    left: int


def set_category(user_id: int, transaction_ids: Sequence[str], category: str | None) -> list[Transaction]:
    """Put transactions into a category, by their owner's word: it is learnt from, and stays.

    None takes the category away again. Raises CategoryUnknown, TransactionNotFound.
    """
    if category is not None and not is_category(user_id, category):
        raise CategoryUnknown(
            errors=[{"pointer": "/category", "message": f"There is no category {category!r}"}]
        )
    rows = _rows_of(user_id, transaction_ids)
    for row in rows:
        if category is not None:
            _remember(row, category)
        row.category, row.suggested_category = category, None
        row.category_source = "user" if category else None
        row.category_confidence = CERTAIN if category else None
    db.session.flush()
    if category is not None:
        ask_to_train(user_id)
    announce(user_id, Changes(updated=[row.id for row in rows]))
    return rows


def _rows_of(user_id: int, transaction_ids: Sequence[str]) -> list[Transaction]:
    t = Transaction
    wanted = list(dict.fromkeys(transaction_ids))
    rows = list(db.session.scalars(select(t).where(t.user_id == user_id, t.transaction_id.in_(wanted))))
    if len(rows) != len(wanted):
        raise TransactionNotFound
    return rows


def _remember(row: Transaction, category: str) -> None:
    """Note what the ladder had said, for its accuracy, and what it should have, for the next time."""
    if row.category_source != "user":
        answered = row.category or row.suggested_category
        sure = row.category is not None
        _upsert(
            Verdict,
            ["transaction_id"],
            transaction_id=row.id, user_id=row.user_id, answered=answered if sure else None,
            source=row.category_source, confidence=row.category_confidence, confirmed=category, at=now(),
        )  # fmt: skip
    else:
        db.session.execute(update(Verdict).where(Verdict.transaction_id == row.id).values(confirmed=category))
    key = merchant_key(facts_of({name: getattr(row, name) for name in FACTS}))
    if key:
        _upsert(
            Correction,
            ["user_id", "merchant_key"],
            user_id=row.user_id, merchant_key=key[:200], category=category,
            example=(row.description or row.merchant or key)[:500], updated_at=now(),
        )  # fmt: skip


def _upsert(table: Any, keys: list[str], **values: Any) -> None:
    changed = {name: value for name, value in values.items() if name not in keys}
    statement = insert_into(table).values(values)
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))


def categorise_pending(user_id: int, *, model: Any = None) -> Categorised:
    """Find a category for everything of a user's that has none, inside the caller's transaction; pushed.

    Equal rows are asked about once, and written in bulk. What a person sets meanwhile stays.
    """
    enricher = Enricher(user_id, model=model)
    answers: dict[tuple[Any, ...], list[Any]] = {}
    found: list[list[Any]] = []
    for number, *facts in _pending(user_id):
        key = (*facts[:-1],)
        if key not in answers:
            answers[key] = _answer(enricher, facts)
        if any(answers[key]):
            found.append([number, *answers[key]])
    for start in range(0, len(found), ROWS_PER_STATEMENT):
        _write(found[start : start + ROWS_PER_STATEMENT])
    announce(user_id, updates([row[0] for row in found]))
    settled = sum(row[1] is not None for row in found)
    left = count_pending(user_id)
    return Categorised(settled, left)


def _pending(user_id: int) -> Iterator[Any]:
    t = Transaction
    columns = [getattr(t, name) for name in FACTS]
    country = t.details["country"].as_string()
    rows = db.session.execute(
        select(t.id, *columns, country).where(t.user_id == user_id, t.category.is_(None))
    )
    yield from rows.yield_per(10_000)


def _answer(enricher: Enricher, facts: Sequence[Any]) -> list[Any]:
    found = as_columns(enricher.answer(dict(zip((*FACTS, "country"), facts, strict=True))))
    return [
        found[name] for name in ("category", "category_source", "category_confidence", "suggested_category")
    ]


_SET = """
    UPDATE transactions SET category = c.category, category_source = c.source,
      category_confidence = c.confidence, suggested_category = c.suggestion
    FROM ({rows}) AS c WHERE transactions.id = c.id AND transactions.category IS NULL"""
_ROWS = {
    "postgresql": """
        SELECT (e->>0)::bigint AS id, e->>1 AS category, e->>2 AS source, (e->>3)::smallint AS confidence,
          e->>4 AS suggestion FROM json_array_elements(CAST(:rows AS json)) AS e""",
    "sqlite": """
        SELECT value->>0 AS id, value->>1 AS category, value->>2 AS source, value->>3 AS confidence,
          value->>4 AS suggestion FROM json_each(:rows)""",
}


def _write(rows: Sequence[Sequence[Any]]) -> None:
    """Write answers in one statement; rows: id, category, source, confidence, suggestion."""
    statement = _SET.format(rows=_ROWS[db.engine.dialect.name])
    db.session.execute(text(statement), {"rows": msgspec.json.encode(rows).decode()})


def count_pending(user_id: int) -> int:
    """Count what has no category yet."""
    t = Transaction
    statement = select(func.count()).where(t.user_id == user_id, t.category.is_(None))
    return db.session.scalar(statement) or 0


def ask_to_categorise(user_id: int) -> Categorised:
    """Categorise everything pending and say how it went.

    A run: opens its own transaction, or has a job do so. Raises Unavailable where no worker has
    answered in time; the work goes on all the same.
    """
    if count_pending(user_id) <= MAX_ROWS_HERE:
        with transaction():
            return categorise_pending(user_id)
    db.session.rollback()
    reply = f"reply:{uuid.uuid4().hex}"
    if not send(CategoriesJob.CATEGORISE_PENDING, user_id, reply):
        raise Unavailable
    end = time.monotonic() + ANSWER_WITHIN_S
    while time.monotonic() < end:
        answer = cast(bytes | None, redis().get(reply))
        if answer:
            return Categorised(*msgspec.json.decode(answer, type=tuple[int, int]))
        time.sleep(0.05)
    raise Unavailable("It takes longer than usual and goes on in the background; look again shortly.")


def answer_asked(reply: str | None, done: Categorised) -> None:
    """Tell a web process that waits how it went."""
    if reply:
        redis().set(reply, msgspec.json.encode(done), ex=120)
