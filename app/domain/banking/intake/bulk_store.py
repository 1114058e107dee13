"""Bulk storing, the way each database is fastest at: what exists is skipped, what contradicts it is named."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import psycopg2
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

COLUMNS = (
    "user_id", "transaction_id", "amount", "currency", "status", "description", "merchant",
    "category", "category_source", "category_confidence", "source", "direction", "account", "content_hash",
     "booked_on", "has_time", "occurred_at", "received_at",
)  # fmt: skip
COPY_BYTES = 2**20
"""psycopg2 asks for so much at a time; each time it waits for the thread that reads ahead."""
_LIST = ", ".join(COLUMNS)

NewRow = tuple[Any, ...]
"""COLUMNS in order; the moments, which come last, as RFC 3339 text in UTC."""


class Refused(NamedTuple):
    """A row that was not stored, by its place among those given, and why."""

    position: int
    reason: str


_STAGE = {
    "postgresql": (
        f"CREATE TEMP TABLE intake_staging ON COMMIT DROP AS SELECT {_LIST} FROM transactions LIMIT 0",  # noqa: S608
        "ALTER TABLE intake_staging ADD COLUMN position serial",
    ),
    "sqlite": (
        f"CREATE TEMP TABLE IF NOT EXISTS intake_staging (position INTEGER PRIMARY KEY, {_LIST})",
        "DELETE FROM intake_staging",  # numbers the positions from 1 again
    ),
}
_INSERT = f"""
    INSERT INTO transactions ({_LIST})
    SELECT {_LIST} FROM intake_staging
    WHERE user_id IN (SELECT id FROM users)
    ORDER BY position
    ON CONFLICT (user_id, transaction_id) DO NOTHING"""  # noqa: S608 - column names of our own
_REFUSED = """
    SELECT s.position - 1, CASE WHEN u.id IS NULL THEN 'unknown_user' ELSE 'conflict' END
    FROM intake_staging s
    LEFT JOIN users u ON u.id = s.user_id
    LEFT JOIN transactions t ON t.user_id = s.user_id AND t.transaction_id = s.transaction_id
    WHERE u.id IS NULL OR t.content_hash <> s.content_hash
    ORDER BY s.position"""


class Encoded(NamedTuple):
    """Rows in the form in which their database takes them: CSV for PostgreSQL, tuples for SQLite."""

    size: int
    payload: Any


def encode(dialect: str, rows: Sequence[NewRow]) -> Encoded:
    """Prepare rows for `store`; needs no connection, so that it can be done ahead."""
    if dialect == "sqlite":
        return Encoded(len(rows), [_sqlite_row(row) for row in rows])
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)  # None and "" both become NULL; an empty text is never queued
    return Encoded(len(rows), buffer)


def _sqlite_row(row: NewRow) -> NewRow:
    # SQLAlchemy reads DateTime as 'YYYY-MM-DD HH:MM:SS.ffffff', naive; the zone is UTC on both sides.
    return (*row[:-2], _naive(row[-2]), _naive(row[-1]))


def _naive(moment: str) -> str:
    return f"{moment[:10]} {moment[11:23]}000"


def store(connection: Connection, rows: Encoded) -> tuple[int, list[Refused]]:
    """Store rows inside the caller's transaction; return how many are new, and the refused ones.

    A row whose content is stored already is neither: it is the same transaction again.
    Raises what the database raises when it cannot take a row at all.
    """
    if not rows.size:
        return 0, []
    if connection.dialect.name == "postgresql" and _copy_straight(connection, rows):
        return rows.size, []
    _stage(connection, rows)
    stored = connection.execute(text(_INSERT)).rowcount
    if stored == rows.size:
        return stored, []
    found = connection.execute(text(_REFUSED))
    return stored, [Refused(int(position), str(reason)) for position, reason in found]


def _copy_straight(connection: Connection, rows: Encoded) -> bool:
    """COPY into the table itself, twice as fast; undone where a row exists already or its user does not."""
    try:
        with connection.begin_nested():
            _copy(connection, rows, into="transactions")
    except IntegrityError:
        return False
    return True


def _stage(connection: Connection, rows: Encoded) -> None:
    for statement in _STAGE[connection.dialect.name]:
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "postgresql":
        _copy(connection, rows, into="intake_staging")
        return
    marks = ", ".join("?" * len(COLUMNS))
    insert = f"INSERT INTO intake_staging ({_LIST}) VALUES ({marks})"  # noqa: S608 - names of our own
    connection.exec_driver_sql(insert, rows.payload)


def _copy(connection: Connection, rows: Encoded, *, into: str) -> None:
    rows.payload.seek(0)
    cursor = cast(Any, connection.connection).cursor()
    statement = f"COPY {into} ({_LIST}) FROM STDIN (FORMAT csv)"
    try:
        cursor.copy_expert(statement, rows.payload, size=COPY_BYTES)
    except psycopg2.Error as exc:  # COPY goes past SQLAlchemy, whose errors the callers know
        raise DBAPIError.instance(statement, None, exc, psycopg2.Error) from exc
