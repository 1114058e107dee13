"""The transactional outbox: what screens are told of changed transactions.

An entry commits with the rows; its deduplication token is in Redis before that. Pushing the entry and taking
the token away is one step, so that a worker that dies after the commit is made up for by the next sweep, and
one that dies after the push is not repeated.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, select

from app.clock import now
from app.db import on_commit, once_per_transaction, transaction
from app.domain.banking.ledger.arrivals import note_arrivals
from app.domain.banking.ledger.events import MetricsUpdated, TransactionCreated, TransactionUpdated
from app.domain.banking.ledger.tables import OutboxEntry, Transaction
from app.domain.banking.ledger.topics import bank_room
from app.domain.banking.ledger.totals import summarise_for
from app.domain.banking.ledger.views import view_of
from app.domain.banking.ledger.watchers import tell_watchers
from app.extensions import db, redis
from app.realtime import Once, online_among, publisher, user_room

TOKENS = "bank:unannounced"
MAX_NAMED = 1_000
"""Rows that are pushed one by one; where more changed, the page loads its list again."""
LATE = timedelta(seconds=3)


class Changes(NamedTuple):
    """What one commit did to a user's transactions: row ids, and the transaction ids of what is gone.

    unnamed: more changed than is pushed row by row; the totals are pushed all the same.
    """

    created: Sequence[int] = ()
    updated: Sequence[int] = ()
    removed: Sequence[str] = ()
    unnamed: bool = False


def updates(ids: Sequence[int]) -> Changes:
    """Name rows that changed; of too many, say only that they changed, and the page loads its list again."""
    return Changes(updated=ids) if len(ids) <= MAX_NAMED else Changes(unnamed=True)


def announce(user_id: int, changes: Changes) -> None:
    """Push rows, deletions and totals once the current transaction has committed.

    What several calls within one transaction say of a user is pushed together, each row once.
    """
    announce_all({user_id: changes})


def announce_all(by_user: Mapping[int, Changes]) -> None:
    """Announce many users' changes."""
    outbox = once_per_transaction(_Outbox)
    for user_id, changes in by_user.items():
        outbox.add(user_id, changes)
    outbox.write()
    note_arrivals({user_id: changes.created for user_id, changes in by_user.items()})


@dataclass
class _Draft:
    """An entry that is being gathered; dictionaries keep the order and each row once."""

    ids: dict[int, None] = field(default_factory=dict)
    removed: dict[str, None] = field(default_factory=dict)
    row: OutboxEntry | None = None
    is_written: bool = False


class _Outbox:
    """What one transaction has to push: at most one entry for each user and event."""

    def __init__(self) -> None:
        self._entries: dict[tuple[int, str], _Draft] = {}
        self._numbers: list[int] = []
        on_commit(lambda: push(self._numbers))

    def add(self, user_id: int, changes: Changes) -> None:
        if changes.created:
            self._extend((user_id, "created"), changes.created)
        created = self._entries.get((user_id, "created"), _Draft()).ids
        updated = [number for number in changes.updated if number not in created]
        is_first = changes.unnamed and not any(user == user_id for user, _ in self._entries)
        if updated or changes.removed or is_first:
            self._extend((user_id, "updated"), updated, changes.removed)

    def _extend(self, key: tuple[int, str], ids: Sequence[int], removed: Sequence[str] = ()) -> None:
        entry = self._entries.setdefault(key, _Draft())
        entry.ids |= dict.fromkeys(ids)
        entry.removed |= dict.fromkeys(removed)
        entry.is_written = False

    def write(self) -> None:
        """Write what was added to the table, and set the tokens of new entries in Redis."""
        new = []
        for (user_id, event), entry in self._entries.items():
            if entry.is_written:
                continue
            if entry.row is None:
                entry.row = OutboxEntry(mark=uuid.uuid4().hex, user_id=user_id, event=event)
                new.append(entry.row)
            entry.row.ids = list(entry.ids)[-MAX_NAMED:]
            entry.row.removed = list(entry.removed)[-MAX_NAMED:]
            entry.is_written = True
        db.session.add_all(new)
        db.session.flush()
        if new:
            redis().sadd(TOKENS, *(row.mark for row in new))
        self._numbers += [row.id for row in new]


def push(entry_ids: Sequence[int]) -> None:
    """Push entries and forget them, then the totals of those they are for.

    A run: opens its own transactions, so that the totals keep no row waiting.
    """
    if not entry_ids:
        return
    a = OutboxEntry
    with transaction() as session:
        rows = session.scalars(select(a).where(a.id.in_(entry_ids)).order_by(a.id)).all()
        users = {row.user_id for row in rows}
        for row in rows:
            _send(row)
        session.execute(delete(a).where(a.id.in_(entry_ids)))
    push_totals(users)


def push_late() -> int:
    """Push what a worker that died had stored but not pushed, every few seconds: a run. Counts them."""
    a = OutboxEntry
    late = list(db.session.scalars(select(a.id).where(a.created_at < now() - LATE)))
    push(late)
    return len(late)


def _send(row: OutboxEntry) -> None:
    kind = TransactionCreated if row.event == "created" else TransactionUpdated
    removed = [
        msgspec.json.encode({"transaction_id": gone, "user": row.user_id, "state": "removed"})
        for gone in row.removed
    ]
    once = Once(TOKENS, [row.mark])
    publisher().publish_encoded(kind, _encoded(row.ids) + removed, to=user_room(row.user_id), once=once)


def _encoded(ids: Sequence[int]) -> list[bytes]:
    if not ids:
        return []
    rows = db.session.scalars(
        select(Transaction).where(Transaction.id.in_(ids)).execution_options(populate_existing=True)
    )
    return [msgspec.json.encode(view_of(row)) for row in sorted(rows, key=lambda row: row.id)]


def push_totals(user_ids: Collection[int]) -> None:
    """Push new totals to those who watch them; of many users at once, to those who are online. Tell watchers.

    A run: opens its own transaction, which ends what it has read.
    """
    chosen = online_among(sorted(user_ids)) if len(user_ids) > 1 else list(user_ids)
    with transaction():
        for user_id in chosen:
            totals = summarise_for(user_id)
            if totals is not None:
                told = MetricsUpdated(
                    pending=totals["pending"],
                    queued=totals["queued"],
                    today=totals["today"],
                    today_base=totals["today_base"],
                    month=totals["month"],
                    month_base=totals["month_base"],
                )
                publisher().publish(told, to=bank_room(user_id))
    tell_watchers(user_ids)
