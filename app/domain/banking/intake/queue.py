"""The intake queue: a Redis Stream with a consumer group, and an index of what is in it.

Promise: a row is in the stream before the sender hears 200, and leaves it only after the commit that
stored it. Redis keeps both over a restart (append-only file).
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypedDict, cast

import msgspec
from redis import Redis
from redis.exceptions import ResponseError

from app.domain.banking.intake.new_transaction import Queued
from app.domain.banking.ledger.queued import PER_USER, rows_waiting

STREAM, INDEX, GROUP = "intake:stream", "intake:index", "flush"
ACCEPTED, FLUSHED, UNANNOUNCED = "intake:accepted", "intake:flushed", "intake:unannounced"
BYTES, GENERATION = "intake:bytes", "intake:generation"
CHUNK = 1_000
"""Rows an entry; append.lua unpacks two values for each, of the 8,000 that Lua's stack has room for."""
ENTRIES_AT_ONCE = 50
HASH_DIGITS = 32
ORPHANED_AFTER_MS = 10_000
"""An entry held this long without being settled belonged to a worker that died."""

NEW, SAME, OTHER, NO_ROOM = 0, 1, 2, 3
BOUNDLESS = 1 << 52


class Entry(NamedTuple):
    """One stream entry: up to a thousand rows as a JSON array, and their content hashes."""

    id: str
    rows: bytes
    hashes: str

    @property
    def age_s(self) -> float:
        """Seconds since it was queued, by the clocks of Redis then and this machine now."""
        return time.time() - int(self.id.partition("-")[0]) / 1000

    @property
    def size(self) -> int:
        """How many rows it holds."""
        return len(self.hashes) // HASH_DIGITS

    def hash_at(self, position: int) -> str:
        return self.hashes[position * HASH_DIGITS : (position + 1) * HASH_DIGITS]


class Fresh(NamedTuple):
    """Rows of one entry that are to be pushed to the screens."""

    entry_id: str
    rows: list[Queued]

    def mark(self, row: Queued) -> str:
        """Name what stands in the set of what was not pushed yet."""
        return f"{self.entry_id}:{row.user}"


class Appended(NamedTuple):
    """What became of the rows, in order, how many wait now, what is new.

    verdicts: None where nothing was taken, for the queue is full, or `over_share`: a user's part of it.
    """

    verdicts: list[int] | None
    depth: int
    fresh: list[Fresh]
    over_share: bool = False


class Bounds(NamedTuple):
    """How much may wait: rows, bytes of their JSON, and rows of one user."""

    rows: int
    bytes: int
    rows_per_user: int


class QueueFigures(TypedDict):
    """How the queue does. now: unix seconds. totals: accepted, flushed, and when last. accepted, flushed: per
    second, the oldest first.
    """

    now: int
    depth: int
    oldest_ms: int | None
    totals: list[int]
    accepted: list[int]
    flushed: list[int]
    bytes: int


