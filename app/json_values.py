"""Careful reading of JSON that others wrote: no floats, no key twice, texts and ids that a table can hold."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

# Control characters (PostgreSQL text cannot hold NUL) and halves of surrogate pairs, which are no text.
_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


_DECIMAL = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,10})?")

JsonObject = dict[str, Any]
"""A JSON object of which nothing more is said here: others wrote it, or it is shown as it is."""


def read_json(body: bytes) -> Any:
    """Read UTF-8 JSON; numbers with a point become Decimal. Raises ValueError for whatever is wrong."""
    try:
        return json.loads(
            body.decode(), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_repeats
        )
    except (ArithmeticError, RecursionError) as exc:
        raise ValueError("it holds a number or a nesting that nobody means") from exc


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice would mean one thing to the sender's programs and another here."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names the same key twice")
    return found


def member(value: Any, *path: str) -> Any:
    """Follow keys through nested objects; None where one of them is no object or has no such key."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text_of(value: Any, limit: int) -> str | None:
    """Return a text that a table can hold, cut at `limit`; None where there is none."""
    return (_UNFIT.sub(" ", value).strip()[:limit].strip() or None) if isinstance(value, str) else None


def first_text(limit: int, *values: Any) -> str | None:
    """Return the first of these that is a text."""
    return next((text for value in values if (text := text_of(value, limit))), None)


def id_of(value: Any, limit: int = 100) -> str | None:
    """Return an id, given as text or as a whole number; None where it cannot be stored as it is."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**20:
        value = str(value)
    fits = isinstance(value, str) and 0 < len(value) <= limit and not _UNFIT.search(value)
    return value if fits and value == value.strip().strip("/") else None


def decimal_text(value: Any) -> str | None:
    """Return a plain decimal as text, given as one or as a number; None for anything else."""
    if isinstance(value, Decimal) and abs(value.adjusted()) < 20:
        value = format(value, "f")
    elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**20:
        value = str(value)
    return value if isinstance(value, str) and _DECIMAL.fullmatch(value) else None
