"""The months of the table of candles on PostgreSQL, each a table of its own, made when first written to."""

from __future__ import annotations

from sqlalchemy import Connection, text

from app.domain.trading.candles.timeframes import Timeframe, end_of, moment_of, start_of

LOCK = 4_100_001
"""The advisory lock of those who make a partition."""


def ensure_partition(connection: Connection, minute: int) -> None:
    """Have the table of a minute's month. Elsewhere than on PostgreSQL there is one for all.

    Attached, not created in place: that would keep readers out until the commit.
    """
    if connection.dialect.name != "postgresql":
        return
    first, end = start_of(Timeframe.MN1, minute), end_of(Timeframe.MN1, minute)
    name = f"candles_{moment_of(first):%Y%m}"
    if _is_there(connection, name):
        return
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if not _is_there(connection, name):
        connection.exec_driver_sql(f"CREATE TABLE {name} (LIKE candles INCLUDING ALL)")
        bounds = f"FROM ({first}) TO ({end})"
        connection.exec_driver_sql(f"ALTER TABLE candles ATTACH PARTITION {name} FOR VALUES {bounds}")


def _is_there(connection: Connection, name: str) -> bool:
    return connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None
