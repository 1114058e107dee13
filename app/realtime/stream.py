"""Following an audience's events outside a socket: for Server-Sent Events, with replay from any id.

One thread of this process waits for all audiences that somebody follows, on one Redis connection; the
followers read the log themselves, each from its own place.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError

from app.json_values import JsonObject
from app.realtime.buckets import EVENT_COST_BYTES, Share
from app.realtime.publisher import Item, Publisher
from app.realtime.topics import topic_of

log = structlog.get_logger()

WAIT_MS = 250
"""So long may it take until somebody who begins to follow is waited for."""
HEARTBEAT_S = 15.0
ENTRIES_PER_LOOK = 10
"""Entries that one look reads from each log: it wants to know that there are some, not what they hold."""
Allowed = Callable[[], bool]


class Follower:
    """Wakes the followers of an audience when something was sent to it."""

    def __init__(self, client: Redis, publisher: Publisher) -> None:
        self._redis = client
        self._publisher = publisher
        self._followed: dict[str, list[threading.Event]] = defaultdict(list)
        self._places: dict[str, str] = {}
        self._lock = threading.Lock()
        self._running = False
        self._ended = False

    def end(self) -> None:
        """End all following, now and from now on: this process goes, and its clients resume elsewhere."""
        self._ended = True
        with self._lock:
            for woken in itertools.chain.from_iterable(self._followed.values()):
                woken.set()

    def follow(
        self, audience: str, after: int | None, *, until: float | None, allowed: Allowed, share: Share
    ) -> Iterator[Item | None]:
        """Yield events past an id, until a moment (unix seconds) or for ever; None where nothing happens.

        after: None begins with what is sent from now on. What is past keeping comes as `replay.gap`.
        allowed: asked now and then; it ends where the answer is no.
        """
        newest = self._publisher.last_id(audience)
        place = newest if after is None else after
        woken = self._join(audience, newest)
        try:
            yield None  # the answer begins at once, so that the client knows it is connected
            while not self._ended and allowed() and (left_s := _left_s(until)) > 0:
                page = self._publisher.page(audience, place)
                if page.gap is not None:
                    yield "replay.gap", _gap(audience, place, page.gap or None)
                if page.gap is not None and not page.events:
                    place = page.newest
                    self._go_back(audience, place)
                for name, envelope in page.events:
                    yield name, envelope
                    place = envelope["id"]
                if page.has_more:
                    time.sleep(share.replays.spend(page.size + EVENT_COST_BYTES * len(page.events)))
                    continue
                if not woken.wait(min(left_s, HEARTBEAT_S)):
                    yield None
                woken.clear()
        finally:
            self._leave(audience, woken)

    def audiences(self) -> list[str]:
        """Return the audiences that somebody follows in this process."""
        with self._lock:
            return list(self._followed)

    def _join(self, audience: str, place: int) -> threading.Event:
        woken = threading.Event()
        with self._lock:
            self._places.setdefault(audience, f"{place}-0")
            self._followed[audience].append(woken)
            if not self._running:
                self._running = True
                threading.Thread(target=self._watch, daemon=True).start()
        return woken

    def _go_back(self, audience: str, place: int) -> None:
        """Wait for what comes after a place that is before the one waited at: Redis has lost its numbers."""
        with self._lock:
            if audience in self._places:
                self._places[audience] = f"{place}-0"

    def _leave(self, audience: str, woken: threading.Event) -> None:
        with self._lock:
            self._followed[audience].remove(woken)
            if not self._followed[audience]:
                del self._followed[audience], self._places[audience]

    def _watch(self) -> None:
        """Wait for new entries in the followed logs; ends when nobody follows any more."""
        while (places := self._wanted()) is not None:
            try:
                self._wake(places)
            except RedisError as exc:
                log.warning("stream.not_watched", error=type(exc).__name__)
                time.sleep(1)

    def _wanted(self) -> dict[str, str] | None:
        with self._lock:
            self._running = bool(self._followed)
            return dict(self._places) if self._running else None

    def _wake(self, places: dict[str, str]) -> None:
        streams: Any = {f"rt:log:{audience}": place for audience, place in places.items()}
        answer: Any = self._redis.xread(streams, block=WAIT_MS, count=ENTRIES_PER_LOOK)
        for key, entries in answer or []:
            audience = key.decode().removeprefix("rt:log:")
            with self._lock:
                if audience in self._places:
                    self._places[audience] = entries[-1][0].decode()
                for woken in self._followed.get(audience, []):
                    woken.set()


def _gap(audience: str, place: int, oldest: int | None) -> JsonObject:
    return {"id": place, "topic": topic_of(audience), "data": {"after": place, "oldest": oldest}}


def _left_s(until: float | None) -> float:
    return HEARTBEAT_S if until is None else until - time.time()
