"""Moving what waits in the queue to the database: in bulk, each row once, whatever dies on the way.

The order is the promise: claim, store in one transaction, commit, and only then settle. A flusher that
dies before the commit leaves its entries to be claimed again; one that dies after it leaves rows that the
next flusher finds stored already.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import msgspec
import structlog
from redis.exceptions import LockError
from redis.lock import Lock
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from app.clock import now
from app.db import transaction
from app.domain.banking.adapters.bulk_store import Refused, StagedRow, store
from app.domain.banking.adapters.intake_queue import Entry
from app.domain.banking.events import MetricsUpdated, TransactionUpdated
from app.domain.banking.models import DeadLetter
from app.domain.banking.rules import TransactionView, storable
from app.domain.banking.service.intake import Intake, push_figures
from app.domain.banking.service.summary import summarise_for
from app.extensions import db, redis
from app.realtime import bank_room, online_among, publisher, user_room

log = structlog.get_logger()

CHUNK_ROWS = {"postgresql": 20_000, "sqlite": 5_000}
"""Rows per transaction; SQLite has one writer, who should not keep the others waiting."""
LOCK_S = 15


class Waiting(NamedTuple):
    """One row of a claimed entry; `view` is None when it could not be decoded."""

    origin: str
    view: TransactionView | None
    raw: str
    content_hash: str


class FlushResult(NamedTuple):
    """What one run did, in rows."""

    stored: int
    known: int
    dead: int


def flush_intake(intake: Intake, *, consumer: str | None = None) -> FlushResult:
    """Flush until the queue is empty, a transaction per chunk; a run that finds another one leaves.

    Raises OperationalError when the database is away: nothing is settled, a later run claims it again.
    """
    total = FlushResult(0, 0, 0)
    with _alone() as lock:
        if lock is None:
            return total
        users: set[int] = set()
        try:
            for entries in _chunks(intake, consumer or f"{socket.gethostname()}:{os.getpid()}"):
                lock.reacquire()
                rows_of = [_rows_of(entry) for entry in entries]
                done = _store([row for rows in rows_of for row in rows])
                intake.queue.settle(entries, [_fields(rows) for rows in rows_of])
                users |= {row.view.user for rows in rows_of for row in rows if row.view}
                total = FlushResult(*(left + right for left, right in zip(total, done, strict=True)))
        finally:
            if any(total):
                log.info("intake.flushed", **total._asdict())
            intake.events.settle()
        _tell(intake, users)
    return total


@contextmanager
def _alone() -> Iterator[Lock | None]:
    """Hold the flush lock, or yield None. Two at once would be safe, only wasteful."""
    lock = redis().lock("lock:flush", timeout=LOCK_S, blocking=False)
    if not lock.acquire():
        yield None
        return
    try:
        yield lock
    finally:
        try:
            lock.release()
        except LockError:  # it lapsed while a chunk took long; another run may have it now
            log.warning("flush.lock_lapsed")


def _chunks(intake: Intake, consumer: str) -> Iterator[list[Entry]]:
    size = CHUNK_ROWS[db.engine.dialect.name]
    while entries := intake.queue.take(consumer, rows=size):
        yield entries


def _rows_of(entry: Entry) -> list[Waiting]:
    """Decode an entry; a row that cannot be is kept as text for the dead letters."""
    try:
        views = _decoder.decode(entry.rows)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _rows_one_by_one(entry)
    if not all(map(storable, views)):
        return _rows_one_by_one(entry)
    return [
        Waiting(f"{entry.id}:{place}", view, "", entry.hash_at(place)) for place, view in enumerate(views)
    ]


_decoder = msgspec.json.Decoder(list[TransactionView])


def _rows_one_by_one(entry: Entry) -> list[Waiting]:
    try:
        raws = [bytes(raw) for raw in msgspec.json.decode(entry.rows, type=list[msgspec.Raw])]
    except (msgspec.DecodeError, UnicodeDecodeError):
        raws = [entry.rows]
    return [_one(f"{entry.id}:{place}", raw, entry.hash_at(place)) for place, raw in enumerate(raws)]


def _one(origin: str, raw: bytes, content_hash: str) -> Waiting:
    text = raw.decode(errors="replace").replace("\x00", "\ufffd")
    try:
        view = msgspec.json.decode(raw, type=TransactionView)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Waiting(origin, None, text, content_hash)
    return Waiting(origin, view if storable(view) else None, text, content_hash)


def _fields(rows: Sequence[Waiting]) -> list[str]:
    """Return an entry's fields in the queue's index, also of rows that only name themselves."""
    named = (row.view or _name_in(row.raw) for row in rows)
    return [f"{row.user}:{row.transaction_id}" for row in named if row]


class _Named(msgspec.Struct):
    user: int
    transaction_id: str


def _name_in(raw: str) -> _Named | None:
    try:
        return msgspec.json.decode(raw, type=_Named)
    except msgspec.DecodeError:
        return None


def _store(rows: Sequence[Waiting]) -> FlushResult:
    """Store a chunk in one transaction. Where the database refuses it, halve it until one row is left."""
    try:
        return _store_at_once(rows)
    except (DataError, IntegrityError) as exc:
        if len(rows) > 1:
            half = len(rows) // 2
            left, right = _store(rows[:half]), _store(rows[half:])
            return FlushResult(*(a + b for a, b in zip(left, right, strict=True)))
        with transaction() as session:
            _bury(session, rows[0], "refused", f"The database refused it: {type(exc.orig).__name__}")
        return FlushResult(0, 0, 1)


def _store_at_once(rows: Sequence[Waiting]) -> FlushResult:
    staged = [_staged(place, row) for place, row in enumerate(rows) if row.view]
    with transaction() as session:
        stored, refused = store(session.connection(), staged) if staged else (0, [])
        for row in rows:
            if row.view is None:
                _bury(session, row, "undecodable", "This is no transaction that can be stored")
        for refusal in refused:
            _bury(session, rows[refusal.position], refusal.reason, _DETAILS[refusal.reason])
    _tell_refused(rows, refused)
    dead = len(refused) + len(rows) - len(staged)
    return FlushResult(stored, len(rows) - stored - dead, dead)


_DETAILS = {
    "unknown_user": "There is no such user",
    "conflict": "This id is already stored with other content",
}


def _staged(place: int, row: Waiting) -> StagedRow:
    view = row.view
    assert view is not None  # noqa: S101 - for the type checker; the caller filters
    return (
        place, view.user, view.transaction_id, view.amount, view.currency, view.status, view.description,
        view.merchant, view.category, view.source, view.occurred_at, view.received_at, row.content_hash,
    )  # fmt: skip


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
    insert = postgresql_insert if session.connection().dialect.name == "postgresql" else sqlite_insert
    session.execute(insert(DeadLetter).values(values).on_conflict_do_nothing(index_elements=["origin"]))


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


def _tell(intake: Intake, users: set[int]) -> None:
    """Push new totals to those who look, and the queue's figures to the admins."""
    for user_id in online_among(sorted(users)):
        totals = summarise_for(intake, user_id)
        if totals is not None:
            event = MetricsUpdated(**{key: totals[key] for key in ("pending", "queued", "today", "month")})
            intake.events.publish(event, to=bank_room(user_id))
    try:
        push_figures(intake, count_open_dead_letters())
    except OperationalError:
        log.warning("flush.figures_not_pushed")


def count_open_dead_letters() -> int:
    statement = select(func.count()).select_from(DeadLetter).where(DeadLetter.state == "open")
    return db.session.scalar(statement) or 0
