"""Delivery as providers do it: retries on a schedule, now and then twice, now and then out of order."""

from __future__ import annotations

import heapq
import itertools
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import requests

from simulators.message import Delivery, Message, deliver, open_session

BASIQ_SCHEDULE_S = (0.0, 5.0, 300.0, 1_800.0, 7_200.0, 18_000.0, 36_000.0, 36_000.0)
"""Waits before each attempt (api.basiq.io/docs/webhooks): eight attempts over 27.6 hours."""

SHORT_SCHEDULE_S = (0.0, 1.0, 5.0, 30.0, 300.0)
"""For senders that publish none."""


class _Attempt(NamedTuple):
    due: float
    number: int
    message: Message
    attempt: int
    duplicate: bool


def _ignore(_delivery: Delivery) -> None:
    """Nobody listens."""


@dataclass(kw_only=True)
class Sender:
    """Sends in background threads until `stop`; `submit` returns at once.

    hurry: what the schedule's waits are divided by. duplicates, disorder: the probability that a message is
    sent twice, and that it is held back until up to three later ones went first. One thread keeps the order.
    tell: called from the threads with each attempt's result.
    """

    schedule_s: tuple[float, ...] = SHORT_SCHEDULE_S
    hurry: float = 1.0
    duplicates: float = 0.0
    disorder: float = 0.0
    seed: int = 0
    threads: int = 4
    tell: Callable[[Delivery], None] = _ignore
    deliveries: deque[Delivery] = field(default_factory=lambda: deque(maxlen=100_000))
    counters: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311 - accidents on demand, no secret
        self._changed = threading.Condition()
        self._queue: list[_Attempt] = []
        self._held: list[tuple[int, Message]] = []
        self._numbers = itertools.count()
        self._busy = 0
        self._ended = False
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self.threads)]
        for thread in self._threads:
            thread.start()

    def submit(self, message: Message) -> None:
        """Take a message for sending; counters: submitted, held, duplicated, then taken, failed, given_up."""
        with self._changed:
            self.counters["submitted"] += 1
            if self._chance.random() < self.disorder:
                self.counters["held"] += 1
                self._held.append((self._chance.randint(1, 3), message))
            else:
                self._release(message)
                self._pass_held()

    def join(self, within_s: float = 60.0) -> bool:
        """Let go what is held back, and wait until nothing is left to send; False when time ran out."""
        with self._changed:
            for _, message in self._held:
                self._release(message)
            self._held.clear()
            return self._changed.wait_for(lambda: not self._queue and not self._busy, within_s)

    def stop(self) -> None:
        """End the threads; what was still to be tried is dropped."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def _pass_held(self) -> None:
        """One more message went past those held back."""
        waiting = [(left - 1, message) for left, message in self._held]
        self._held = [(left, message) for left, message in waiting if left > 0]
        for left, message in waiting:
            if left == 0:
                self._release(message)

    def _release(self, message: Message) -> None:
        self._plan(message, 1, duplicate=False)
        if self._chance.random() < self.duplicates:
            self.counters["duplicated"] += 1
            self._plan(message, 1, duplicate=True)

    def _plan(self, message: Message, attempt: int, *, duplicate: bool) -> None:
        due = time.monotonic() + self.schedule_s[attempt - 1] / self.hurry
        heapq.heappush(self._queue, _Attempt(due, next(self._numbers), message, attempt, duplicate))
        self._changed.notify_all()

    def _work(self) -> None:
        with open_session() as session:
            while (job := self._take()) is not None:
                self._send(session, job)

    def _take(self) -> _Attempt | None:
        """Wait for an attempt that is due; None at the end."""
        with self._changed:
            while not self._ended:
                wait_s = self._queue[0].due - time.monotonic() if self._queue else None
                if wait_s is not None and wait_s <= 0:
                    self._busy += 1
                    return heapq.heappop(self._queue)
                self._changed.wait(wait_s)
            return None

    def _send(self, session: requests.Session, job: _Attempt) -> None:
        result = deliver(session, job.message, job.attempt, duplicate=job.duplicate)
        self.tell(result)
        with self._changed:
            self.deliveries.append(result)
            self._settle(job, result)
            self._busy -= 1
            self._changed.notify_all()

    def _settle(self, job: _Attempt, result: Delivery) -> None:
        if result.taken:
            self.counters["taken"] += 1
            return
        self.counters["failed"] += 1
        # 410 Gone ends the retries: the receiver says that nobody lives there (Standard Webhooks).
        if result.status == 410 or job.attempt >= len(self.schedule_s):
            self.counters["given_up"] += 1
        else:
            self._plan(job.message, job.attempt + 1, duplicate=job.duplicate)
