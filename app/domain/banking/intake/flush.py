"""Moving what waits in the queue to the database: in bulk, each row once, whatever dies on the way.

The order is the promise: claim, store in one transaction, commit, and only then settle. A flusher that
dies before the commit leaves its entries to be claimed again; one that dies after it leaves rows that the
next flusher finds stored already.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import msgspec
import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.clock import now
from app.db import insert_into, transaction
from app.domain.banking.intake.bulk_store import Refused, store
from app.domain.banking.intake.chunks import Batch, Batches, Chunk, Waiting, fresh_rows, marks_of, read_chunks
from app.domain.banking.intake.flush_categories import categorise_soon, leave_range, newest_id
from app.domain.banking.intake.loss import look
from app.domain.banking.intake.service import Intake, push_figures
from app.domain.banking.intake.tables import DeadLetter
from app.domain.banking.ledger.events import TransactionUpdated
from app.domain.banking.ledger.outbox import push_totals
from app.extensions import db
from app.jobs.lease import lease
from app.realtime import publisher, user_room

log = structlog.get_logger()

LEASE_S = 15
LATE_S, LOOK_AGAIN_S = 2.0, 0.02
"""Rows are pushed within milliseconds; the process that took these in must have died."""


class FlushResult(NamedTuple):
    """What one run did, in rows."""

    stored: int
    known: int
    dead: int


def flush_intake(intake: Intake, *, consumer: str | None = None) -> FlushResult:
    """Flush until the queue is empty. A run: opens a transaction per chunk; one that finds another leaves.

    Raises OperationalError when the database is away: nothing is settled, a later run claims it again.
    """
    total = FlushResult(0, 0, 0)
    with lease("flush", ttl_s=LEASE_S) as lock, ThreadPoolExecutor(1) as behind:
        if lock is None:
            return total
        users: set[int] = set()
        settled: list[Future[None]] = []
        try:
            look(intake.queue, remember=False)
            name = consumer or f"{socket.gethostname()}:{os.getpid()}"
            batches = Batches(db.engine)
            for chunk in read_chunks(intake.queue, name, batches):
                lock.reacquire()
                done = _store(batches, chunk.batch)
                settled.append(behind.submit(_finish, intake, chunk))
                users |= {row.view.user for row in chunk.batch.good if row.view}
                total = FlushResult(*(left + right for left, right in zip(total, done, strict=True)))
            for each in settled:
                each.result()  # raises what kept it from being settled; a later run finds the rows stored
            look(intake.queue)
        finally:
            if any(total):
                log.info("intake.flushed", **total._asdict())
            intake.events.settle()
        _push_figures(intake)
    push_totals(users - _categorise(total.stored))
    return total


def _finish(intake: Intake, chunk: Chunk) -> None:
    """Take stored rows off the queue, but not before somebody has pushed them to the screens."""
    by_mark = marks_of(chunk)
    while left := intake.queue.unannounced(list(by_mark)):
        late = [mark for mark in left if by_mark[mark].age_s > LATE_S]
        if late:
            intake.announce([fresh_rows(entry) for entry in {by_mark[mark] for mark in late}])
            intake.queue.forget_marks(late)  # of rows that cannot be read
        else:
            time.sleep(LOOK_AGAIN_S)
    intake.queue.settle(chunk.entries, chunk.fields)


def _store(batches: Batches, batch: Batch) -> FlushResult:
    """Store a batch in one transaction. Where the database refuses it, halve it until one row is left."""
    try:
        return _store_at_once(batch)
    except (DataError, IntegrityError) as exc:
        if len(batch.rows) > 1:
            half = len(batch.rows) // 2
            halves = (batch.rows[:half], batch.rows[half:])
            left, right = (_store(batches, batches.of(rows)) for rows in halves)
            return FlushResult(*(a + b for a, b in zip(left, right, strict=True)))
        with transaction() as session:
            _bury(session, batch.rows[0], "refused", f"The database refused it: {type(exc.orig).__name__}")
        return FlushResult(0, 0, 1)


def _store_at_once(batch: Batch) -> FlushResult:
    rows, good = batch.rows, batch.good
    with transaction() as session:
        after_id = newest_id(session)
        stored, refused = store(session.connection(), batch.encoded)
        if stored:
            leave_range(session, after_id)
        for row in rows:
            if row.view is None:
                _bury(session, row, "undecodable", "This is no transaction that can be stored")
        for refusal in refused:
            _bury(session, good[refusal.position], refusal.reason, _DETAILS[refusal.reason])
    _tell_refused(good, refused)
    dead = len(refused) + len(rows) - len(good)
    return FlushResult(stored, len(rows) - stored - dead, dead)


_DETAILS = {
    "unknown_user": "There is no such user",
    "conflict": "This id is already stored with other content",
}


def _bury(session: Session, row: Waiting, reason: str, detail: str) -> None:
    """Write a dead letter, once per place in the queue."""
    values = {
        "origin": row.origin,
        "user_id": row.view.user if row.view else None,
        "transaction_id": row.view.transaction_id if row.view else None,
        "reason": reason,
        "detail": detail,
        "payload": msgspec.to_builtins(row.view) if row.view else row.raw,
        "created_at": now(),
    }
    session.execute(insert_into(DeadLetter).values(values).on_conflict_do_nothing(index_elements=["origin"]))


def _tell_refused(rows: Sequence[Waiting], refused: Sequence[Refused]) -> None:
    for refusal in refused:
        view = rows[refusal.position].view
        if view is not None and refusal.reason == "conflict":
            event = TransactionUpdated(
                transaction_id=view.transaction_id,
                user=view.user,
                state="rejected",
                reason=refusal.reason,
                detail=_DETAILS[refusal.reason],
            )
            publisher().publish(event, to=user_room(view.user))


def _categorise(stored: int) -> set[int]:
    """Find categories for what is stored now; return whose totals were pushed with them.

    What keeps it from it is logged and no reason to flush again: the range is left, and the next flush takes
    it up.
    """
    try:
        return categorise_soon(stored)
    except Exception:
        db.session.rollback()
        log.exception("flush.not_categorised")
        return set()


def _push_figures(intake: Intake) -> None:
    """Push the queue's figures to the admins who look."""
    try:
        push_figures(intake, count_open_dead_letters())
    except OperationalError:
        log.warning("flush.figures_not_pushed")


def count_open_dead_letters() -> int:
    statement = select(func.count()).select_from(DeadLetter).where(DeadLetter.state == "open")
    return db.session.scalar(statement) or 0
