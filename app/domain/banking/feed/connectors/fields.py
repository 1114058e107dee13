"""Careful reading of what strangers wrote: JSON without floats, storable texts, moments, amounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

from app.clock import now
from app.days import local_day
from app.domain.banking.feed.ports import UnreadableTransaction
from app.domain.banking.ledger.bank_transaction import signed_minor
from app.json_values import id_of, member
from app.money import is_currency
from app.tabular.dates import When, at_noon

T = TypeVar("T")
MAX_PROBLEMS = 100
UNDATED = {"undated": True}
"""In a row's details: dated when it was read, for the bank named no day (see ledger.bank_transaction)."""


def moment_of(value: Any) -> datetime | None:
    """Read an ISO 8601 day or moment, in UTC where it names no zone; None where it is none of our time."""
    if not isinstance(value, str) or not 8 <= len(value) <= 40:
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    if not 1900 <= moment.year <= 2200:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def when_of(value: Any, zone: str, *, midnight_is_a_day: bool = False) -> When | None:
    """Read an ISO 8601 day or moment as `moment_of` does; a day without a time is one where the person is.

    midnight_is_a_day: whether this provider writes days as midnight in UTC.
    """
    moment = moment_of(value)
    if moment is None:
        return None
    written = datetime.fromisoformat(value.strip())
    timeless = len(value.strip()) <= len("2026-01-31")
    if timeless or (midnight_is_a_day and moment.time() == time(0) and not written.utcoffset()):
        return at_noon(written.date(), zone)
    return When(moment, local_day(moment, zone), has_time=True)


def moment_fields(when: When | None) -> dict[str, Any]:
    """Return what a BankTransaction says of its moment; one that names none is dated when it is read."""
    if when is None:
        return {"occurred_at": now()}
    return {"occurred_at": when.at, "booked_on": when.on, "has_time": when.has_time}


def currency_of(value: Any) -> str:
    """Return an ISO 4217 code. Raises UnreadableTransaction."""
    if not isinstance(value, str) or not re.fullmatch("[A-Z]{3}", value) or not is_currency(value):
        raise UnreadableTransaction(f"{_short(value)} is not an ISO 4217 currency code.")
    return value


def minor_of(value: Any, currency: str) -> int:
    """Read an amount into signed minor units, exactly. Raises UnreadableTransaction."""
    if not isinstance(value, str | int | Decimal):
        raise UnreadableTransaction(f"{_short(value)} is not an amount.")
    try:
        return signed_minor(value, currency)
    except (ValueError, ArithmeticError) as exc:
        raise UnreadableTransaction(f"{_short(value)} is not an exact amount of {currency}.") from exc


def _short(value: Any) -> str:
    if isinstance(value, str):
        return repr(value[:40])
    if isinstance(value, bool | Decimal):
        return str(value)[:40]
    return "That" if value is not None else "Nothing"


def read_all(rows: Iterable[Any], read: Callable[[Any], T]) -> tuple[list[T], list[str]]:
    """Read every row that can be read; the second list says, a sentence each, what was wrong with others."""
    found: list[T] = []
    problems: list[str] = []
    for number, row in enumerate(rows, 1):
        try:
            found.append(read(row))
        except UnreadableTransaction as exc:
            problems.append(f"{id_of(member(row, 'id')) or f'Row {number}'}: {exc}")
    if len(problems) > MAX_PROBLEMS:
        problems[MAX_PROBLEMS:] = [f"And {len(problems) - MAX_PROBLEMS} more."]
    return found, problems
