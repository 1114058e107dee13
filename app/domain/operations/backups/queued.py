"""What waits in Redis to be stored: into a backup, and back into the queue.

It is read before the database is: what was flushed in between is in both, and is stored once all the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct
from redis import Redis

from app.domain.banking.intake.new_transaction import Queued
from app.domain.banking.intake.queue import BOUNDLESS, NEW, SAME, Bounds, Entry, IntakeQueue

FILE = "queued.jsonl"


class Requeued(NamedTuple):
    """Rows that were put back; those that wait already; those that could not be."""

    new: int
    known: int
    refused: int


class _Named(Struct):
    user: int
    transaction_id: str


def dump(queue: IntakeQueue, folder: Path) -> int:
    """Write what waits into a folder, an entry a line; count the rows. Raises RedisError."""
    rows = 0
    with (folder / FILE).open("wb") as out:
        for entry in queue.entries():
            out.write(msgspec.json.encode(entry) + b"\n")
            rows += entry.size
    return rows


def load(client: Redis, folder: Path) -> Requeued:
    """Queue what waited once more; a row that is queued or stored already stays single. Raises RedisError.

    The limits of the queue do not count: these rows were taken in once.
    """
    boundless = IntakeQueue(client, Bounds(BOUNDLESS, BOUNDLESS, BOUNDLESS))
    counts = [0, 0, 0]
    with (folder / FILE).open("rb") as lines:
        for line in lines:
            rows, unreadable = _rows_of(msgspec.json.decode(line, type=Entry))
            counts[2] += unreadable
            for verdict in boundless.append(rows).verdicts or []:
                counts[0 if verdict == NEW else 1 if verdict == SAME else 2] += 1
    return Requeued(*counts)


def _rows_of(entry: Entry) -> tuple[list[Queued], int]:
    """Return an entry's rows, and how many of them cannot be read."""
    try:
        raws = msgspec.json.decode(entry.rows, type=list[msgspec.Raw])
    except msgspec.MsgspecError:
        return [], max(entry.size, 1)
    found = [_row(bytes(raw), entry.hash_at(place)) for place, raw in enumerate(raws)]
    rows = [row for row in found if row is not None]
    return rows, len(found) - len(rows)


def _row(raw: bytes, content_hash: str) -> Queued | None:
    try:
        named = msgspec.json.decode(raw, type=_Named)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return Queued(named.user, named.transaction_id, raw, content_hash, "")
