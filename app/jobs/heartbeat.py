"""Signs of life of work that cannot give any itself: one long call into somebody's library."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import structlog
from flask import Flask, current_app

log = structlog.get_logger()


@contextmanager
def heartbeat(beat: Callable[[], None], *, every_s: float) -> Iterator[None]:
    """Call something again and again from a thread of its own while a block runs.

    beat: touches no database, whose session is the block's own. One that fails is logged and stops nothing.
    """
    app: Flask = cast(Any, current_app)._get_current_object()
    ended = threading.Event()

    def go_on() -> None:
        with app.app_context():
            while not ended.wait(every_s):
                try:
                    beat()
                except Exception:
                    log.exception("heartbeat.failed")

    thread = threading.Thread(target=go_on, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
