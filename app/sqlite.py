"""SQLite connections that wait for the writer before them without holding up anybody else.

SQLite's own busy handler waits inside a C call, which stops every green thread of a web process: a writer in
another process froze all users. Here the statement is tried again between sleeps, and a sleep is green.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from typing import Any

LOCK_WAIT_S = 15.0
"""How long a statement waits for the database before it fails as locked."""
MAX_SLEEP_S = 0.05


class WaitingCursor(sqlite3.Cursor):
    def execute(self, *arguments: Any) -> Any:
        return _wait_for_lock(super().execute, *arguments)

    def executemany(self, *arguments: Any) -> Any:
        return _wait_for_lock(super().executemany, *arguments)


class WaitingConnection(sqlite3.Connection):
    """Given to `sqlite3.connect(factory=…)`; its busy timeout must be 0."""

    def cursor(self, factory: Any = WaitingCursor) -> Any:
        return super().cursor(factory)

    def execute(self, *arguments: Any) -> Any:
        return _wait_for_lock(super().execute, *arguments)

    def commit(self) -> None:
        _wait_for_lock(super().commit)


def _wait_for_lock(call: Callable[..., Any], *arguments: Any) -> Any:
    """Call until the database is free. Raises sqlite3.OperationalError after LOCK_WAIT_S.

    A transaction whose snapshot has become old fails at once, as it can never write.
    """
    end, pause = time.monotonic() + LOCK_WAIT_S, 0.001
    while True:
        try:
            return call(*arguments)
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > end:
                raise
        time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - apart from each other, not secret
        pause = min(2 * pause, MAX_SLEEP_S)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    codes = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY)
    return getattr(error, "sqlite_errorcode", None) in codes
