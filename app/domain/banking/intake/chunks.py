"""What a flush works on: claimed entries, decoded and encoded anew for the database, one chunk ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import msgspec
from sqlalchemy import Engine

from app.days import day_of_minute
from app.domain.banking.intake.bulk_store import Encoded, NewRow, encode
from app.domain.banking.intake.new_transaction import queued_of
from app.domain.banking.intake.queue import Entry, Fresh, IntakeQueue
from app.domain.banking.intake.zones import UNKNOWN, zones_of
from app.domain.banking.ledger.views import TransactionView, storable

CHUNK_ROWS = {"postgresql": 10_000, "sqlite": 5_000}
"""Rows per transaction; SQLite has one writer, who should not keep the others waiting."""


class Waiting(NamedTuple):
    """One row of a claimed entry; `view` is None when it cannot be stored."""

    origin: str
    view: TransactionView | None
    raw: str
    content_hash: str


class Batch(NamedTuple):
    """Rows for one transaction; `good` are those that can be stored, `encoded` is what the database gets."""

    rows: Sequence[Waiting]
    good: list[Waiting]
    encoded: Encoded


class Chunk(NamedTuple):
    """Claimed entries, their fields in the queue's index, and their rows."""

    entries: list[Entry]
    fields: list[list[str]]
    batch: Batch


class Batches:
    """Makes batches for one database; needs no app, so that a thread can do it ahead."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.chunk_rows = CHUNK_ROWS[engine.dialect.name]

    def of(self, rows: Sequence[Waiting]) -> Batch:
        """Encode rows for the database; each has its day in its owner's time zone."""
        good = [row for row in rows if row.view]
        zones = self._zones({row.view.user for row in good if row.view})
        new = [_new_row(row, zones) for row in good]
        return Batch(rows, good, encode(self._engine.dialect.name, new))

    def _zones(self, user_ids: set[int]) -> dict[int, str]:
        if not user_ids:
            return {}
        with self._engine.connect() as connection:
            return zones_of(connection, user_ids)


def read_chunks(queue: IntakeQueue, consumer: str, batches: Batches) -> Iterator[Chunk]:
    """Claim until the queue is empty. While the caller stores one chunk, the next one is made ready."""

    def read() -> Chunk:
        entries = queue.take(consumer, rows=batches.chunk_rows)
        rows_of = [_rows_of(entry) for entry in entries]
        rows = [row for rows in rows_of for row in rows]
        return Chunk(entries, [_fields(rows) for rows in rows_of], batches.of(rows))

    with ThreadPoolExecutor(1) as reader:
        ahead = reader.submit(read)
        while (chunk := ahead.result()).entries:
            ahead = reader.submit(read)
            yield chunk


def marks_of(chunk: Chunk) -> dict[str, Entry]:
    """Return the marks that a chunk's rows had when they were queued, and the entry of each."""
    pairs = zip(chunk.entries, chunk.fields, strict=True)
    return {
        f"{entry.id}:{user}": entry
        for entry, fields in pairs
        for user in {field.partition(":")[0] for field in fields}
    }


def fresh_rows(entry: Entry) -> Fresh:
    """Return an entry's good rows as the intake pushes them."""
    rows = [queued_of(row.view, row.content_hash) for row in _rows_of(entry) if row.view]
    return Fresh(entry.id, rows)


def _new_row(row: Waiting, zones: dict[int, str]) -> NewRow:
    view = row.view
    assert view is not None  # noqa: S101 - for the type checker; the caller filters
    booked_on = day_of_minute(view.occurred_at[:16], zones.get(view.user, UNKNOWN))
    source, sure = ("user", 100) if view.category else (None, None)
    return (
        view.user, view.transaction_id, view.amount, view.currency, view.status, view.description,
        view.merchant, view.category, source, sure, view.source, view.direction, view.account,
        row.content_hash, booked_on, 1, view.occurred_at, view.received_at,
    )  # fmt: skip


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
