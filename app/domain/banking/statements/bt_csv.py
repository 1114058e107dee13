"""Banca Transilvania's CSV: a preamble, then a header whose words never change, in several dialects.

Seen: commas or semicolons; ISO, 31-12-2026 and 31.12.2026 dates; debits with and without a minus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, NamedTuple

from app.domain.banking.statements.csv_rows import read_csv
from app.domain.banking.statements.shapes import CsvMapping, Row, Statement
from app.domain.banking.statements.value_words import is_balance
from app.money import is_currency
from app.tabular.amounts import guess_marks
from app.tabular.encoding import guess_encoding, shown
from app.tabular.errors import UnreadableFile
from app.tabular.letters import Encoding
from app.tabular.lines import records
from app.texts import fold

_DATE, _TEXT, _REFERENCE = "data tranzactie", "descriere", "referinta tranzactiei"
_DEBIT, _CREDIT, _BALANCE = "debit", "credit", "sold contabil"
_LOOKED_AT = 60
_SAMPLES = 200
_IBAN = re.compile(r"\bRO[0-9]{2}[A-Z]{4}[A-Z0-9]{16}\b")
_NUMBER = re.compile(r"(?<![A-Z0-9])[0-9]{2,3}[A-Z]{3}CRT[A-Z0-9]{4,20}")
_LABELLED = re.compile(r"(?i:valuta|moneda|currency)[\s:;,\"]{1,9}([A-Z]{3})\b")


class _Layout(NamedTuple):
    delimiter: Literal[",", ";"]
    header_line: int
    preamble: str


def is_bt(head: bytes) -> bool:
    """Tell whether a file begins as this bank's CSV does."""
    text = fold(head.replace(b"\0", b"").decode("latin-1"))
    return re.search(r"data tranzactie\"?[,;]\"?data valuta\"?[,;]\"?descriere", text) is not None


def read_bt(content: bytes, *, filename: str, default_currency: str, zone: str) -> Statement:
    """Read the bank's CSV; account and currency come from the preamble, else from the file's name."""
    encoding = guess_encoding(content)
    layout = _find_layout(content, encoding)
    account, currency = _owner(layout.preamble, filename)
    decimal, thousands = _marks(content, encoding, layout)
    mapping = CsvMapping(
        encoding=encoding, delimiter=layout.delimiter, header_row=layout.header_line,
        date=_DATE, date_format="dmy", description=(_TEXT,), debit=_DEBIT, credit=_CREDIT,
        reference=_REFERENCE, balance=_BALANCE, fixed_currency=currency, fixed_account=account,
        decimal=decimal, thousands=thousands,
    )  # fmt: skip
    statement = read_csv(content, mapping, default_currency=default_currency, zone=zone, judge=_movements)
    return statement._replace(format="bt_csv")


def _movements(rows: Iterator[Row]) -> Iterator[Row]:
    """Leave out the lines of balances and of a day's totals, and say so."""
    for row in rows:
        if row.transaction and is_balance(row.transaction.description):
            sentence = (
                f"{shown(row.transaction.description)} is a balance and no movement, so it was left out."
            )
            yield Row(row.line, None, sentence)
        else:
            yield row


def _find_layout(content: bytes, encoding: Encoding) -> _Layout:
    needed = {_DATE, _TEXT, _REFERENCE, _DEBIT, _CREDIT, _BALANCE}
    delimiters: tuple[Literal[",", ";"], ...] = (",", ";")
    for delimiter in delimiters:
        preamble: list[str] = []
        for line, cells, _ in islice(records(content, encoding, delimiter), _LOOKED_AT):
            if needed <= {fold(cell) for cell in cells}:
                return _Layout(delimiter, line, "\n".join(preamble))
            preamble.append(" ; ".join(cells))
    raise UnreadableFile(
        "This looks like Banca Transilvania's CSV, but its header is not complete: 'Data tranzactie', "
        "'Descriere', 'Referinta tranzactiei', 'Debit', 'Credit' and 'Sold contabil' belong there. "
        "Download the file again, or choose the columns yourself."
    )


def _owner(preamble: str, filename: str) -> tuple[str | None, str | None]:
    account: str | None = None
    currency: str | None = None
    if found := _LABELLED.search(preamble):
        currency = found[1]
    for text in (preamble, filename):
        if account is None and (owner := _IBAN.search(text) or _NUMBER.search(text)):
            account = owner[0]
    return account, _known(currency) or _known(_inside(account or filename))


def _inside(account: str) -> str:
    """The currency within an account's number: RO49BTRL RON CRT..., or 213 RON CRT..."""
    number = re.match(r"[0-9]{2,3}([A-Z]{3})CRT", account)
    return number[1] if number else account[8:11]


def _known(code: str | None) -> str | None:
    return code if code and is_currency(code) else None


def _marks(
    content: bytes, encoding: Encoding, layout: _Layout
) -> tuple[Literal[",", "."], Literal[",", "."]]:
    """Every amount of this bank has two decimals, so the mark in front of them is known."""
    amounts: list[str] = []
    for line, cells, _ in islice(records(content, encoding, layout.delimiter), _SAMPLES):
        if line > layout.header_line:
            amounts += cells[4:7]
    return (",", ".") if guess_marks(amounts)[0] == "," else (".", ",")
