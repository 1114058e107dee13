"""Inserting many bank rows with one statement and one parameter: far faster than one for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

import msgspec
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    SmallInteger,
    String,
    TypeDecorator,
    text,
)

from app.domain.banking.ledger.tables import Columns, Transaction

OWNERS = frozenset({"id", "notes", "tags", "transfer_id", "suggested_transfer_id", "deleted_at"})
"""Columns that no bank fills."""
_NAMES: dict[type[Any], str] = {
    BigInteger: "bigint", SmallInteger: "smallint", Boolean: "boolean", JSON: "json", Date: "date",
    DateTime: "timestamp", String: "text",
}  # fmt: skip


def _kind(column: Any) -> str:
    """Name a column's type as PostgreSQL takes it apart from JSON."""
    kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
    return next(name for base, name in _NAMES.items() if isinstance(kind, base))


_TYPES = {each.name: _kind(each) for each in Transaction.__table__.columns if each.name not in OWNERS}
FILLED = tuple(_TYPES)
"""The columns that are filled when a row is stored."""
_LIST = ", ".join(_TYPES)
_TYPED = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
_MOMENTS = tuple(name for name, kind in _TYPES.items() if kind == "timestamp")
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


def _plain(row: Mapping[str, Any]) -> Columns:
    return {**row, **{name: _moment(row[name]) for name in _MOMENTS}}


@lru_cache(maxsize=4096)
def _moment(moment: datetime) -> str:
    """Write a moment as SQLAlchemy keeps it in SQLite: in UTC, without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
