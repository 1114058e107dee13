"""Which kind of statement a file is, by its first bytes."""

from __future__ import annotations

import re
from typing import get_args

from app.domain.banking.statements.bt_csv import is_bt
from app.domain.banking.statements.shapes import Format
from app.tabular.encoding import guess_encoding
from app.tabular.errors import UnreadableFile

HEAD = 65_536
_ASK = "Download the statement as CSV, CAMT.053, MT940 or OFX."
_OTHERS = (
    (
        b"%PDF",
        "This is a PDF. Ask your bank's page for the statement as CSV, CAMT.053, MT940 or OFX instead.",
    ),
    (
        b"PK\x03\x04",
        "This is an Excel workbook or a ZIP. Save its sheet as CSV, or unpack it, and send that.",
    ),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook. Save its sheet as CSV and send that."),
    (b"\x1f\x8b", "This is a compressed file. Unpack it and send what is inside."),
    (b"{\\rtf", "This is a text document. Ask your bank's page for the statement as CSV instead."),
)
_MT940 = re.compile(r"(?m)^:(?:25P?|28C?|60[FM]|61):[A-Z0-9/]")
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def sniff(head: bytes, filename: str) -> Format:
    """Tell a statement's format from its first bytes. Raises UnreadableFile with what to do instead."""
    head = head[:HEAD]
    if not head.strip():
        raise UnreadableFile("This file is empty. Download it again.")
    for start, sentence in _OTHERS:
        if head.startswith(start):
            raise UnreadableFile(sentence)
    text = head.decode(guess_encoding(_whole(head)), "replace").lstrip("\ufeff \t\r\n")
    if "\0" in text:
        raise UnreadableFile(f"This file is not text. {_ASK}")
    return _of_text(text, head, filename.lower())


def checked_format(name: str) -> Format:
    """Refuse a format that there is no reader for."""
    for known in get_args(Format):
        if name == known:
            return known  # type: ignore[no-any-return]
    raise UnreadableFile(f"{name[:40]!r} is not one of the formats {', '.join(get_args(Format))}.")


def refuse_entities(content: bytes) -> None:
    """Refuse markup that declares a document type or entities, whichever reader comes after."""
    for form in (content, content.replace(b"\0", b"")) if b"\0" in content else (content,):
        if _DECLARES.search(form):
            raise UnreadableFile("This file declares XML entities, which no bank statement needs.")


def _whole(head: bytes) -> bytes:
    """Drop the letter that the head's end may cut through."""
    return head if len(head) < HEAD else head[: HEAD - 4].rpartition(b"\n")[0] or head


def _of_text(text: str, head: bytes, filename: str) -> Format:
    if "OFXHEADER" in text[:2000] or "<OFX>" in text[:4000]:
        return "ofx"
    if text.startswith("<"):
        return _of_markup(text)
    if re.match(r"\{1:|\{4:|:20:", text) or _MT940.search(text):
        return "mt940"
    if is_bt(head):
        return "bt_csv"
    if any(mark in text for mark in ",;\t|") or filename.endswith(".csv"):
        return "csv"
    raise UnreadableFile(f"This file is none of the kinds that can be read. {_ASK}")


def _of_markup(text: str) -> Format:
    if (
        re.search(r"<(?:[\w.-]{1,40}:)?(?:BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn))\b", text)
        or "camt.05" in text
    ):
        return "camt053"
    if re.match(r"<(?:!doctype )?html", text, re.IGNORECASE):
        raise UnreadableFile("This is a web page, not a statement: the bank may have asked you to sign in.")
    raise UnreadableFile("This XML is not CAMT.053 or OFX, so it is not known how to read it.")
