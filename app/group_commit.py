"""Group commit: callers that wait at the same moment share one round trip."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Batcher(Generic[Item, Answer]):
    """Turn many concurrent `submit(item)` into few calls of `work(items)`.

    The caller that opens a batch leads it: it waits for the batch before to end, while others join, then
    does the work for all. Under eventlet the threading primitives are green, so one code serves both.

    work: takes the items in order of arrival and returns one answer each; an exception reaches all.
    """

    def __init__(self, work: Callable[[Sequence[Item]], Sequence[Answer]], *, limit: int = 500) -> None:
        self._work = work
        self._limit = limit
        self._open: _Batch[Item, Answer] | None = None
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def submit(self, item: Item) -> Answer:
        """Wait until `item` has been worked on; return its answer or raise the batch's error."""
        with self._lock:
            batch = self._open
            leads = batch is None or len(batch.items) >= self._limit
            if batch is None or leads:
                batch = self._open = _Batch()
            place = len(batch.items)
            batch.items.append(item)
            gate = None if leads else batch.gate()
        if gate is None:
            self._lead(batch)
        else:
            gate.acquire()
        if batch.error is not None:
            raise batch.error
        return batch.answers[place]

    def _lead(self, batch: _Batch[Item, Answer]) -> None:
        try:
            with self._turn:
                self._close(batch)
                batch.answers = self._work(batch.items)
            batch.error = None
        except Exception as exc:  # every waiter raises it for itself
            batch.error = exc
        finally:
            self._close(batch)  # who was stopped before their turn came has not
            for gate in batch.gates:
                gate.release()

    def _close(self, batch: _Batch[Item, Answer]) -> None:
        with self._lock:
            if self._open is batch:
                self._open = None


class _Batch(Generic[Item, Answer]):
    def __init__(self) -> None:
        self.items: list[Item] = []
        self.answers: Sequence[Answer] = ()
        self.error: Exception | None = RuntimeError("The batch was stopped in its middle")
        self.gates: list[threading.Lock] = []

    def gate(self) -> threading.Lock:
        """Make a lock for one who waits: with green locks, which are Python, an Event for all costs more."""
        made = threading.Lock()
        made.acquire()
        self.gates.append(made)
        return made
