"""Inserting many bank rows with one statement and one parameter: far faster than one for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, text

_TYPES = {
    "user_id": "bigint", "transaction_id": "text", "amount": "bigint", "currency": "text", "status": "text",
    "description": "text", "merchant": "text", "category": "text", "source": "text",
    "occurred_at": "timestamp", "booked_on": "date", "has_time": "boolean", "received_at": "timestamp",
    "content_hash": "text", "direction": "text",
    "channel": "text", "counterparty": "text", "mcc": "text", "account": "text", "details": "json",
    "natural_key": "text", "card_key": "text", "connection_id": "bigint", "import_id": "bigint",
    "category_source": "text", "category_confidence": "smallint", "suggested_category": "text",
}  # fmt: skip
_LIST = ", ".join(_TYPES)
_TYPED = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
_MOMENTS = ("occurred_at", "received_at")
_ZONED = ", ".join(f"{name} AT TIME ZONE 'UTC'" if name in _MOMENTS else name for name in _TYPES)
_TAKEN = ", ".join(f"json_extract(value, '$.{name}')" for name in _TYPES)
_ROWS = {
    "postgresql": f"SELECT {_ZONED} FROM json_to_recordset(:rows) AS given ({_TYPED})",  # noqa: S608
    "sqlite": f"SELECT {_TAKEN} FROM json_each(:rows) WHERE true",  # noqa: S608 - else ON CONFLICT reads as a join
}
_INSERT = f"""
    INSERT INTO transactions ({_LIST}) {{rows}}
    ON CONFLICT (user_id, transaction_id) DO NOTHING RETURNING id"""


def insert_rows(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows by column name, none twice, whatever other processes do; return the new ones' ids."""
    if not rows:
        return []
    payload = msgspec.json.encode([_plain(row) for row in rows]).decode()
    statement = _INSERT.format(rows=_ROWS[connection.dialect.name])
    return list(connection.execute(text(statement), {"rows": payload}).scalars())


# Looked up key by key in the index of keys, and in no other: `user_id` is hidden from the planner, who would
# read all rows of a user whom its statistics do not know yet, again for each key.
_KNOWN = """
    SELECT given.value FROM {keys} WHERE (
        SELECT 1 FROM transactions
        WHERE {column} = given.value AND user_id + 0 = :user_id LIMIT 1
    ) IS NOT NULL"""
_KEYS = {
    "postgresql": "json_array_elements_text(:keys) AS given (value)",
    "sqlite": "json_each(:keys) AS given",
}


KeyColumn = Literal["natural_key", "card_key"]


def find_keys(connection: Connection, user_id: int, column: KeyColumn, keys: Sequence[str]) -> set[str]:
    """Return those of the keys that a user's transactions have already in a column."""
    if not keys:
        return set()
    statement = _KNOWN.format(column=column, keys=_KEYS[connection.dialect.name])
    told = {"user_id": user_id, "keys": msgspec.json.encode(keys).decode()}
    return set(connection.execute(text(statement), told).scalars())


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, **{name: _moment(row[name]) for name in _MOMENTS}}


@lru_cache(maxsize=4096)
def _moment(moment: datetime) -> str:
    """Write a moment as SQLAlchemy keeps it in SQLite: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
