"""Bulk storing: stage rows the way each database is fastest at, then one insert that skips what exists."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import psycopg2
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

COLUMNS = (
    "user_id", "transaction_id", "amount", "currency", "status", "description", "merchant",
    "category", "source", "occurred_at", "received_at", "content_hash",
)  # fmt: skip
_LIST = ", ".join(COLUMNS)

StagedRow = tuple[Any, ...]
"""position, then COLUMNS in order; moments as RFC 3339 text in UTC."""


class Refused(NamedTuple):
    """A staged row that was not stored, and why."""

    position: int
    reason: str


_STAGE = {
    "postgresql": """
        CREATE TEMP TABLE IF NOT EXISTS intake_staging (
            position integer, user_id bigint, transaction_id varchar, amount bigint, currency varchar,
            status varchar, description varchar, merchant varchar, category varchar, source varchar,
            occurred_at timestamptz, received_at timestamptz, content_hash varchar
        ) ON COMMIT DELETE ROWS""",
    "sqlite": f"CREATE TEMP TABLE IF NOT EXISTS intake_staging (position INTEGER, {_LIST})",
}
_INSERT = f"""
    INSERT INTO transactions ({_LIST})
    SELECT {_LIST} FROM intake_staging
    WHERE user_id IN (SELECT id FROM users)
    ORDER BY position
    ON CONFLICT (user_id, transaction_id) DO NOTHING"""  # noqa: S608 - column names of our own
_REFUSED = """
    SELECT s.position, CASE WHEN u.id IS NULL THEN 'unknown_user' ELSE 'conflict' END
    FROM intake_staging s
    LEFT JOIN users u ON u.id = s.user_id
    LEFT JOIN transactions t ON t.user_id = s.user_id AND t.transaction_id = s.transaction_id
    WHERE u.id IS NULL OR t.content_hash <> s.content_hash
    ORDER BY s.position"""


def store(connection: Connection, rows: Sequence[StagedRow]) -> tuple[int, list[Refused]]:
    """Store rows inside the caller's transaction; return how many are new, and the refused ones.

    A row whose content is stored already is neither: it is the same transaction again.
    Raises what the database raises when it cannot take a row at all.
    """
    dialect = connection.dialect.name
    connection.execute(text(_STAGE[dialect]))
    _STAGERS[dialect](connection, rows)
    stored = connection.execute(text(_INSERT)).rowcount
    refused: list[Refused] = []
    if stored < len(rows):
        found = connection.execute(text(_REFUSED))
        refused = [Refused(int(position), str(reason)) for position, reason in found]
    if dialect == "sqlite":
        connection.execute(text("DELETE FROM intake_staging"))
    return stored, refused


def _copy(connection: Connection, rows: Sequence[StagedRow]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)  # None and "" both become NULL; an empty text is never queued
    buffer.seek(0)
    cursor = cast(Any, connection.connection).cursor()
    statement = "COPY intake_staging FROM STDIN (FORMAT csv)"
    try:
        cursor.copy_expert(statement, buffer)
    except psycopg2.Error as exc:  # COPY goes past SQLAlchemy, whose errors the callers know
        raise DBAPIError.instance(statement, None, exc, psycopg2.Error) from exc


def _insert_many(connection: Connection, rows: Sequence[StagedRow]) -> None:
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    connection.exec_driver_sql("DELETE FROM intake_staging")
    insert = f"INSERT INTO intake_staging VALUES ({marks})"  # noqa: S608 - question marks only
    connection.exec_driver_sql(insert, [_sqlite_row(row) for row in rows])


def _sqlite_row(row: StagedRow) -> StagedRow:
    # SQLAlchemy reads DateTime as 'YYYY-MM-DD HH:MM:SS.ffffff', naive; the zone is UTC on both sides.
    occurred, received = (_naive(moment) for moment in row[10:12])
    return (*row[:10], occurred, received, row[12])


def _naive(moment: str) -> str:
    return f"{moment[:10]} {moment[11:23]}000"


_STAGERS = {"postgresql": _copy, "sqlite": _insert_many}
