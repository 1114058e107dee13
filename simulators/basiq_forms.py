"""The forms of Basiq's answers: lists, errors, limits and the opaque cursors of links.next."""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

from simulators.server import Answer

LARGEST_PAGE = 500
BEFORE_ALL = 1 << 62
"""Where the first page begins: rows are numbered, and a page has lower numbers than the one before."""


def problem(status: int, code: str, detail: str) -> Answer:
    """Basiq's form of an error."""
    error = {"type": "error", "title": code.replace("-", " ").capitalize(), "code": code, "detail": detail}
    return Answer(status, {"type": "list", "correlationId": "simulated", "data": [error]})


def listed(data: list[dict[str, Any]]) -> Answer:
    return Answer(200, {"type": "list", "count": len(data), "size": len(data), "data": data, "links": {}})


def found_or_not(entity: dict[str, Any] | None) -> Answer:
    if entity is None:
        return problem(404, "resource-not-found", "There is nothing here")
    return Answer(200, entity)


def read_limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= LARGEST_PAGE):
        raise ValueError(f"limit is a number from 1 to {LARGEST_PAGE}")
    return int(text)


def make_cursor(before: int, *, again: bool = False) -> str:
    """No two cursors are the same, so that an endless list cannot be told by one that comes again."""
    written = json.dumps([before, again, secrets.token_hex(4)]).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def read_cursor(text: str | None) -> tuple[int, bool]:
    """Rows with a lower number come next; without a cursor, all do. Raises ValueError."""
    if text is None:
        return BEFORE_ALL, False
    try:
        before, again, _ = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return int(before), bool(again)
    except (ValueError, TypeError, OverflowError, RecursionError) as exc:
        raise ValueError("next is no cursor that was given out") from exc


def read_object(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
