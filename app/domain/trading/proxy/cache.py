"""The last good answers of the trading platform, in an SQLite file that the web processes of a machine share.

Nothing else depends on it: it may be deleted at any time, and what goes wrong with it is logged and costs the
answers that were kept, never a request. So it is not flushed to the disk, and begins anew when it is damaged.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import structlog

from app.sqlite import WaitingConnection

FILE = "trading-platform.db"
MAX_ROWS = 2_000
MAX_BYTES = 64 * 1024 * 1024
"""Of compressed answers."""
LEVEL = 1
"""How hard to compress: what a web process has time for."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
  key TEXT PRIMARY KEY, is_past INTEGER NOT NULL, good_at REAL NOT NULL, bytes INTEGER NOT NULL,
  etag TEXT, body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_by_age ON answers (is_past, good_at, bytes);
"""
DROP = """
DELETE FROM answers WHERE rowid IN (
  SELECT rowid FROM (
    SELECT rowid, row_number() OVER newest AS place, sum(bytes) OVER newest AS total FROM answers
    WINDOW newest AS (ORDER BY is_past, good_at DESC ROWS UNBOUNDED PRECEDING)
  ) WHERE place > ? OR total > ?
)
"""
"""Pages of the past go first: there is no end of them, and none may push out a chart of today."""
T = TypeVar("T")
log = structlog.get_logger()


class Kept(NamedTuple):
    """An answer that was good. good_at: seconds since 1970 when the platform last said that it holds."""

    body: bytes
    etag: str | None
    good_at: float


class AnswerCache:
    """Last good answers by their question's key."""

    def __init__(self, folder: Path, *, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES) -> None:
        self._path = folder / FILE
        self._limits = max_rows, max_bytes
        self._lock = threading.Lock()
        self._opened: sqlite3.Connection | None = None

    def find(self, key: str) -> Kept | None:
        """Return what was kept under a key; None too where it cannot be read."""

        def read(connection: sqlite3.Connection) -> Kept | None:
            asked = "SELECT body, etag, good_at FROM answers WHERE key = ?"
            row = connection.execute(asked, [key]).fetchone()
            return None if row is None else Kept(zlib.decompress(row[0]), row[1], row[2])

        return self._run(read)

    def keep(self, key: str, kept: Kept, *, is_past: bool) -> None:
        """Keep an answer in place of the one before, and drop what is over the limits."""
        packed = zlib.compress(kept.body, LEVEL)
        row = (key, is_past, kept.good_at, len(packed), kept.etag, packed)

        def write(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)", row)
            rows, total = connection.execute("SELECT count(*), total(bytes) FROM answers").fetchone()
            if rows > self._limits[0] or total > self._limits[1]:
                connection.execute(DROP, self._limits)
            connection.commit()

        self._run(write)

    def confirm(self, key: str, good_at: float) -> None:
        """Note that what is kept still holds."""
        change = "UPDATE answers SET good_at = ? WHERE key = ?"
        self._run(lambda connection: connection.execute(change, [good_at, key]))

    def forget(self, key: str) -> None:
        """Drop what the platform no longer says."""
        self._run(lambda connection: connection.execute("DELETE FROM answers WHERE key = ?", [key]))

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        with self._lock:
            try:
                return work(self._connection())
            except (sqlite3.Error, zlib.error, OSError) as exc:
                log.warning("platform_cache.failed", error=type(exc).__name__, reason=str(exc)[:200])
                self._begin_anew(exc)
                return None

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            options: dict[str, Any] = {"isolation_level": None, "check_same_thread": False}
            self._opened = sqlite3.connect(self._path, timeout=0, factory=WaitingConnection, **options)
            for setting in ("journal_mode = WAL", "synchronous = OFF"):
                self._opened.execute(f"PRAGMA {setting}")
            for statement in filter(str.strip, SCHEMA.split(";")):
                self._opened.execute(statement)
        return self._opened

    def _begin_anew(self, error: Exception) -> None:
        """Close the file, and delete one that is damaged."""
        self.close()
        passes = isinstance(error, sqlite3.OperationalError | OSError)  # locked, or the disk is full
        if not passes:
            with contextlib.suppress(OSError):
                for suffix in ("", "-wal", "-shm"):
                    self._path.with_name(FILE + suffix).unlink(missing_ok=True)
