"""Bars into their tables and out again, the way each database is fastest at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import psycopg2
from psycopg2.extras import execute_values
from sqlalchemy import Connection, literal, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.domain.trading.candles.logic import BAR, Bars, bars_of
from app.domain.trading.candles.tables import Candle, RolledBar
from app.domain.trading.candles.timeframes import Timeframe

VALUES = ("open", "high", "low", "close", "volume", "trades")
ROWS_PER_STATEMENT = 1_000
COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_END = b"\xff\xff"
"""The format is PostgreSQL's documented one: documentation of COPY, 'Binary Format'."""


class Home(NamedTuple):
    """Where bars of one timeframe are kept; timeframe None: those of the instruments' own interval."""

    timeframe: Timeframe | None

    @property
    def table(self) -> str:
        return RolledBar.__tablename__ if self.timeframe else Candle.__tablename__

    @property
    def columns(self) -> tuple[str, ...]:
        if self.timeframe:
            return ("instrument_id", "timeframe", "start", *VALUES, "parts")
        return ("instrument_id", "minute", *VALUES)

    @property
    def key_size(self) -> int:
        return 3 if self.timeframe else 2


def load(connection: Connection, home: Home, ids: Sequence[int], first: int, end: int) -> Bars:
    """Return the bars that begin from a minute on and before another, sorted by instrument and start."""
    if first >= end:
        return np.empty(0, dtype=BAR)
    rows = connection.execute(_selected(home, ids, first, end)).all()
    return bars_of(tuple(row) for row in rows)


def _selected(home: Home, ids: Sequence[int], first: int, end: int) -> Any:
    if home.timeframe:
        b = RolledBar
        found = select(
            b.instrument_id, b.start, b.open, b.high, b.low, b.close, b.volume, b.trades, b.parts
        ).where(b.instrument_id.in_(ids), b.timeframe == home.timeframe, b.start >= first, b.start < end)
        return found.order_by(b.instrument_id, b.start)
    c = Candle
    found = select(
        c.instrument_id, c.minute, c.open, c.high, c.low, c.close, c.volume, c.trades, literal(1)
    ).where(c.instrument_id.in_(ids), c.minute >= first, c.minute < end)
    return found.order_by(c.instrument_id, c.minute)


def is_empty(connection: Connection, ids: Sequence[int], first: int, end: int) -> bool:
    """Tell whether none of the instruments has a candle in a span."""
    c = Candle
    wanted = select(c.minute).where(c.instrument_id.in_(ids), c.minute >= first, c.minute < end)
    return connection.execute(wanted.limit(1)).first() is None


def add(connection: Connection, home: Home, bars: Bars) -> bool:
    """Store bars that should be new, by COPY where there is one; False, none stored, where one was there."""
    if connection.dialect.name != "postgresql":
        put(connection, home, bars)
        return True
    try:
        with connection.begin_nested():
            _copy(connection, home, bars)
    except IntegrityError:
        return False
    return True


def put(connection: Connection, home: Home, bars: Bars) -> None:
    """Store bars over those that are there."""
    if not len(bars):
        return
    names, values = ", ".join(home.columns), home.columns[home.key_size :]
    key = ", ".join(home.columns[: home.key_size])
    into = f"INSERT INTO {home.table} ({names}) VALUES"
    newer = ", ".join(f"{name} = excluded.{name}" for name in values)
    over = f"ON CONFLICT ({key}) DO UPDATE SET {newer}"
    rows = _tuples(home, bars)
    if connection.dialect.name == "postgresql":
        cursor = cast(Any, connection.connection).cursor()
        execute_values(cursor, f"{into} %s {over}", rows, page_size=ROWS_PER_STATEMENT)
        return
    marks = ", ".join("?" * len(home.columns))
    connection.exec_driver_sql(f"{into} ({marks}) {over}", rows)


def _tuples(home: Home, bars: Bars) -> list[tuple[Any, ...]]:
    rows = bars.tolist()
    if home.timeframe:
        frame = home.timeframe.value
        return [(row[0], frame, *row[1:]) for row in rows]
    return [row[:-1] for row in rows]


def _copy(connection: Connection, home: Home, bars: Bars) -> None:
    statement = f"COPY {home.table} ({', '.join(home.columns)}) FROM STDIN (FORMAT binary)"
    cursor = cast(Any, connection.connection).cursor()
    try:
        cursor.copy_expert(statement, io.BytesIO(binary_rows(home, bars)))
    except psycopg2.Error as exc:  # COPY goes past SQLAlchemy, whose errors the callers know
        raise DBAPIError.instance(statement, None, exc, psycopg2.Error) from exc


def binary_rows(home: Home, bars: Bars) -> bytes:
    """Write bars in PostgreSQL's binary form of COPY; all rows are equally long, so that numpy can."""
    kinds = {"instrument_id": ">i4", "minute": ">i4", "start": ">i4", "trades": ">i4", "parts": ">i4"}
    frame = (home.timeframe or "").encode()
    kinds["timeframe"] = f"S{len(frame)}"
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name in home.columns:
        fields += [(f"size of {name}", ">i4"), (name, kinds.get(name, ">f8"))]
    rows = np.empty(len(bars), dtype=np.dtype(fields))
    rows["fields"] = len(home.columns)
    for name in home.columns:
        rows[f"size of {name}"] = rows.dtype[name].itemsize
        rows[name] = frame if name == "timeframe" else bars[_FIELDS.get(name, name)]
    return COPY_HEAD + rows.tobytes() + COPY_END


_FIELDS = {"instrument_id": "instrument", "minute": "start"}
"""What a column is called in an array, where it is called something else."""
