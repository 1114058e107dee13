"""CAMT.053, ISO 20022's statement: versions 02 to 13, whose namespaces differ but whose names do not."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError

from app.domain.banking.adapters.statements.camt_entry import entry_rows
from app.domain.banking.adapters.statements.errors import UnreadableStatement
from app.domain.banking.adapters.statements.shapes import Row, Statement
from app.domain.banking.adapters.statements.text import tidy

if TYPE_CHECKING:
    from typing import Any

_MAX_DEPTH = 64
_MAX_PARTS = 300_000
_BLOCK = 1 << 20


def read_camt(content: bytes, *, zone: str) -> Statement:
    """Read the entries of every statement in a file. Raises UnreadableStatement for what is no safe XML."""
    document = _Document(zone)
    rows = document.rows(content)
    try:
        first = next(rows, None)
    except _Broken as broken:
        raise UnreadableStatement(str(broken)) from None
    known = [] if first is None else [first]
    return Statement("camt053", document.account, document.currency, _to_the_end(chain(known, rows)))


class _Broken(Exception):
    """The file cannot be read any further."""


def _to_the_end(rows: Iterator[Row]) -> Iterator[Row]:
    """Tell of a break within the file as one last row; those before it stand."""
    number = 0
    try:
        for row in rows:
            number = row.line
            yield row
    except _Broken as broken:
        yield Row(number + 1, None, f"{broken} Nothing after this point was read.")


class _Blocks(io.BytesIO):
    """The bytes in large blocks: the parser starts a long tag anew with each block that does not end it."""

    def read(self, _size: int | None = -1, /) -> bytes:
        return super().read(_BLOCK)


class _Document:
    """Goes through the elements, keeps one entry at a time and forgets the rest."""

    def __init__(self, zone: str) -> None:
        self.account: str | None = None
        self.currency: str | None = None
        self._zone = zone
        self._open: list[tuple[str, Element]] = []
        self._entry_at: int | None = None
        self._parts = 0
        self._number = 0

    def rows(self, content: bytes) -> Iterator[Row]:
        """Yield the rows of each entry. Raises _Broken where the XML ends to be XML, or is an attack."""
        for event, element in _events(content):
            if event == "start":
                self._begin(element)
            else:
                yield from self._end(element)

    def _begin(self, element: Element) -> None:
        # The versions differ in the namespace alone, and a path without one is found much faster.
        name = element.tag = element.tag.rpartition("}")[2]
        self._open.append((name, element))
        if len(self._open) > _MAX_DEPTH:
            raise _Broken("This file's elements are nested too deep for a bank statement.")
        if name in {"Stmt", "Rpt"} and self._entry_at is None:
            self.account = self.currency = None
        if name == "Ntry" and self._entry_at is None:
            self._entry_at, self._parts = len(self._open), 0
        self._parts += 1
        if self._parts > _MAX_PARTS:
            raise _Broken(
                f"An entry of this file, or what stands between two, has over {_MAX_PARTS:,} parts."
            )

    def _end(self, element: Element) -> Iterator[Row]:
        depth = len(self._open)
        self._open.pop()
        if self._entry_at is None:
            self._note(element)
        elif depth == self._entry_at:
            self._entry_at = None
            self._number += 1
            yield from entry_rows(element, self._number, self.account, self._zone)
        if self._entry_at is None and self._open:
            self._open[-1][1].clear()  # what is read is dropped, or a long file would pile up in memory

    def _note(self, element: Element) -> None:
        """Keep the account and its currency, from the statement's own head."""
        above = [name for name, _ in self._open[-2:]]
        name = element.tag
        if (above == ["Acct", "Id"] and name == "IBAN") or (above == ["Id", "Othr"] and name == "Id"):
            if any(name == "Acct" for name, _ in self._open):
                self.account = self.account or tidy(element.text or "")[:64] or None
        elif above[-1:] == ["Acct"] and name == "Ccy":
            self.currency = tidy(element.text or "")[:3] or None


def _events(content: bytes) -> Iterator[tuple[str, Any]]:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        yield from iterparse(_Blocks(content), events=("start", "end"), forbid_dtd=True)
    except DefusedXmlException:
        raise _Broken("This file declares XML entities, which no bank statement needs.") from None
    except (ParseError, ValueError, LookupError):
        raise _Broken("This file is damaged: it is not whole XML. Download it again.") from None
