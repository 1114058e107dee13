"""OFX 1 (SGML) and 2 (XML), read transaction by transaction.

ofxtools reads the tags and the dates. Its readers of a whole file are left alone: they refuse files whose
header differs in small ways, as banks' do, and some of their patterns take quadratic time on hostile input.
Its tag reader knows no entities, so that none can be expanded; a file that declares some is refused anyway.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from datetime import date, time
from typing import NamedTuple
from xml.etree.ElementTree import Element

from app.domain.banking.adapters.statements.csv_rows import minor_of
from app.domain.banking.adapters.statements.dates import NOON, When, at_noon
from app.domain.banking.adapters.statements.shapes import MAX_ID, Row, Statement
from app.domain.banking.adapters.statements.text import decode, shown, tidy
from app.domain.banking.rules.bank import BankTransaction, direction_of
from app.money import is_currency

_MARK = re.compile(r"<(CURDEF|ACCTID|STMTTRN)>[ \t\r\n]{0,20}([^<\r\n]{0,100})")
_CLOSE = "</STMTTRN>"
_MAX_ENTRY = 32_000
_CHARSET = re.compile(rb"CHARSET:\s{0,5}([\w-]{1,20})")

logging.getLogger("ofxtools").setLevel(logging.CRITICAL + 1)


class _Owner(NamedTuple):
    account: str | None
    currency: str


def read_ofx(content: bytes, *, default_currency: str, zone: str) -> Statement:
    """Read the transactions of every account in a file."""
    text = _decoded(content)
    owner = _Owner(None, default_currency)
    for found in _MARK.finditer(text):
        if found[1] == "STMTTRN":
            break
        owner = _noted(owner, found)
    return Statement("ofx", owner.account, owner.currency, _rows(text, default_currency, zone))


def _decoded(content: bytes) -> str:
    found = _CHARSET.search(content[:1000])
    if found and found[1] in {b"1252", b"ISO-8859-1", b"8859-1"} and b"UTF-8" not in content[:1000]:
        return content.decode("cp1252", "replace")
    return decode(content)


def _noted(owner: _Owner, found: re.Match[str]) -> _Owner:
    text = tidy(found[2])
    if found[1] == "CURDEF":
        return owner._replace(currency=text.upper())
    return owner._replace(account=text[:64] or None)


def _rows(text: str, default_currency: str, zone: str) -> Iterator[Row]:
    owner, at, number = _Owner(None, default_currency), 0, 0
    while found := _MARK.search(text, at):
        at = found.end(1)
        if found[1] != "STMTTRN":
            owner = _noted(owner, found)
            continue
        number += 1
        end = text.find(_CLOSE, at, at + _MAX_ENTRY)
        if end < 0 or text.find("<STMTTRN>", at, end) >= 0:
            yield Row(number, None, "This transaction has no end, or is too long.")
            continue
        yield _row(text[found.start() : end + len(_CLOSE)], number, owner, zone)
        at = end


def _row(markup: str, number: int, owner: _Owner, zone: str) -> Row:
    try:
        return Row(number, _transaction(_tree(markup), owner, zone), None)
    except ValueError as error:
        return Row(number, None, str(error))


def _tree(markup: str) -> Element:
    from ofxtools.Parser import TreeBuilder

    builder = TreeBuilder()
    try:
        builder.feed(_without_cdata(markup))
        root = builder.close()
    except Exception as error:  # SyntaxError, AssertionError and others, as the markup is broken
        raise ValueError("This transaction's tags could not be read.") from error
    if not isinstance(root, Element):
        raise ValueError("This transaction's tags could not be read.")
    return root


def _without_cdata(markup: str) -> str:
    """Write <![CDATA[...]]> as plain text: the library's pattern joins two of them on a line, and is slow."""
    pieces = markup.split("<![CDATA[")
    for number, piece in enumerate(pieces[1:], 1):
        inside, end, rest = piece.partition("]]>")
        if not end:
            raise ValueError("This transaction's tags could not be read.")
        pieces[number] = html.escape(inside) + rest
    return "".join(pieces)


def _transaction(tree: Element, owner: _Owner, zone: str) -> BankTransaction:
    currency = _said(tree, "CURRENCY/CURSYM").upper() or owner.currency
    if not is_currency(currency):
        raise ValueError(f"{shown(currency)} is not a currency.")
    minor = minor_of(_decimal(_said(tree, "TRNAMT")), currency)
    when = _when(_said(tree, "DTPOSTED"), zone)
    name = _said(tree, "NAME") or _said(tree, "PAYEE/NAME")
    memo = _said(tree, "MEMO")
    fitid, mcc = _said(tree, "FITID"), _said(tree, "MCC") or _said(tree, "SIC")
    return BankTransaction(
        external_id=fitid if fitid and len(fitid) <= MAX_ID else None,
        amount=abs(minor),
        currency=currency,
        direction=direction_of(minor),
        occurred_at=when.at,
        booked_on=when.on,
        has_time=when.has_time,
        description=" ".join(dict.fromkeys(filter(None, (name, memo)))),
        counterparty=name or None,
        mcc=mcc if re.fullmatch(r"[0-9]{4}", mcc) else None,
        account=owner.account,
        details=_details(tree),
    )


def _details(tree: Element) -> dict[str, str]:
    details: dict[str, str] = {}
    if reference := _said(tree, "CHECKNUM") or _said(tree, "REFNUM"):
        details["reference"] = reference
    if (original := _said(tree, "ORIGCURRENCY/CURSYM").upper()) and is_currency(original):
        details["original_currency"] = original
    return details


def _said(tree: Element, path: str) -> str:
    """Return an element's text; an empty SGML element swallows those after it, so look below too."""
    found = tree.find(f".//{path}")
    return "" if found is None else tidy(html.unescape(found.text or ""))


def _decimal(text: str) -> str:
    """Europe's banks write a comma for the point, against the standard."""
    text = text.replace(" ", "")
    return text.replace(",", ".") if "." not in text and text.count(",") == 1 else text


def _when(text: str, zone: str) -> When:
    """Read an OFX moment; a time of midnight or noon is a day, as banks that know no time write these."""
    from ofxtools.Types import DateTime

    try:
        moment = DateTime().convert(text)
        day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
        clock = time(int(text[8:10] or 0), int(text[10:12] or 0), int(text[12:14] or 0))
        if clock in {time(0), NOON}:
            return at_noon(day, zone)
        if not 1900 <= day.year <= 2200:
            raise ValueError(text)
        return When(moment, day, has_time=True)
    except Exception as error:  # OFXSpecError, OverflowError and others
        raise ValueError(f"{shown(text)} is not a date.") from error
