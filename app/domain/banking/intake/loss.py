"""Noticing that Redis has lost its data, and with it rows that senders heard 200 for.

A generation stands in Redis and in the database. Where the two differ, Redis was emptied, replaced, or came
back without its log of writes: that is said until an admin has acknowledged it.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.clock import now, rfc3339
from app.db import transaction
from app.domain.banking.intake.queue import IntakeQueue
from app.domain.banking.intake.tables import QueueMemory
from app.extensions import db

log = structlog.get_logger()


class Loss(NamedTuple):
    """What is known of the losses: how many, and of the last one.

    lost_at: None once it is acknowledged. waiting: rows in the queue when it was last seen
    before, which may be fewer or more than were lost.
    """

    losses: int
    lost_at: datetime | None
    waiting: int


def look(queue: IntakeQueue, *, remember: bool = True) -> None:
    """Compare the generations, every few seconds. A run: opens its own transaction. Raises RedisError.

    remember: note what waits, or else only compare: on SQLite a write may have to wait.
    """
    generation = queue.generation()
    known = db.session.get(QueueMemory, 1, populate_existing=True)
    if known is None:
        _remember(generation)
    elif known.generation != generation:
        _note_loss(known, generation)
    elif remember:
        _note_seen(known, queue)
    else:
        db.session.rollback()  # hold no transaction while rows are claimed


def _remember(generation: str) -> None:
    try:
        with transaction() as session:
            session.add(QueueMemory(generation=generation))
    except IntegrityError:  # another process was first, with the same one
        log.debug("redis.generation_known")


def _note_loss(known: QueueMemory, generation: str) -> None:
    """Say it once, whichever process notices."""
    q, was, waiting = QueueMemory, known.generation, known.waiting
    values = {
        "generation": generation, "losses": q.losses + 1, "lost_at": now(), "lost_waiting": waiting,
        "waiting": 0, "accepted": 0, "seen_at": now(),
    }  # fmt: skip
    seen_at = rfc3339(known.seen_at)
    with transaction() as session:
        changed = update(q).where(q.generation == was).values(values).returning(q.id)
        first = session.execute(changed).first() is not None
    if first:
        log.error("redis.data_lost", rows_waiting=waiting, last_seen_at=seen_at)


def _note_seen(known: QueueMemory, queue: IntakeQueue) -> None:
    figures = queue.figures(1)
    accepted, waiting = figures["totals"][0], figures["depth"]
    if (accepted, waiting) != (known.accepted, known.waiting):
        with transaction():
            known.accepted, known.waiting, known.seen_at = accepted, waiting, now()
    else:
        db.session.rollback()


def adopt(queue: IntakeQueue) -> None:
    """Take the data that Redis has now for this installation's, inside the caller's transaction.

    For a database that was restored: what it remembers is the Redis of the time of its backup.
    """
    figures = queue.figures(1)
    values = {
        "generation": queue.generation(), "waiting": figures["depth"], "accepted": figures["totals"][0],
        "seen_at": now(),
    }  # fmt: skip
    db.session.execute(update(QueueMemory).values(values))


def find_loss() -> Loss:
    """Return what is known of losses, from the database alone."""
    known = db.session.get(QueueMemory, 1, populate_existing=True)
    return Loss(known.losses, known.lost_at, known.lost_waiting) if known else Loss(0, None, 0)


def acknowledge_loss() -> None:
    """Stop saying it, inside the caller's transaction; the count stays."""
    db.session.execute(update(QueueMemory).values(lost_at=None))
