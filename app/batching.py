"""Group commit: callers that wait at the same moment share one round trip."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Batcher(Generic[Item, Answer]):
    """Turn many concurrent `submit(item)` into few calls of `work(items)`.

    The first caller leads: it lets the others that are ready join, does the work for all, and hands
    out the answers. Under eventlet the threading primitives are green, so the same code serves both.

    work: takes the items in order of arrival and returns one answer each; an exception reaches all.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Answer]], *, limit: int = 500) -> None:
        self._work = work
        self._limit = limit
        self._waiting: list[_Seat[Item, Answer]] = []
        self._leading = False
        self._lock = threading.Lock()

    def submit(self, item: Item) -> Answer:
        """Wait until `item` has been worked on; return its answer or raise the batch's error."""
        seat: _Seat[Item, Answer] = _Seat(item)
        with self._lock:
            self._waiting.append(seat)
            follows, self._leading = self._leading, True
        if follows:
            seat.done.wait()
        if not seat.done.is_set() or seat.promoted:
            self._lead()
        if seat.error is not None:
            raise seat.error
        return seat.answer  # type: ignore[return-value]

    def _lead(self) -> None:
        time.sleep(0)  # under eventlet: let every request that is ready join
        with self._lock:
            batch, self._waiting = self._waiting[: self._limit], self._waiting[self._limit :]
        try:
            for seat, answer in zip(batch, self._work([seat.item for seat in batch]), strict=True):
                seat.answer = answer
        except Exception as exc:  # every waiter hears of it, and raises it at its own door
            for seat in batch:
                seat.error = exc
        finally:
            self._hand_over(batch)

    def _hand_over(self, batch: list[_Seat[Item, Answer]]) -> None:
        with self._lock:
            successor = self._waiting[0] if self._waiting else None
            self._leading = successor is not None
        for seat in batch:
            seat.promoted = False
            seat.done.set()
        if successor is not None:
            successor.promoted = True
            successor.done.set()


class _Seat(Generic[Item, Answer]):
    __slots__ = ("answer", "done", "error", "item", "promoted")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.done = threading.Event()
        self.promoted = False
        self.answer: Answer | None = None
        self.error: Exception | None = None