class IntakeQueue:
    """The queue as seen by the intake (append, find) and by the flush (take, settle)."""

    def __init__(self, client: Redis, bounds: Bounds) -> None:
        self._redis = client
        self._bounds = bounds
        folder = Path(__file__).parent
        self._append = client.register_script((folder / "append.lua").read_text())
        self._settle = client.register_script((folder / "settle.lua").read_text())

    def append(self, rows: Sequence[Queued], *, whole: bool = False) -> Appended:
        """Queue rows durably, each once. All or nothing as to room, checked before the first row.

        whole: they are one sender's batch, for which that holds of a user's share as well; otherwise a row
        whose user has their share is NO_ROOM, and the others, of other senders, are taken.
        """
        verdicts: list[int] = []
        fresh: list[Fresh] = []
        depth = 0
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            args = self._room_for(rows, whole=whole) if start == 0 else _ROOM_CHECKED.copy()
            for row in chunk:
                args += (f"{row.user}:{row.transaction_id}", row.content_hash, row.payload)
            keys = [STREAM, INDEX, ACCEPTED, PER_USER, UNANNOUNCED, BYTES]
            answer = cast(list[Any], self._append(keys=keys, args=args))
            if answer[0] < 0:
                return Appended(None, self.depth(), [], over_share=answer[0] == -2)
            depth, entry, *found = answer
            verdicts += found
            new = [row for row, verdict in zip(chunk, found, strict=True) if verdict == NEW]
            fresh += [Fresh(entry.decode(), new)] if new else []
        return Appended(verdicts, depth, fresh)

    def _room_for(self, rows: Sequence[Queued], *, whole: bool) -> list[Any]:
        """Say what is needed; a batch of several entries is checked once, and then goes in whole."""
        most, needed = self._bounds, sum(len(row.payload) for row in rows)
        counts = Counter(row.user for row in rows) if whole else Counter[int]()
        named = [part for pair in counts.items() for part in pair]
        return [most.rows, most.bytes, len(rows), needed, most.rows_per_user, len(counts), *named]

    def unannounced(self, marks: Sequence[str]) -> list[str]:
        """Return those marks, 'entry:user', whose rows nobody has pushed to the screens yet."""
        if not marks:
            return []
        left = cast(list[int], self._redis.smismember(UNANNOUNCED, list(marks)))
        return [mark for mark, is_left in zip(marks, left, strict=True) if is_left]

    def forget_marks(self, marks: Sequence[str]) -> None:
        """Give up what cannot be pushed."""
        self._redis.srem(UNANNOUNCED, *marks)

    def find(self, user_id: int, transaction_id: str) -> bytes | None:
        """Return a waiting row's JSON."""
        mark = cast(bytes | None, self._redis.hget(INDEX, f"{user_id}:{transaction_id}"))
        return self._row_at(mark) if mark else None

    def _row_at(self, mark: bytes) -> bytes | None:
        """Read a row where its index says; None when it was settled in between."""
        entry, _, place = mark[HASH_DIGITS:].rpartition(b":")
        found = cast(list[Any], self._redis.xrange(STREAM, entry, entry))
        return bytes(_raws.decode(found[0][1][b"r"])[int(place)]) if found else None

    def find_any(self, transaction_id: str) -> list[bytes]:
        """Return every user's waiting row with this id; walks the index, for admins only."""
        pattern = "".join(f"\\{char}" if char in "*?[]\\^-" else char for char in transaction_id)
        found = self._redis.hscan_iter(INDEX, match=f"*:{pattern}", count=1_000)
        ending = f":{transaction_id}"
        rows = [self._row_at(mark) for field, mark in found if _after_user(field) == ending]
        return [row for row in rows if row is not None]

    def depth(self) -> int:
        """Count the rows that wait."""
        return int(cast(int, self._redis.hlen(INDEX)))

    def depth_of(self, user_id: int) -> int:
        """Count a user's waiting rows."""
        return rows_waiting(self._redis, user_id)

    def take(self, consumer: str, *, rows: int) -> list[Entry]:
        """Claim about `rows` rows: first what a dead worker held, then what is new."""
        self._ensure_group()
        entries = self._claim_orphans(consumer)
        while sum(len(entry.hashes) for entry in entries) < rows * HASH_DIGITS:
            # One-row entries are common: ask for many, but settle for what one answer holds.
            fresh = self._read_new(consumer, count=max(1, rows // CHUNK) if not entries else 50)
            if not fresh:
                break
            entries += fresh
        return entries

    def entries(self) -> Iterator[Entry]:
        """Yield every entry that waits, the oldest first, claimed or not; claims none."""
        after = "-"
        while found := cast(list[Any], self._redis.xrange(STREAM, min=after, count=ENTRIES_AT_ONCE)):
            yield from (_entry(*item) for item in found)
            after = f"({found[-1][0].decode()}"

    def _read_new(self, consumer: str, *, count: int) -> list[Entry]:
        answer = cast(list[Any], self._redis.xreadgroup(GROUP, consumer, {STREAM: ">"}, count=count))
        return [_entry(*item) for item in (answer[0][1] if answer else [])]

    def _claim_orphans(self, consumer: str) -> list[Entry]:
        answer = cast(
            list[Any],
            self._redis.xautoclaim(STREAM, GROUP, consumer, ORPHANED_AFTER_MS, "0-0", count=CHUNK),
        )
        return [_entry(*item) for item in answer[1] if item[0] is not None and item[1]]

    def settle(self, entries: Sequence[Entry], fields: Sequence[Sequence[str]]) -> int:
        """Take committed entries off the queue; fields: each entry's `user:id` keys. Returns rows freed."""
        args: list[Any] = [GROUP]
        for entry, keys in zip(entries, fields, strict=True):
            args += (entry.id, max(0, len(entry.rows) - 1 - entry.size), len(keys), *keys)
        return int(cast(int, self._settle(keys=[STREAM, INDEX, FLUSHED, PER_USER, BYTES], args=args)))

    def _ensure_group(self) -> None:
        try:
            self._redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except ResponseError as exc:
            if "BUSYGROUP" not in str(exc):
                raise

    def generation(self) -> str:
        """Return the name of the data that Redis has; data without one gets one."""
        self._redis.set(GENERATION, uuid.uuid4().hex, nx=True)
        return cast(bytes, self._redis.get(GENERATION)).decode()

    def figures(self, seconds: int = 60) -> QueueFigures:
        """Return depth, totals, oldest entry's moment in ms, and counts per second, oldest first."""
        clock = int(cast(tuple[int, int], self._redis.time())[0])
        window = range(clock - seconds, clock)
        pipe = self._redis.pipeline()  # at one moment, or the sums would not agree while rows come in
        pipe.hlen(INDEX)
        pipe.xrange(STREAM, count=1)
        pipe.mget([ACCEPTED, FLUSHED, f"{FLUSHED}:at"])
        pipe.mget([f"{ACCEPTED}:{second}" for second in window])
        pipe.mget([f"{FLUSHED}:{second}" for second in window])
        pipe.get(BYTES)
        depth, oldest, totals, accepted, flushed, waiting = pipe.execute()
        return {
            "now": clock,
            "depth": depth,
            "oldest_ms": int(oldest[0][0].split(b"-")[0]) if oldest else None,
            "totals": [int(value or 0) for value in totals],
            "accepted": [int(value or 0) for value in accepted],
            "flushed": [int(value or 0) for value in flushed],
            "bytes": int(waiting or 0),
        }

    def fullest(self, most: int = 5) -> list[tuple[int, int]]:
        """Return the users with the most rows waiting and how many those are; for admins only."""
        counts = cast(dict[bytes, bytes], self._redis.hgetall(PER_USER))
        found = [(int(user), int(count)) for user, count in counts.items()]
        return sorted(found, key=lambda each: (-each[1], each[0]))[:most]


_ROOM_CHECKED: list[Any] = [BOUNDLESS, BOUNDLESS, 0, 0, BOUNDLESS, 0]
_raws = msgspec.json.Decoder(list[msgspec.Raw])


def _entry(entry_id: bytes, fields: dict[bytes, bytes]) -> Entry:
    return Entry(entry_id.decode(), fields.get(b"r", b""), fields.get(b"h", b"").decode("ascii", "replace"))


def _after_user(field: bytes) -> str:
    text = field.decode()
    return text[text.index(":") :]
