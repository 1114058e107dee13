"""MT940: SWIFT's statement message, read entry by entry so that a bad one spoils only itself.

docs/decisions/0022 says why no library reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.ledger.bank_transaction import BankTransaction, direction_of, signed_minor
from app.domain.banking.statements.mt940_line import Line, read_day, read_line
from app.domain.banking.statements.mt940_text import read_details
from app.domain.banking.statements.running_balance import Balance, Standing
from app.domain.banking.statements.shapes import Row, Statement
from app.money import is_currency
from app.tabular.dates import at_noon
from app.tabular.decimals import plain_decimal
from app.tabular.encoding import read_text, shown, tidy

_FIELD = re.compile(r"^[ \t]{0,40}:(?P<tag>[0-9]{2}[A-Z]?|NS):", re.MULTILINE)
_END = re.compile(r"\n[ \t]{0,40}-(?:\}|[ \t]{0,40}(?:\n|$))")
_MAX_FIELD = 8_000
_BALANCE = re.compile(r"(?P<mark>[DC])(?P<day>[0-9]{6})(?P<currency>[A-Z]{3})(?P<amount>[0-9.,]{1,20})?")
_OF_CURRENCY = frozenset({"60F", "60M", "62F", "62M", "64", "65", "34F", "90D", "90C"})
_CURRENCY = re.compile(r"(?:[DC][0-9]{6}|[0-9]{1,5})?(?P<currency>[A-Z]{3})[DC]?[0-9]")
"""In a balance, in MT942's least amount ('USDD0,'), in a count of debits ('3USD12,50')."""
_NOTHING = frozenset({"", "NONREF", "NOTPROVIDED"})
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}")


def read_mt940(content: bytes, *, default_currency: str, zone: str) -> Statement:
    """Read the entries (:61: with their :86:) of every message in a file.

    A message whose entries do not explain the step from its opening to its closing balance has a problem.
    """
    text, doubts = read_text(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = _Messages(default_currency, zone)
    account, currency = _first_owner(text)
    return Statement("mt940", account, currency, reader.rows(text, doubts), reader.balances)


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
    return _END.split(text[start : min(end, start + _MAX_FIELD + 1)], maxsplit=1)[0].strip()


def _first_owner(text: str) -> tuple[str | None, str | None]:
    account: str | None = None
    for _, tag, value in _fields(text):
        if tag in {"25", "25P"} and account is None:
            account = _account(value)
        if tag == "61":
            break
    return account, next(_currencies(text), None)


def _currencies(text: str) -> Iterator[str | None]:
    """Yield each message's currency: its first balance is not always there, and in an MT942 never."""
    currency: str | None = None
    begun = False
    for _, tag, value in _fields(text):
        if tag == "20":
            if begun:
                yield currency
            begun, currency = True, None
        elif tag in _OF_CURRENCY and currency is None and (found := _CURRENCY.match(value)):
            currency = found["currency"]
    yield currency


def _account(value: str) -> str | None:
    return tidy(value.split("\n", 1)[0])[:64] or None


class _Messages:
    """Goes through the fields and keeps what holds for the entries that follow."""

    def __init__(self, default_currency: str, zone: str) -> None:
        self._default, self._zone = default_currency, zone
        self._account: str | None = None
        self._currency: str | None = None
        self._currencies: Iterator[str | None] = iter(())
        self._entry: tuple[int, str, list[str]] | None = None
        self._balance = Balance()
        self._opening: Standing | None = None
        self.balances: list[BankBalance] = []

    def rows(self, text: str, doubts: tuple[str, ...]) -> Iterator[Row]:
        line, self._currencies = 0, _currencies(text)
        for line, tag, value in _fields(text):
            if tag == "86" and self._entry is not None:
                self._entry[2].append(value)
                continue
            if tag == "NS":
                continue
            yield from self._finished()
            self._note(line, tag, value)
            if tag in {"62F", "62M"} and (problem := self._closed(tag, value)):
                yield Row(line, None, problem)
        yield from self._finished()
        for doubt in doubts:
            yield Row(line + 1, None, doubt)

    def _note(self, line: int, tag: str, value: str) -> None:
        if tag == "20":
            self._account, self._currency = None, next(self._currencies, None)
            self._balance, self._opening = Balance(), None
        elif tag in {"25", "25P"}:
            self._account = _account(value)
        elif tag in {"60F", "60M"} and (found := _BALANCE.match(value)):
            self._currency = found["currency"]
            self._balance = Balance(_minor(found))
            self._opening = _standing(found) if tag == "60F" else None
        elif tag == "61":
            self._entry = line, value, []

    def _closed(self, tag: str, value: str) -> str | None:
        """Note the balances of a message; those between its pages (60M, 62M) are of no day's end."""
        found = _BALANCE.match(value)
        closing = _standing(found) if found and tag == "62F" else None
        self.balances += self._balance.stated(self._account, self._opening, closing)
        if found is None or found["currency"] != self._currency:
            return None
        return self._balance.problem(_minor(found), found["currency"])

    def _finished(self) -> Iterator[Row]:
        if self._entry is None:
            return
        line, value, texts = self._entry
        self._entry = None
        try:
            row = self._transaction(value, "\n".join(texts))
        except ValueError as error:
            yield Row(line, None, str(error))
            return
        self._balance.add(row)
        yield Row(line, row, None)

    def _transaction(self, value: str, text: str) -> BankTransaction:
        if len(value) > _MAX_FIELD or len(text) > _MAX_FIELD:
            raise ValueError(f"This entry has more than {_MAX_FIELD:,} characters.")
        currency = self._currency or self._default
        if not is_currency(currency):
            raise ValueError(f"{shown(currency)} is not a currency.")
        line, told = read_line(value, currency), read_details(text)
        at, on, has_time = at_noon(line.booked_on, self._zone)
        iban = told.iban or _iban(line)
        facts = {
            "reference": _first(line.bank_reference, "" if _iban(line) else line.reference, told.reference),
            "counterparty_iban": iban,
            "posting_text": told.operation,
            "supplement": line.supplement if told.description else "",
            "bank_text": told.whole,
        }
        return BankTransaction(
            amount=abs(line.minor),
            currency=currency,
            direction=direction_of(line.minor),
            occurred_at=at,
            booked_on=on,
            has_time=has_time,
            description=_first(told.description, line.supplement, told.operation) or "",
            counterparty=told.counterparty or (line.supplement if _iban(line) else None) or None,
            account=self._account,
            details={name: fact for name, fact in facts.items() if fact}
            | ({"reversal": True} if line.reversal else {}),
        )


def _iban(line: Line) -> str | None:
    """ASN, SNS and RegioBank write the other party's account where the reference belongs."""
    found = line.reference.replace(" ", "")
    return found if _IBAN.fullmatch(found) else None


def _standing(balance: re.Match[str]) -> Standing | None:
    minor = _minor(balance)
    try:
        on = read_day(balance["day"])
    except ValueError:
        on = None
    return None if minor is None else Standing(minor, balance["currency"], on)


def _minor(balance: re.Match[str]) -> int | None:
    currency = balance["currency"]
    try:
        minor = signed_minor(plain_decimal(balance["amount"] or "", currency), currency)
    except ValueError:
        return None
    return -minor if balance["mark"] == "D" else minor


def _first(*texts: str | None) -> str | None:
    return next((text for text in texts if text and text not in _NOTHING), None)
