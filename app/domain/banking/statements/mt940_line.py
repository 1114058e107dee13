"""A statement line (:61:) of MT940, read whole or not at all."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from app.domain.banking.ledger.bank_transaction import signed_minor
from app.tabular.decimals import plain_decimal
from app.tabular.encoding import shown, tidy

# SWIFT's 6!n[4!n]2a[1!a]15d1!a3!c16x[//16x][34x], and what banks make of it: blanks between the parts, points
# for the comma, no type, longer references. Nothing between amount and type is skipped: it may be cents.
_LINE = re.compile(
    r"(?P<day>[0-9]{6})[ ]?(?P<entry>[0-9]{4}|[ ]{4})?[ ]?(?P<mark>R?[DC]|E[DC])(?P<funds>[A-Z])?[ \n]?"
    r"(?P<amount>[0-9][0-9.,]{0,24})[ ]?"
    r"(?P<type>[A-Z][A-Z0-9 ]{3})?(?P<reference>(?:(?!//)[^\n])*)(?://(?P<bank_reference>[^\n]*))?"
    r"(?:\n(?P<supplement>.*))?",
    re.DOTALL | re.IGNORECASE,
)
_BEGINS = re.compile(r"[A-Za-z\s]|$")


class Line(NamedTuple):
    """What a line says. minor: signed. reference: the account owner's; supplement: the line below it."""

    booked_on: date
    minor: int
    reversal: bool
    reference: str
    bank_reference: str
    supplement: str


def read_line(value: str, currency: str) -> Line:
    """Read one line. Raises ValueError with a sentence."""
    found = _LINE.fullmatch(value)
    if found is None or not (found["type"] or _BEGINS.match(found["reference"])):
        raise ValueError(f"The entry {shown(value)} could not be read.")
    mark = found["mark"].upper()
    if mark.startswith("E"):
        raise ValueError("This entry is only expected; no money has moved yet.")
    try:
        minor = signed_minor(plain_decimal(found["amount"], currency), currency)
    except ValueError:
        raise ValueError(f"{shown(found['amount'])} is not an amount of {currency}.") from None
    return Line(
        _booked_on(found["day"], (found["entry"] or "").strip(), value),
        -minor if mark in {"D", "RC"} else minor,
        mark.startswith("R"),
        tidy(found["reference"]),
        tidy(found["bank_reference"] or ""),
        tidy(found["supplement"] or ""),
    )


def _booked_on(value_day: str, entry: str, line: str) -> date:
    """Return the day of booking (MMDD, in the year nearest to the value day), else the value day."""
    try:
        valued = read_day(value_day)
        return _nearest(entry, valued) if entry else valued
    except ValueError:
        raise ValueError(f"The entry {shown(line)} has no date that exists.") from None


def read_day(digits: str) -> date:
    """Read YYMMDD. Raises ValueError for a day that does not exist."""
    year = int(digits[:2])
    return date(year + (1900 if year >= 80 else 2000), int(digits[2:4]), int(digits[4:]))


def _nearest(entry: str, valued: date) -> date:
    """A line valued on 31 December is often booked in January, and the other way round."""
    days = []
    for year in (valued.year, valued.year + 1, valued.year - 1):
        try:
            days.append(date(year, int(entry[:2]), int(entry[2:])))
        except ValueError:  # 29 February
            continue
    return min(days, key=lambda day: abs(day - valued))
