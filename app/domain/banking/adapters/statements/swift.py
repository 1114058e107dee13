"""MT940: SWIFT's statement message, read entry by entry so that a bad one spoils only itself.

The mt940 library reads the fields. It is never handed the file as such: `mt940.parse` would open a text that
is a path, and reads a file as one piece, in which the first bad field ends everything.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.banking.adapters.statements.dates import at_noon
from app.domain.banking.adapters.statements.shapes import Row, Statement
from app.domain.banking.adapters.statements.text import decode, shown, tidy
from app.domain.banking.rules.bank import BankTransaction, direction_of, signed_minor
from app.money import is_currency

_FIELD = re.compile(r"^:(?P<tag>[0-9]{2}[A-Z]?|NS):", re.MULTILINE)
_MAX_FIELD = 8_000
_BALANCE = re.compile(r"[DC][0-9]{6}([A-Z]{3})")
_NOTHING = frozenset({"", "NONREF", "NOTPROVIDED"})

# The library logs each value that it cannot read, and those are people's transactions.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)


def read_mt940(content: bytes, *, default_currency: str, zone: str) -> Statement:
    """Read the entries (:61: with their :86:) of every message in a file."""
    text = decode(content).replace("\r\n", "\n").replace("\r", "\n")
    reader = _Messages(default_currency, zone)
    account, currency = _first_owner(text)
    return Statement("mt940", account, currency, reader.rows(text))


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each field's line, tag and value."""
    line, counted, open_field = 1, 0, None
    for found in _FIELD.finditer(text):
        if open_field is not None:
            yield line, open_field["tag"], _value(text, open_field.end(), found.start())
        line += text.count("\n", counted, found.start())
        counted, open_field = found.start(), found
    if open_field is not None:
        yield line, open_field["tag"], _value(text, open_field.end(), len(text))


def _value(text: str, start: int, end: int) -> str:
    """Cut the value off at the end of its message ('-}' or '-' on a line of its own)."""
    return re.split(r"\n-(?:\}|\n|$)", text[start : min(end, start + _MAX_FIELD + 1)], maxsplit=1)[0].strip()


def _first_owner(text: str) -> tuple[str | None, str | None]:
    account: str | None = None
    for _, tag, value in _fields(text):
        if tag in {"25", "25P"} and account is None:
            account = _account(value)
        if tag in {"60F", "60M"} and (found := _BALANCE.match(value)):
            return account, found[1]
        if tag == "61":
            break
    return account, None


def _account(value: str) -> str | None:
    return tidy(value.split("\n", 1)[0])[:64] or None


class _Messages:
    """Goes through the fields and keeps what holds for the entries that follow."""

    def __init__(self, default_currency: str, zone: str) -> None:
        self._default, self._zone = default_currency, zone
        self._account: str | None = None
        self._currency: str | None = None
        self._entry: tuple[int, str, list[str]] | None = None

    def rows(self, text: str) -> Iterator[Row]:
        for line, tag, value in _fields(text):
            if tag == "86" and self._entry is not None:
                self._entry[2].append(value)
                continue
            if tag == "NS":
                continue
            yield from self._finished()
            self._note(line, tag, value)
        yield from self._finished()

    def _note(self, line: int, tag: str, value: str) -> None:
        if tag == "20":
            self._account = self._currency = None
        elif tag in {"25", "25P"}:
            self._account = _account(value)
        elif tag in {"60F", "60M"} and (found := _BALANCE.match(value)):
            self._currency = found[1]
        elif tag == "61":
            self._entry = line, value, []

    def _finished(self) -> Iterator[Row]:
        if self._entry is None:
            return
        line, value, texts = self._entry
        self._entry = None
        try:
            yield Row(line, self._transaction(value, "\n".join(texts)), None)
        except ValueError as error:
            yield Row(line, None, str(error))

    def _transaction(self, value: str, text: str) -> BankTransaction:
        currency = self._currency or self._default
        if not is_currency(currency):
            raise ValueError(f"{shown(currency)} is not a currency.")
        said = _by_library(value, text)
        minor = _minor(said["amount"].amount, currency)
        at, on, has_time = at_noon(_day(said), self._zone)
        details: dict[str, str] = {}
        if reference := _first(said, "bank_reference", "customer_reference", "end_to_end_reference"):
            details["reference"] = reference
        return BankTransaction(
            amount=abs(minor),
            currency=currency,
            direction=direction_of(minor),
            occurred_at=at,
            booked_on=on,
            has_time=has_time,
            description=_first(said, "purpose", "transaction_details", "extra_details", "posting_text") or "",
            counterparty=_first(said, "applicant_name", "recipient_name"),
            account=self._account,
            details=details,
        )


def _by_library(value: str, text: str) -> dict[str, Any]:
    """Let the library read one entry. Raises ValueError with a sentence."""
    from mt940 import Options
    from mt940.models import Transactions

    if len(value) > _MAX_FIELD or len(text) > _MAX_FIELD:
        raise ValueError(f"This entry has more than {_MAX_FIELD:,} characters.")
    reader = Transactions(options=Options.all())
    details = f"\n:86:{text}" if text else ""
    try:
        found = reader.parse(f":61:{value}{details}")
    except Exception as error:  # it raises RuntimeError, ValueError, ArithmeticError and more
        raise ValueError(f"The entry {shown(value)} could not be read.") from error
    if len(found) != 1 or "amount" not in found[0].data:
        raise ValueError(f"The entry {shown(value)} could not be read.")
    return found[0].data


def _minor(amount: Decimal, currency: str) -> int:
    try:
        return signed_minor(amount, currency)
    except ValueError:
        raise ValueError(f"{shown(str(amount))} is not an amount of {currency}.") from None


def _day(said: dict[str, Any]) -> date:
    """The day of booking, else the value day: files of other formats are dated so too."""
    booked: date = said.get("entry_date") or said["date"]
    return date(booked.year, booked.month, booked.day)


def _first(said: dict[str, Any], *names: str) -> str | None:
    for name in names:
        text = tidy(str(said.get(name) or ""))
        if text not in _NOTHING:
            return text
    return None
