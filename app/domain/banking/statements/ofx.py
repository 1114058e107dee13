"""OFX 1 (SGML) and 2 (XML), read entry by entry; docs/decisions/0022 says why no library reads it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from operator import methodcaller
from typing import NamedTuple

from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.statements.ofx_entry import (
    Owner,
    read_balance,
    read_investment,
    read_transaction,
)
from app.domain.banking.statements.shapes import Row, Statement
from app.domain.banking.statements.value_words import is_balance
from app.tabular.encoding import read_text, shown, tidy

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9._]{0,40})\s{0,20}(/?)>([^<]*)")
_PARTS = methodcaller("group", 1, 2, 3, 4)
_MAX_VALUE = 2_000
_CHARSET = re.compile(rb"CHARSET:\s{0,5}([\w-]{1,20})|encoding=[\"']([\w-]{1,20})")
_ENTRIES = frozenset({"STMTTRN", "STMTTRNP"})
_ENDINGS = ("STMTTRN", "STMTTRNP")
"""Of kinds that are not read, too (LOANSTMTTRN), so that they are told."""
_STATEMENTS = frozenset({"STMTRS", "CCSTMTRS", "INVSTMTRS"})
_OWN_ACCOUNTS = frozenset({"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"})
_LISTS = frozenset({"BANKTRANLIST", "BANKTRANLISTP", "INVTRANLIST"})
_GROUPS = frozenset({"CURRENCY", "ORIGCURRENCY", "PAYEE", "BANKACCTTO", "CCACCTTO", "SECID"})
"""Whose values are told apart from the entry's own of the same name."""
_BREAKS = _LISTS | _ENTRIES
_MAX_FIELDS = 300
_MAX_TAGS = 300_000
_NO_END = "This transaction has no end."
_TOO_MANY = (
    f"A transaction of this file, or what stands between two, has over {_MAX_TAGS:,} tags. "
    "Nothing after this point was read."
)
_AGAINST = (
    "Every debit of this file is above zero and every credit below; the signs were taken as they stand. "
    "Look whether money that went out is shown as such."
)


def read_ofx(content: bytes, *, default_currency: str, zone: str) -> Statement:
    """Read the entries of every account in a file; each row carries its own account."""
    found = _CHARSET.search(content[:1000])
    text, doubts = read_text(content, _declared(found))
    unsigned = re.search(r"<(?:TRNAMT|TOTAL)>\s{0,20}-|<TRNAMT>[0-9., ]{1,30}-", text) is None
    has_debits = re.search(r"<TRNTYPE>\s{0,20}(?:DEBIT|DIRECTDEBIT|CHECK|FEE|SRVCHG)\b", text) is not None
    default = Owner(None, default_currency, unsigned, has_debits)
    first = _first_owner(text, default)
    document = _Document(default, zone)
    return Statement("ofx", first.account, first.currency, document.rows(text, doubts), document.balances)


def _declared(found: re.Match[bytes] | None) -> str:
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def _first_owner(text: str, default: Owner) -> Owner:
    document = _Document(default, "UTC")
    for tag in tags(text):
        if tag.name in _LISTS:
            break
        document.note(tag)
    return document.owner


