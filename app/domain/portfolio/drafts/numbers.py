"""Numbers of a file: which mark parts its decimals, shown by the file itself, and each number exactly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from app.tabular.amounts import read_amount
from app.tabular.encoding import shown

MAX_DIGITS = 28
"""What Decimal computes with: beyond it, sums would be rounded without a word."""
MAX_LENGTH = 60
NOTHING = frozenset({"", "-", "--", "n/a", "not available", "null", "none"})

_CORE = re.compile(r"[0-9][0-9.,]*|[.,][0-9]+")
_GROUPS = re.compile("(?<=[0-9])[ '\u2019\u00a0\u202f\u2009](?=[0-9]{3}(?![0-9]))")
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")
_POWER = re.compile(r"([+-]?[0-9]+(?:[.,][0-9]+)?)[eE]([+-]?[0-9]{1,2})")


class Number(NamedTuple):
    """A number, and the currency where one is written beside it."""

    value: Decimal
    currency: str | None


class Evidence(NamedTuple):
    """Which decimal marks a file's numbers prove, and some that may be read in two ways ('1.234')."""

    marks: frozenset[str]
    unclear: tuple[str, ...]


def gather_evidence(cells: Iterable[str]) -> Evidence:
    """Look at all numbers of a file for the mark that parts their decimals."""
    marks: set[str] = set()
    unclear: dict[str, None] = {}
    for cell in cells:
        mark = proven_mark(cell)
        if mark == "?":
            if len(unclear) < 5:
                unclear[cell.strip()] = None
        elif mark:
            marks.add(mark)
    return Evidence(frozenset(marks), tuple(unclear))


def proven_mark(cell: str) -> str | None:
    """Return the decimal mark that a number proves, '?' where it has two meanings, None without marks."""
    found = _CORE.search(_GROUPS.sub("", cell[:MAX_LENGTH]))
    if found is None or not ("." in found[0] or "," in found[0]):
        return None
    text = found[0]
    last = "." if text.rfind(".") > text.rfind(",") else ","
    other = "," if last == "." else "."
    if other in text:
        return last
    whole, _, places = text.rpartition(last)
    if last in whole:
        return other
    if len(places) != 3 or not whole or whole.startswith("0") or len(whole) > 3:
        return last if places else None
    return "?"


class Numbers:
    """Reads the numbers of one file.

    decimal: the mark of numbers that do not show theirs; None where nobody knows.
    mixed: the file's numbers prove both marks, so that each is read by itself.
    """

    def __init__(self, decimal: str | None, *, mixed: bool = False) -> None:
        self.decimal, self.mixed = decimal, mixed

    def read(self, text: str) -> Number | None:
        """Read a cell; None where it is empty. Raises ValueError with a sentence."""
        text = text.strip()
        if self.decimal == "." and _PLAIN.fullmatch(text):
            return Number(Decimal(text), None)
        if text.casefold() in NOTHING:
            return None
        if "%" in text:
            raise ValueError(f"{shown(text)} is a percentage, not an amount. Give the number itself.")
        if power := _POWER.fullmatch(text):
            return Number(_checked(Decimal(f"{power[1].replace(',', '.')}e{power[2]}"), text), None)
        return self._written(text)

    def _written(self, text: str) -> Number:
        bare = _GROUPS.sub("", text)
        decimal = self._mark(bare)
        if decimal is None:
            raise ValueError(f"{shown(text)} can be read in two ways. Say which mark parts the decimals.")
        try:
            amount = read_amount(bare, decimal, "," if decimal == "." else ".")
        except ValueError as error:
            raise ValueError(f"{str(error).rstrip('.')}. Write a number here.") from None
        return Number(_checked(Decimal(amount.plain), text), amount.currency)

    def _mark(self, text: str) -> str | None:
        if self.decimal is not None and not self.mixed:
            return self.decimal
        mark = proven_mark(text)
        return (self.decimal if mark == "?" else mark) if mark else self.decimal or "."


def _checked(value: Decimal, text: str) -> Decimal:
    digits = "".join(map(str, value.as_tuple().digits)).strip("0")
    if len(digits) > MAX_DIGITS or value.adjusted() > 20 or _places(value) > 40:
        raise ValueError(f"{shown(text)} has more than {MAX_DIGITS} digits. Check the number.")
    return value


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
