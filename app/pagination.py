"""Keyset pagination: an opaque cursor that points behind the last row seen."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, scoped_session

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
        raise Invalid(errors=[{"pointer": "cursor", "message": "Not a cursor of this list"}]) from exc
    return tuple(parts)


def page_of(
    session: Session | scoped_session[Session],
    statement: Select[tuple[Row]],
    keys: Sequence[InstrumentedAttribute[Any]],
    *,
    limit: int,
    cursor: str | None,
) -> Page[Row]:
    """Run a statement newest first by `keys`, whose last must be unique."""
    kinds = [key.type.python_type for key in keys]
    if cursor:
        last = decode_cursor(cursor, *kinds)
        marks = [literal(value, key.type) for value, key in zip(last, keys, strict=True)]
        statement = statement.where(tuple_(*keys) < tuple_(*marks))
    statement = statement.order_by(*(key.desc() for key in keys)).limit(limit + 1)
    rows = list(session.scalars(statement))
    if len(rows) <= limit:
        return Page(rows, None)
    return Page(rows[:limit], encode_cursor(*(_plain(getattr(rows[limit - 1], key.key)) for key in keys)))


def _plain(value: Any) -> str | int:
    return value.isoformat() if isinstance(value, datetime) else value
