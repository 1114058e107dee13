"""Telling the screens what was stored: written with the rows, pushed once, by the first process that can.

The announcement's row commits with the transactions, its mark stands in Redis before that. Pushing and
taking the mark away is one step, so that a worker that dies after the commit is made up for by the next
sweep, and one that dies after the push is not repeated.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, select

from app.clock import now
from app.db import on_commit, transaction
from app.domain.banking.events import MetricsUpdated, TransactionCreated, TransactionUpdated
from app.domain.banking.models import Announcement, Transaction
from app.domain.banking.service.intake import Intake
from app.domain.banking.service.summary import summarise_for
from app.domain.banking.service.transactions import view_of
from app.extensions import db, redis
from app.realtime import Once, bank_room, publisher, user_room

MARKS = "bank:unannounced"
AT_ONCE = 1_000
"""More than this is no news but a list: the page is told to load it again."""
LATE = timedelta(seconds=3)


class Changes(NamedTuple):
    """What one commit did to a user's transactions: row ids, and the transaction ids of what is gone."""

    created: Sequence[int] = ()
    updated: Sequence[int] = ()
    removed: Sequence[str] = ()


def announce(user_id: int, changes: Changes) -> None:
    """Push changes once the current transaction has committed."""
    announce_all({user_id: changes})


def announce_all(by_user: Mapping[int, Changes]) -> None:
    """Push many users' changes once the current transaction has committed."""
    rows = [
        Announcement(mark=uuid.uuid4().hex, user_id=user_id, event=event, ids=ids, removed=removed)
        for user_id, changes in by_user.items()
        for event, ids, removed in (
            ("created", list(changes.created[-AT_ONCE:]), []),
            ("updated", list(changes.updated[-AT_ONCE:]), list(changes.removed[-AT_ONCE:])),
        )
        if ids or removed
    ]
    if not rows:
        return
    db.session.add_all(rows)
    db.session.flush()
    redis().sadd(MARKS, *(row.mark for row in rows))
    numbers = [row.id for row in rows]
    on_commit(lambda: push(numbers))


def push(announcement_ids: Sequence[int]) -> None:
    """Push announcements and forget them."""
    if not announcement_ids:
        return
    with transaction() as session:
        for row in session.scalars(select(Announcement).where(Announcement.id.in_(announcement_ids))):
            _send(row)
        session.execute(delete(Announcement).where(Announcement.id.in_(announcement_ids)))


def push_late(intake: Intake) -> int:
    """Push what a worker that died had stored but not pushed; run every few seconds. Counts them."""
    found = db.session.execute(
        select(Announcement.id, Announcement.user_id).where(Announcement.created_at < now() - LATE)
    ).all()
    push([number for number, _ in found])
    for user_id in {user_id for _, user_id in found}:
        push_metrics(intake, user_id)
    return len(found)


def _send(row: Announcement) -> None:
    kind = TransactionCreated if row.event == "created" else TransactionUpdated
    removed = [
        msgspec.json.encode({"transaction_id": gone, "user": row.user_id, "state": "removed"})
        for gone in row.removed
    ]
    once = Once(MARKS, [row.mark])
    publisher().publish_encoded(kind, _encoded(row.ids) + removed, to=user_room(row.user_id), once=once)


def _encoded(ids: Sequence[int]) -> list[bytes]:
    if not ids:
        return []
    rows = db.session.scalars(
        select(Transaction).where(Transaction.id.in_(ids)).execution_options(populate_existing=True)
    )
    return [msgspec.json.encode(view_of(row)) for row in sorted(rows, key=lambda row: row.id)]


def push_metrics(intake: Intake, user_id: int) -> None:
    """Push a user's new totals to the clients that watch them."""
    totals = summarise_for(intake, user_id)
    if totals is not None:
        told = MetricsUpdated(**{key: totals[key] for key in ("pending", "queued", "today", "month")})
        publisher().publish(told, to=bank_room(user_id))
