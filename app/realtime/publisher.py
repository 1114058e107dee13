"""Send events: number and log them in Redis, then fan them out to the rooms' sockets."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec
import structlog
from redis import Redis
from redis.exceptions import RedisError

from app import traces
from app.clock import now, rfc3339
from app.extensions import socketio
from app.json_values import JsonObject
from app.realtime.events import EVENTS, Event
from app.realtime.topics import topic_of
from app.services import services

log = structlog.get_logger()

INTERVAL_MS = 50
"""A client gets at most 20 messages a second per audience and event."""
KEPT_EVENTS = 10_000
KEPT_S = 24 * 3600
MAX_ITEMS = 1_000
"""A gathered message holds the newest thousand; the rest is counted in `omitted`."""
WAITING = "rt:waiting"
"""A set of 'audience|event' that wait for their turn, so that `settle` finds what a dead process left."""


PAGE_EVENTS = 200
PAGE_BYTES = 128 * 1024
"""A page of a replay ends with the event that reaches this; one event may be some 500 KB."""
MAX_READERS = 8
"""Readers of logs that may hold a connection to Redis at once; the rest of the pool is for the others."""

Item = tuple[str, JsonObject]
"""An event's name and its envelope."""


class Page(NamedTuple):
    """A part of an audience's log.

    newest: the audience's newest id, which may lie beyond this page.
    size: the bytes of its events.
    gap: the oldest id kept where something between is kept no more, 0 where nothing is; else None.
    """

    events: list[Item]
    newest: int
    size: int
    gap: int | None

    @property
    def last_id(self) -> int:
        return int(self.events[-1][1]["id"]) if self.events else self.newest

    @property
    def has_more(self) -> bool:
        return bool(self.events) and self.last_id < self.newest


class Once(NamedTuple):
    """Marks in a Redis set, each of which stands for events that were not sent yet."""

    marks_key: str
    marks: Sequence[str]


NO_MARKS = Once("rt:none", ())


class Publisher:
    """Publishes for one process. Safe for threads and greenlets; needs no app context."""

    def __init__(self, client: Redis) -> None:
        self._redis = client
        self._script = client.register_script(_lua("publish.lua"))
        self._page = client.register_script(_lua("page.lua"))
        self._readers = threading.BoundedSemaphore(MAX_READERS)
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
            with traces.span(f"push {kind.name}", audience=to):
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
        envelope: JsonObject = {
            "id": event_id, "at": rfc3339(now()), "topic": topic_of(to), "data": msgspec.Raw(body),
        }  # fmt: skip
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
        with self._readers:
            return int(cast(bytes, self._redis.get(f"rt:seq:{audience}")) or 0)

    def page(self, audience: str, after: int) -> Page:
        """Return what was sent after an id, oldest first, as far as one page goes."""
        keys = [f"rt:seq:{audience}", f"rt:log:{audience}"]
        with self._readers:
            answer = cast(list[Any], self._page(keys=keys, args=[after, PAGE_EVENTS, PAGE_BYTES]))
        newest, size, *entries = answer
        events = [_replayed(topic_of(audience), entry_id, fields) for entry_id, fields in entries]
        first = events[0][1]["id"] if events else None
        complete = after == newest or first == after + 1
        return Page(events, newest, size, None if complete else first or 0)


def _lua(name: str) -> str:
    return (Path(__file__).parent / name).read_text()


def _keys(audience: str, name: str) -> list[str]:
    waiting = [f"rt:{part}:{audience}|{name}" for part in ("pending", "omitted", "tat")]
    return [*waiting, f"rt:seq:{audience}", f"rt:log:{audience}", WAITING]


def _replayed(topic: str, entry_id: bytes, fields: list[bytes]) -> Item:
    found = dict(zip(fields[::2], fields[1::2], strict=True))
    envelope: JsonObject = {
        "id": int(entry_id.split(b"-")[0]),
        "at": found[b"a"].decode(),
        "topic": topic,
        "data": msgspec.Raw(found[b"d"]),
    }
    if int(found[b"o"]):
        envelope["omitted"] = int(found[b"o"])
    return found[b"n"].decode(), envelope


def publisher() -> Publisher:
    """Return the app's publisher."""
    return services().part(Publisher)
