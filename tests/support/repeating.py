"""Doing something again and again in a thread while a block runs, as a worker does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from apiflask import APIFlask


@contextmanager
def repeating(app: APIFlask, step: Callable[[], object], *, every_s: float = 0.02) -> Iterator[None]:
    """Run a step every so often, each time in an app context of its own."""
    ended = Event()

    def serve() -> None:
        while not ended.wait(every_s):
            with app.app_context():
                step()

    thread = Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
