"""Group commit: callers that wait together share one call, and each gets his own answer or the error."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.group_commit import Batcher

CROWD = 20


class Till:
    """Work that is slow for as long as the test holds it; remembers its batches."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun, self.go = threading.Event(), threading.Event()
        self.error: Exception | None = None

    def __call__(self, items: Sequence[int]) -> list[str]:
        self.batches.append(list(items))
        self.begun.set()
        self.go.wait()
        if self.error is not None:
            raise self.error
        return [f"answer {item}" for item in items]


class Crowd:
    """Callers that all wait while the till serves the first of them, item 0."""

    def __init__(self, till: Till, *, limit: int = 500) -> None:
        self.batcher = Batcher(till, limit=limit)
        self.answers: dict[int, str] = {}
        self.errors: dict[int, Exception] = {}
        self._threads: list[threading.Thread] = []
        self._till = till
        self._come(0, until=till.begun.is_set)

    def _come(self, item: int, *, until: Callable[[], bool]) -> None:
        self._threads.append(threading.Thread(target=self._submit, args=(item,), daemon=True))
        self._threads[-1].start()
        while not until():
            time.sleep(0)

    def _submit(self, item: int) -> None:
        try:
            self.answers[item] = self.batcher.submit(item)
        except RuntimeError as exc:
            self.errors[item] = exc

    def gather(self, count: int = CROWD) -> None:
        """Let items 1 to `count` come, one after the other."""
        for item in range(1, count + 1):
            self._come(item, until=lambda item=item: self._waits(item))

    def _waits(self, item: int) -> bool:
        batch = self.batcher._open  # nothing else tells who waits
        return batch is not None and batch.items[-1:] == [item]

    def serve(self) -> None:
        self._till.go.set()
        for thread in self._threads:
            thread.join(10)


@pytest.fixture
def till() -> Iterator[Till]:
    made = Till()
    yield made
    made.go.set()


def test_one_caller_alone_does_not_wait_for_others(till: Till) -> None:
    till.go.set()
    assert Batcher(till).submit(7) == "answer 7"


def test_callers_that_wait_at_the_same_moment_share_one_call(till: Till) -> None:
    crowd = Crowd(till)
    crowd.gather()
    crowd.serve()
    assert [len(batch) for batch in till.batches] == [1, CROWD]


def test_a_batch_holds_its_items_in_order_of_arrival(till: Till) -> None:
    crowd = Crowd(till)
    crowd.gather()
    crowd.serve()
    assert till.batches == [[0], list(range(1, CROWD + 1))]


def test_each_caller_gets_the_answer_to_his_own_item(till: Till) -> None:
    crowd = Crowd(till)
    crowd.gather()
    crowd.serve()
    assert crowd.answers == {item: f"answer {item}" for item in range(CROWD + 1)}


def test_an_error_reaches_everyone_who_waited(till: Till) -> None:
    till.error = RuntimeError("the queue is away")
    crowd = Crowd(till)
    crowd.gather()
    crowd.serve()
    assert crowd.errors == dict.fromkeys(range(CROWD + 1), till.error)


def test_after_an_error_the_next_batch_works(till: Till) -> None:
    till.error = RuntimeError("the queue is away")
    crowd = Crowd(till)
    crowd.gather()
    crowd.serve()
    till.error = None
    assert crowd.batcher.submit(99) == "answer 99"


class Stopped(BaseException):
    """What ends a greenlet from outside."""


class NoTurn(contextlib.AbstractContextManager[None]):
    def __enter__(self) -> None:
        raise Stopped

    def __exit__(self, *_: object) -> None: ...


def test_who_is_stopped_before_their_turn_leaves_nothing_that_others_would_join(till: Till) -> None:
    till.go.set()
    batcher = Batcher(till)
    turn, batcher._turn = batcher._turn, NoTurn()
    with pytest.raises(Stopped):
        batcher.submit(1)
    batcher._turn = turn
    assert batcher.submit(2) == "answer 2"


def test_no_batch_is_larger_than_the_limit(till: Till) -> None:
    crowd = Crowd(till, limit=6)
    crowd.gather()
    crowd.serve()
    assert sorted(len(batch) for batch in till.batches) == [1, 2, 6, 6, 6]


def test_with_a_limit_too_each_caller_gets_his_own_answer(till: Till) -> None:
    crowd = Crowd(till, limit=6)
    crowd.gather()
    crowd.serve()
    assert crowd.answers == {item: f"answer {item}" for item in range(CROWD + 1)}


def test_of_many_threads_each_gets_his_answer_and_batches_never_overlap() -> None:
    inside: list[int] = []
    overlaps: list[list[int]] = []

    def work(items: Sequence[int]) -> list[int]:
        inside.append(1)
        time.sleep(0)  # let another thread run
        overlaps.extend([list(items)] if len(inside) > 1 else [])
        inside.pop()
        return [-item for item in items]

    batcher = Batcher(work, limit=3)
    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(batcher.submit, range(2_000))) == [-item for item in range(2_000)]
    assert overlaps == []
