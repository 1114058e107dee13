"""Send events: number and log them in Redis, then fan them out to the rooms' sockets."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec
import structlog
from flask import current_app
from redis import Redis
from redis.exceptions import RedisError

from app.clock import now, rfc3339
from app.extensions import socketio
from app.realtime.events import EVENTS, Event

log = structlog.get_logger()

INTERVAL_MS = 50
"""A client gets at most 20 messages a second per audience and event."""
KEPT_EVENTS = 10_000
KEPT_S = 24 * 3600
MAX_ITEMS = 1_000
"""A gathered message holds the newest thousand; the rest is counted in `omitted`."""
WAITING = "rt:waiting"
"""A set of 'audience|event' that wait for their turn, so that `settle` finds what a dead process left."""


class Once(NamedTuple):
    """Marks in a Redis set, each of which stands for events that were not sent yet."""

    marks_key: str
    marks: Sequence[str]


NO_MARKS = Once("rt:none", ())


class Publisher:
    """Publishes for one process. Safe for threads and greenlets; needs no app context."""

    def __init__(self, client: Redis) -> None:
        self._redis = client
        self._script = client.register_script((Path(__file__).parent / "publish.lua").read_text())
        self._timers: set[tuple[str, type[Event]]] = set()
        self._lock = threading.Lock()
        self.sent = 0

    def publish(self, event: Event, *, to: str) -> None:
        """Send one event to an audience: `user:{id}`, or a topic's room."""
        self.publish_encoded(type(event), [msgspec.json.encode(event)], to=to)

    def publish_encoded(
        self, kind: type[Event], payloads: Sequence[bytes], *, to: str, once: Once | None = None
    ) -> None:
        """Send events whose data is already JSON; the fast path of the intake.

        once: send them only if their marks still stand, and take those away in the same step.

        A push is a courtesy on top of what is stored: when Redis is away it is logged and left.
        """
        try:
            wait_ms = self._release(kind, payloads, to, once or NO_MARKS)
            if wait_ms:
                self._release_later(kind, to, wait_ms)
        except RedisError as exc:
            log.warning("realtime.not_sent", pushed=kind.name, error=type(exc).__name__)

    def _release(self, kind: type[Event], payloads: Sequence[bytes], to: str, once: Once) -> int:
        newest = payloads[-MAX_ITEMS:]
        answer = cast(list[Any], self._script(
            keys=[*_keys(to, kind.name), once.marks_key],
            args=[
                INTERVAL_MS, kind.burst, kind.when_fast, rfc3339(now()), kind.name, kind.plural or "",
                KEPT_EVENTS, KEPT_S, MAX_ITEMS, len(payloads) - len(newest),
                len(once.marks), *once.marks, *newest,
            ],
        ))  # fmt: skip
        for position in range(1, len(answer), 4):
            self._emit(to, *answer[position : position + 4])
        return int(answer[0])

    def _emit(self, to: str, event_id: int, name: bytes, body: bytes, omitted: int) -> None:
        envelope = {"id": event_id, "at": rfc3339(now()), "data": msgspec.Raw(body)}
        if omitted:
            envelope["omitted"] = int(omitted)
        socketio.emit(name.decode(), envelope, to=to)
        self.sent += 1

    def _release_later(self, kind: type[Event], to: str, wait_ms: int) -> None:
        with self._lock:
            if (to, kind) in self._timers:
                return
            self._timers.add((to, kind))
        timer = threading.Timer(wait_ms / 1000, self._on_timer, (kind, to))
        timer.daemon = True
        timer.start()

    def _on_timer(self, kind: type[Event], to: str) -> None:
        with self._lock:
            self._timers.discard((to, kind))
        self.publish_encoded(kind, [], to=to)

    def settle(self) -> None:
        """Send what a process that died was holding back; run by the flush every few seconds."""
        for member in cast(set[bytes], self._redis.smembers(WAITING)):
            audience, _, name = member.decode().rpartition("|")
            if name in EVENTS:
                self.publish_encoded(EVENTS[name], [], to=audience)

    def last_id(self, audience: str) -> int:
        """Return the id of the newest event sent to an audience, 0 before the first."""
        return int(cast(bytes, self._redis.get(f"rt:seq:{audience}")) or 0)

    def missed(self, audience: str, after: int) -> tuple[list[tuple[str, dict[str, Any]]], int | None]:
        """Return what was sent after an id as (name, envelope), and the oldest id kept if there is a gap."""
        entries = cast(list[Any], self._redis.xrange(f"rt:log:{audience}", f"{after + 1}-0", "+"))
        first = int(entries[0][0].split(b"-")[0]) if entries else None
        last = self.last_id(audience)
        complete = after == last or (first is not None and first == after + 1)
        events = [_replayed(entry_id, fields) for entry_id, fields in entries]
        return events, None if complete else (first or 0)


def _keys(audience: str, name: str) -> list[str]:
    waiting = [f"rt:{part}:{audience}|{name}" for part in ("pending", "omitted", "tat")]
    return [*waiting, f"rt:seq:{audience}", f"rt:log:{audience}", WAITING]


def _replayed(entry_id: bytes, fields: dict[bytes, bytes]) -> tuple[str, dict[str, Any]]:
    envelope: dict[str, Any] = {
        "id": int(entry_id.split(b"-")[0]),
        "at": fields[b"a"].decode(),
        "data": msgspec.json.decode(fields[b"d"]),
    }
    if int(fields[b"o"]):
        envelope["omitted"] = int(fields[b"o"])
    return fields[b"n"].decode(), envelope


def publisher() -> Publisher:
    """Return the app's publisher."""
    return cast(Publisher, current_app.extensions["tidewatch_publisher"])
