"""Keyset pagination: an opaque cursor that points behind the last row seen."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, scoped_session
from sqlalchemy.types import TypeDecorator

from app.errors import Invalid

Row = TypeVar("Row")


class Page(NamedTuple, Generic[Row]):
    """Some rows, and the cursor of the next page, None at the end."""

    items: list[Row]
    next_cursor: str | None


def encode_cursor(*parts: str | int) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).decode().rstrip("=")


def decode_cursor(text: str, *types: type) -> tuple[Any, ...]:
    """Read a cursor back. Raises Invalid when it was not made here, or for another list."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parts = msgspec.json.decode(raw, type=tuple[types])  # type: ignore[valid-type]
    except (binascii.Error, ValueError, msgspec.MsgspecError) as exc:
        raise _not_ours() from exc
    if not all(_storable(part) for part in parts):
        raise _not_ours()
    return tuple(parts)


def _not_ours() -> Invalid:
    return Invalid(errors=[{"pointer": "cursor", "message": "Not a cursor of this list"}])


def _storable(part: object) -> bool:
    """Tell whether a database takes it as a parameter: one that we wrote always is."""
    if isinstance(part, datetime):
        return part.tzinfo is not None and 1 < part.year < 9999  # UTC is up to a day away
    if isinstance(part, int):
        return -(2**63) <= part < 2**63
    return "\0" not in str(part)


def page_of(
    session: Session | scoped_session[Any],
    statement: Select[Row],
    keys: Sequence[InstrumentedAttribute[Any]],
    *,
    limit: int,
    cursor: str | None,
) -> Page[Row]:
    """Run a statement newest first by `keys`, whose last must be unique."""
    kinds = [_kind(key) for key in keys]
    if cursor:
        last = decode_cursor(cursor, *kinds)
        marks = [literal(value, key.type) for value, key in zip(last, keys, strict=True)]
        statement = statement.where(tuple_(*keys) < tuple_(*marks))
    statement = statement.order_by(*(key.desc() for key in keys)).limit(limit + 1)
    rows = list(session.scalars(statement))
    if len(rows) <= limit:
        return Page(rows, None)
    return Page(rows[:limit], encode_cursor(*(_plain(getattr(rows[limit - 1], key.key)) for key in keys)))


def page_of_known(
    rows: Sequence[Row],
    key: Callable[[Row], tuple[str | int, ...]],
    kinds: Sequence[type],
    *,
    limit: int,
    cursor: str | None,
) -> Page[Row]:
    """Cut a page from rows that are all at hand, in the order of their keys.

    key: unique to a row; kinds: the types of its parts. Raises Invalid where the cursor is of another list.
    """
    ordered = sorted(rows, key=key)
    if cursor:
        last = decode_cursor(cursor, *kinds)
        ordered = [row for row in ordered if key(row) > last]
    if len(ordered) <= limit:
        return Page(ordered, None)
    return Page(ordered[:limit], encode_cursor(*key(ordered[limit - 1])))


def _kind(key: InstrumentedAttribute[Any]) -> type:
    # SQLAlchemy 2.1 says `object` of a column type of our own; what it wraps knows.
    kind = key.type
    return kind.impl_instance.python_type if isinstance(kind, TypeDecorator) else kind.python_type


def _plain(value: Any) -> str | int:
    return value.isoformat() if isinstance(value, date) else value