class _Document:
    """Goes through the tags and keeps the entry that is open and whose it is."""

    def __init__(self, default: Owner, zone: str) -> None:
        self.owner = self._default = default
        self._zone = zone
        self._groups: list[str] = []
        self._kind = ""
        self._fields: dict[str, str] = {}
        self._in_list = ""
        self._number = 0
        self._names: dict[str, str] = {}
        self._signs: set[bool] = set()
        self._corrected: set[str] = set()
        self._ids: set[str] = set()
        self._at = self._begun_at = 0
        self.balances: list[BankBalance] = []
        self._ledger: dict[str, str] | None = None

    def rows(self, text: str, doubts: tuple[str, ...]) -> Iterator[Row]:
        if "CORRECTFITID" in text.upper():
            self._ids, self._corrected = (set(_values(text, name)) for name in ("FITID", "CORRECTFITID"))
        if "INVTRANLIST" in text:
            self._names = _securities(text)
        for number, tag in enumerate(tags(text)):
            if number - self._begun_at > _MAX_TAGS:
                yield Row(self._number + 1, None, _TOO_MANY)
                return
            self._at = number
            if self._kind and tag.name not in _BREAKS and tag.name != self._kind:
                self._field(tag)
            else:
                yield from self._step(tag)
        if self._kind:  # its last value may have been cut in two
            yield Row(self._number, None, _NO_END)
        if self._signs == {False}:
            doubts = (*doubts, _AGAINST)
        for doubt in doubts:
            yield Row(self._number + 1, None, doubt)

    def _step(self, tag: Tag) -> Iterator[Row]:
        if tag.name in _LISTS:
            yield from self._finished()
            self._in_list = "" if tag.closes else tag.name
        elif tag.name.endswith(_ENDINGS) and not tag.closes:
            yield from self._finished()
            self._begin(tag.name)
        elif self._kind:
            yield from self._finished()
        elif self._in_list == "INVTRANLIST":
            if not tag.closes and not tag.value and tag.name != "INVBANKTRAN":
                self._begin(tag.name)
        else:
            self.note(tag)

    def note(self, tag: Tag) -> None:
        """Keep what the head of a statement says of its account."""
        if tag.name in _STATEMENTS:
            self.owner = self._default
        elif tag.name in _OWN_ACCOUNTS:
            self._groups = [] if tag.closes else [tag.name]
        elif tag.name == "CURDEF" and not tag.closes:
            self.owner = self.owner._replace(currency=tag.value.upper())
        elif tag.name == "ACCTID" and self._groups and tag.value:
            self.owner = self.owner._replace(account=tag.value[:64])
        elif tag.name == "LEDGERBAL":
            self._ledger = None if tag.closes else {}
        elif tag.name == "AVAILBAL":  # counts what is not booked yet, or a credit line
            self._ledger = None
        elif self._ledger is not None and tag.value:
            self._ledger[tag.name] = tag.value
            self._state_balance(self._ledger)

    def _state_balance(self, said: dict[str, str]) -> None:
        """Note a booked balance once its amount and its moment are there; the day may go on after that."""
        if not {"BALAMT", "DTASOF"} <= said.keys():
            return
        self._ledger = None
        balance = read_balance(said["BALAMT"], said["DTASOF"], self.owner, self._zone)
        if balance is not None:
            self.balances.append(balance)

    def _begin(self, kind: str) -> None:
        self._kind, self._fields, self._groups = kind, {}, []
        self._number += 1
        self._begun_at = self._at

    def _field(self, tag: Tag) -> None:
        if tag.name in _GROUPS:
            self._groups = [] if tag.closes else [tag.name]
        elif tag.value and len(self._fields) <= _MAX_FIELDS:
            name = "/".join([*self._groups, tag.name])
            self._fields.setdefault(name, tag.value)

    def _finished(self) -> Iterator[Row]:
        if not self._kind:
            return
        kind, self._kind, self._groups = self._kind, "", []
        try:
            if len(self._fields) > _MAX_FIELDS:
                raise ValueError(f"This transaction has more than {_MAX_FIELDS} values.")
            yield self._row(kind)
        except ValueError as error:
            yield Row(self._number, None, str(error))

    def _check_correction(self) -> None:
        """Refuse what another entry corrects, and corrections that leave nothing or are of another file."""
        corrects = self._fields.get("CORRECTFITID")
        if self._fields.get("FITID") in self._corrected:
            raise ValueError("Another entry of this file corrects or deletes this one, so it was left out.")
        if corrects is None:
            return
        if self._fields.get("CORRECTACTION", "").upper() == "DELETE":
            raise ValueError(
                f"This entry deletes {shown(corrects)}: delete that one, if it was brought in before."
            )
        if corrects not in self._ids:
            raise ValueError(
                f"This entry corrects {shown(corrects)} of another file: change that one by hand."
            )

    def _row(self, kind: str) -> Row:
        if kind.endswith(_ENDINGS) and kind not in _ENTRIES:
            raise ValueError(f"Entries of this kind ({shown(kind)}) are not read.")
        if kind not in _ENTRIES:
            named = {"SECNAME": self._names.get(self._fields.get("SECID/UNIQUEID", ""), "")}
            return Row(
                self._number, read_investment(kind, self._fields | named, self.owner, self._zone), None
            )
        self._check_correction()
        row = read_transaction(self._fields, self.owner, self._zone)
        if is_balance(row.description):
            raise ValueError(f"{shown(row.description)} is a balance and no movement, so it was left out.")
        kind = self._fields.get("TRNTYPE", "").upper()
        if kind in {"DEBIT", "CREDIT"}:
            self._signs.add((kind == "DEBIT") == (row.direction == "out"))
        return Row(self._number, row, None)


def _values(text: str, name: str) -> Iterator[str]:
    return (tag.value for tag in tags(text) if tag.name == name and tag.value)


def _securities(text: str) -> dict[str, str]:
    """Return the names of papers by their ids; the list stands at the end of a file."""
    found: dict[str, str] = {}
    last = ""
    for tag in tags(text):
        if tag.name == "UNIQUEID" and tag.value:
            last = tag.value
        elif tag.name == "SECNAME" and last:
            found[last] = tag.value
    return found


class Tag(NamedTuple):
    """A tag and the text behind it."""

    name: str
    closes: bool
    value: str


def tags(text: str) -> Iterator[Tag]:
    """Yield each tag, in time linear to the file: values need no closing tag.

    Entities in values are resolved, and CDATA is the text that it holds.
    """
    if "<![CDATA[" in text:
        text = _without_cdata(text)
    for opening, name, empty, value in map(_PARTS, _TAG.finditer(text)):
        if opening or empty or not value or value.isspace():
            yield Tag(name.upper(), bool(opening or empty), "")
            continue
        plain = value[:_MAX_VALUE]
        yield Tag(name.upper(), False, tidy(html.unescape(plain) if "&" in plain else plain))


def _without_cdata(text: str) -> str:
    """Write <![CDATA[...]]> as plain text; one that has no end is left as it is."""
    pieces = text.split("<![CDATA[")
    for number, piece in enumerate(pieces[1:], 1):
        inside, end, rest = piece.partition("]]>")
        pieces[number] = html.escape(inside) + rest if end else ""
    return "".join(pieces)
