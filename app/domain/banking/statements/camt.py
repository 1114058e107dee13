"""CAMT.053, ISO 20022's statement: versions 02 to 13, whose namespaces differ but whose names do not."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.statements.camt_entry import entry_rows, read_balance
from app.domain.banking.statements.running_balance import Balance, Standing
from app.domain.banking.statements.shapes import Row, Statement
from app.tabular.encoding import judge_encoding, tidy
from app.tabular.errors import UnreadableFile

if TYPE_CHECKING:
    from typing import Any

_MAX_DEPTH = 64
_MAX_PARTS = 300_000
_BLOCK = 1 << 20
# A tag with more attributes than anybody needs; expat compares and keeps them all before it says anything.
_LONG_TAG = re.compile(rb"<[^<>!][^<>]{65536}")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding=[\"']([\w.-]{1,40})")
_OPENING, _CLOSING = ("OPBD", "PRCD"), "CLBD"
_STATEMENTS = frozenset({"Stmt", "Rpt", "Ntfctn"})
"""Of camt.053, of 052 and of 054; a file may hold several, each of its own account."""


def read_camt(content: bytes, *, zone: str) -> Statement:
    """Read the entries of every statement in a file. Raises UnreadableFile for what is no safe XML.

    A statement whose entries do not explain the step from its opening to its closing balance has a problem.
    """
    if _LONG_TAG.search(content):
        raise UnreadableFile("A tag of this file is far longer than any of a bank statement.")
    document = _Document(zone)
    rows = document.rows(content)
    try:
        first = next(rows, None)
    except _Broken as broken:
        raise UnreadableFile(str(broken)) from None
    known = [] if first is None else [first]
    rows = _to_the_end(chain(known, rows))
    return Statement("camt053", document.account, document.currency, rows, document.balances)


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
    """Goes through the elements, keeps one entry or balance at a time and forgets the rest."""

    def __init__(self, zone: str) -> None:
        self.account: str | None = None
        self.currency: str | None = None
        self._zone = zone
        self._open: list[tuple[str, Element]] = []
        self._kept_at: int | None = None
        self._parts = 0
        self._number = 0
        self.balances: list[BankBalance] = []
        self._balances: dict[str, Standing] = {}
        self._moved = Balance()

    def rows(self, content: bytes) -> Iterator[Row]:
        """Yield the rows of each entry. Raises _Broken where the XML ends to be XML, or is an attack."""
        found = _DECLARED.match(content)
        encoding, doubts = judge_encoding(content, found[1].decode("ascii", "replace") if found else "")
        for event, element in _events(content, None if encoding.startswith("utf-16") else encoding):
            if event == "start":
                self._begin(element)
            else:
                yield from self._end(element)
        for doubt in doubts:
            yield Row(self._number + 1, None, doubt)

    def _begin(self, element: Element) -> None:
        # The versions differ in the namespace alone, and a path without one is found much faster.
        name = element.tag = element.tag.rpartition("}")[2]
        self._open.append((name, element))
        if len(self._open) > _MAX_DEPTH:
            raise _Broken("This file's elements are nested too deep for a bank statement.")
        if self._kept_at is None:
            self._begin_part(name)
        self._parts += 1 + len(element.attrib)
        if self._parts > _MAX_PARTS:
            raise _Broken(
                f"An entry of this file, or what stands between two, has over {_MAX_PARTS:,} parts."
            )

    def _begin_part(self, name: str) -> None:
        if name in _STATEMENTS:
            self.account = self.currency = None
            self._balances, self._moved = {}, Balance()
        if name in {"Ntry", "Bal"}:
            self._kept_at = len(self._open)
        if name == "Ntry":
            self._parts = 0

    def _end(self, element: Element) -> Iterator[Row]:
        depth = len(self._open)
        self._open.pop()
        if self._kept_at is None:
            self._note(element)
            if element.tag in _STATEMENTS:
                yield from self._checked()
        elif depth == self._kept_at:
            self._kept_at = None
            yield from self._read(element)
        if self._kept_at is None and self._open:
            self._open[-1][1].clear()  # what is read is dropped, or a long file would pile up in memory

    def _read(self, element: Element) -> Iterator[Row]:
        if element.tag == "Bal":
            if balance := read_balance(element):
                self._balances.setdefault(*balance)
            return
        self._number += 1
        for row in entry_rows(element, self._number, self.account, self._zone):
            if row.transaction:
                self._moved.add(row.transaction)
            yield row

    def _checked(self) -> Iterator[Row]:
        """Note the statement's two balances, and compare them with what moved between them."""
        opening = next((self._balances[name] for name in _OPENING if name in self._balances), None)
        closing = self._balances.get(_CLOSING)
        self.balances += self._moved.stated(self.account, opening, closing)
        if opening is None or closing is None or opening.currency != closing.currency:
            return
        self._moved.opening = opening.minor
        if problem := self._moved.problem(closing.minor, closing.currency):
            yield Row(self._number, None, problem)

    def _note(self, element: Element) -> None:
        """Keep the account and its currency, from the statement's own head."""
        above = [name for name, _ in self._open[-2:]]
        name = element.tag
        if (above == ["Acct", "Id"] and name == "IBAN") or (above == ["Id", "Othr"] and name == "Id"):
            if any(name == "Acct" for name, _ in self._open):
                self.account = self.account or tidy(element.text or "")[:64] or None
        elif above[-1:] == ["Acct"] and name == "Ccy":
            self.currency = tidy(element.text or "")[:3] or None


def _events(content: bytes, encoding: str | None) -> Iterator[tuple[str, Any]]:
    """encoding: what the bytes are, whatever the file says."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, iterparse

    parser = DefusedXMLParser(
        target=TreeBuilder(), encoding="utf-8" if encoding == "utf-8-sig" else encoding, forbid_dtd=True
    )
    try:
        yield from iterparse(_Blocks(content), events=("start", "end"), parser=parser)
    except DefusedXmlException:
        raise _Broken("This file declares XML entities, which no bank statement needs.") from None
    except (ParseError, ValueError, LookupError):
        raise _Broken("This file is damaged: it is not whole XML. Download it again.") from None
