"""Transactions, work for after the commit, and the column types that guard money and time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, cast

import structlog
from flask import Flask
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Engine,
    Integer,
    Numeric,
    String,
    event,
    func,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.extensions import Base as Base
from app.extensions import db
from app.sqlite import WaitingConnection

log = structlog.get_logger()

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A 64-bit key; SQLite only numbers rows by itself in a plain INTEGER column."""


SECRET = {"secret": True}
"""`info` of a column that proves who somebody is, or opens something: in no file that people are given."""


class UTCDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; refuses a naive one instead of guessing its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Money(TypeDecorator[int]):
    """An amount in minor units; refuses anything but an int, a float above all."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is not None and type(value) is not int:
            raise TypeError(f"money is an int in minor units, not {type(value).__name__}")
        return value


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number as it was written, with its zeros: a rate, a quantity, a price of a unit.

    NUMERIC on PostgreSQL. SQLite has none and would keep a float, so there it is text: compare, order and
    add up in Python. Refuses anything but a finite Decimal of at most MAX_DECIMAL_DIGITS before and after
    the point.
    """

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        text = String(2 * MAX_DECIMAL_DIGITS + 2)
        return dialect.type_descriptor(text if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        if type(value) is not Decimal:
            raise TypeError(f"an exact number is a Decimal, not {type(value).__name__}")
        if not is_storable(value):
            raise ValueError(f"{value} has more digits than are kept")
        return format(value, "f") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


MAX_DECIMAL_DIGITS = 30


def is_storable(value: Decimal) -> bool:
    """Tell whether a column of ExactDecimal takes a number."""
    exponent = value.as_tuple().exponent
    return (
        isinstance(exponent, int) and exponent >= -MAX_DECIMAL_DIGITS and abs(value) < 10**MAX_DECIMAL_DIGITS
    )


def bind_migrations(app: Flask) -> None:
    """Give `flask db` to an app. Alembic is a tenth of a web process's memory, hence not for every app."""
    from flask_migrate import Migrate

    Migrate(app, db, render_as_batch=True, compare_type=True)


Callback = Callable[[], None]
K = TypeVar("K")


class NestedTransaction(RuntimeError):
    """A transaction is open already: the inner one would commit the outer one's half-done work.

    The entry point (route, task, command) opens the one; a run opens several, one after the other.
    """


class NoTransaction(RuntimeError):
    """No transaction is open, so that there is no commit to wait for."""


@contextmanager
def transaction() -> Iterator[Session]:
    """Run one unit of work: commit at the end, roll back on any error, then run `on_commit` work.

    Raises NestedTransaction. What fails after the commit is logged: nothing can be taken back by then.
    """
    session = db.session()
    if _UNIT in session.info:
        raise NestedTransaction(NestedTransaction.__doc__)
    unit = session.info[_UNIT] = _Unit()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info[_UNIT]
    for callback in unit.callbacks:
        _run(session, callback)


_UNIT = "unit of work"


@dataclass
class _Unit:
    """What belongs to one transaction and ends with it."""

    callbacks: list[Callback] = field(default_factory=list)
    kept: dict[type[Any], Any] = field(default_factory=dict)


def _unit() -> _Unit:
    unit: _Unit | None = db.session().info.get(_UNIT)
    if unit is None:
        raise NoTransaction(NoTransaction.__doc__)
    return unit


def _run(session: Session, callback: Callback) -> None:
    try:
        callback()
    except Exception:
        log.exception("on_commit.failed")
        session.rollback()  # or the next one would inherit what failed


def on_commit(callback: Callback) -> None:
    """Run `callback` once the current transaction has committed; never if it rolls back.

    One that fails is logged and stops no other. Raises NoTransaction.
    """
    _unit().callbacks.append(callback)


def once_per_transaction(kind: type[K]) -> K:
    """Return the current transaction's own object of a class, made when it is first asked for.

    For what several writes of one commit gather. Raises NoTransaction.
    """
    kept = _unit().kept
    if kind not in kept:
        kept[kind] = kind()
    return cast(K, kept[kind])


@event.listens_for(Engine, "do_connect")
def _wait_in_python(dialect: Dialect, _: Any, __: Any, arguments: dict[str, Any]) -> None:
    if dialect.name == "sqlite":
        arguments |= {"factory": WaitingConnection, "timeout": 0}


@event.listens_for(Engine, "connect")
def _configure_sqlite(connection: Any, _: Any) -> None:
    if isinstance(connection, WaitingConnection):
        # WAL lets readers go on while the flush writes; NORMAL is durable against a killed process.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        # SQLite's own folds ASCII alone: a search for "țiriac" would find "Țiriac" on PostgreSQL only.
        connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(text: object) -> str | None:
    return None if text is None else str(text).lower()


def one_of(column: str, allowed: type[StrEnum], *, name: str) -> CheckConstraint:
    """Return the constraint that a column holds one of an enum's values."""
    values = ", ".join(f"'{each}'" for each in allowed)
    return CheckConstraint(f"{column} IN ({values})", name=name)


def insert_into(table: Any) -> Any:
    """Begin an INSERT that can say what is done where a row is there already."""
    module = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return module.insert(table)


_HALF = 2**32


def sum_in_halves(amount: Any) -> tuple[Any, Any]:
    """Sum the high and the low half of an amount apart: SQLite refuses a sum that outgrows 64 bits."""
    return func.sum(amount // _HALF), func.sum(amount % _HALF)


def joined(high: Any, low: Any) -> int:
    """Put the two sums of `sum_in_halves` together."""
    return int(high) * _HALF + int(low)
