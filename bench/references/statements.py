"""Bare SQL on the same rows, each statement timed with its commit."""

from __future__ import annotations

import io
import time
from typing import Any

from bench.site import Site

LIKE_TRANSACTIONS = (
    "CREATE TABLE bench_copy (LIKE transactions INCLUDING ALL)",
    "ALTER TABLE bench_copy ADD FOREIGN KEY (user_id) REFERENCES users",
)


class CopyOf:
    """A user's stored rows as CSV, and an empty table with the indexes of theirs to COPY them into."""

    def __init__(self, site: Site, user: int) -> None:
        self._site = site
        self._csv = io.StringIO()
        with site.cursor() as cursor:
            self._columns = _columns_of(cursor)
            chosen = f"SELECT {self._columns} FROM transactions WHERE user_id = {user} ORDER BY id"
            cursor.copy_expert(f"COPY ({chosen}) TO STDOUT (FORMAT csv)", self._csv)

    def time(self) -> float:
        """COPY them once and return the seconds."""
        with self._site.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS bench_copy")
            for statement in LIKE_TRANSACTIONS:
                cursor.execute(statement)
        self._csv.seek(0)
        begun = time.perf_counter()
        with self._site.cursor() as cursor:
            cursor.copy_expert(f"COPY bench_copy ({self._columns}) FROM STDIN (FORMAT csv)", self._csv)
        return time.perf_counter() - begun


def _columns_of(cursor: Any) -> str:
    cursor.execute(
        "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) "
        "FROM information_schema.columns WHERE table_name = 'transactions' AND column_name <> 'id'"
    )
    return str(cursor.fetchone()[0])


def time_update(site: Site, user: int, rows: int) -> float:
    """Set the category of as many of a user's rows by one plain UPDATE; return the seconds."""
    begun = time.perf_counter()
    with site.cursor() as cursor:
        cursor.execute(
            "UPDATE transactions SET category = 'FOOD' WHERE id IN "
            "(SELECT id FROM transactions WHERE user_id = %s ORDER BY id LIMIT %s)",
            (user, rows),
        )
        if cursor.rowcount != rows:
            raise RuntimeError(f"{cursor.rowcount:,} rows were there, not {rows:,}")
    return time.perf_counter() - begun


def time_selects(site: Site, statement: str, parameters: tuple[Any, ...], times: int) -> list[float]:
    """Run a SELECT a number of times on one connection; return the milliseconds of each."""
    took = []
    with site.cursor() as cursor:
        for _ in range(times):
            begun = time.perf_counter()
            cursor.execute(statement, parameters)
            cursor.fetchall()
            took.append((time.perf_counter() - begun) * 1000)
    return took
