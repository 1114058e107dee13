"""One entry of an OFX statement: a bank's transaction, or one of an investment account."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.ledger.bank_transaction import BankTransaction, direction_of, signed_minor
from app.domain.banking.statements.shapes import MAX_ID
from app.money import is_currency
from app.tabular.dates import NOON, When, at_noon, on_the_clock
from app.tabular.decimals import plain_decimal
from app.tabular.encoding import shown

Fields = Mapping[str, str]
"""An entry's values by name; those within CURRENCY, PAYEE and the like as 'PAYEE/NAME'."""

_DATE = re.compile(
    r"(?P<day>[0-9]{8})(?:(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?(?:\.[0-9]{1,9})?)?"
    r" ?(?:\[(?P<sign>[+-]?)(?P<hours>[0-9]{1,2})(?:[.:](?P<rest>[0-9]{1,2}))?(?::[^\]]{0,20})?\])?"
)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2}))?.{0,20}")
_OUT = frozenset({"DEBIT", "DIRECTDEBIT", "CHECK", "FEE", "SRVCHG"})
_SPENT = frozenset({"POS", "ATM", "CASH", "REPEATPMT"})
_EITHER = frozenset({"PAYMENT", "XFER", "OTHER"})
_CASH = {
    "INCOME": "Income", "INVEXPENSE": "Expense", "MARGININTEREST": "Margin interest",
    "RETOFCAP": "Return of capital", "BUYSTOCK": "Purchase", "BUYMF": "Purchase", "BUYDEBT": "Purchase",
    "BUYOPT": "Purchase", "BUYOTHER": "Purchase", "SELLSTOCK": "Sale", "SELLMF": "Sale", "SELLDEBT": "Sale",
    "SELLOPT": "Sale", "SELLOTHER": "Sale",
}  # fmt: skip
"""What moves cash in an investment account, in words; each has a TOTAL."""


class Owner(NamedTuple):
    """Whose entries follow. unsigned: the amounts of this file have no signs, so that the type says it.

    has_debits: some of its types go out for certain.
    """

    account: str | None
    currency: str
    unsigned: bool = False
    has_debits: bool = False


def read_transaction(fields: Fields, owner: Owner, zone: str) -> BankTransaction:
    """Read a STMTTRN, or a STMTTRNP, which is a hold. Raises ValueError with a sentence."""
    currency = _currency(fields, owner)
    minor = _minor(fields.get("TRNAMT", ""), currency)
    if owner.unsigned:
        minor = _by_type(minor, fields.get("TRNTYPE", "").upper(), owner)
    when = read_when(fields.get("DTPOSTED") or fields.get("DTTRAN", ""), zone)
    name = fields.get("NAME") or fields.get("PAYEE/NAME", "")
    texts = (name, fields.get("MEMO", ""))
    fitid, mcc = fields.get("FITID", ""), fields.get("MCC") or fields.get("SIC", "")
    return BankTransaction(
        external_id=fitid if fitid and len(fitid) <= MAX_ID else None,
        amount=abs(minor),
        currency=currency,
        direction=direction_of(minor),
        booked="DTPOSTED" in fields,
        occurred_at=when.at,
        booked_on=when.on,
        has_time=when.has_time,
        description=" ".join(dict.fromkeys(filter(None, texts))),
        counterparty=name or None,
        mcc=mcc if re.fullmatch(r"[0-9]{4}", mcc) else None,
        account=owner.account,
        details=_details(fields),
    )


def _by_type(minor: int, kind: str, owner: Owner) -> int:
    """Return an amount of a file without signs. Raises ValueError where its type says no direction."""
    if kind in _OUT or (kind in _SPENT and owner.has_debits):
        return -abs(minor)
    if kind in _SPENT or (kind in _EITHER and owner.has_debits):
        raise ValueError(
            f"No amount of this file has a sign, and {kind} does not say whether money came or went."
        )
    return minor


def read_investment(kind: str, fields: Fields, owner: Owner, zone: str) -> BankTransaction:
    """Read the cash that an investment moved. Raises ValueError with a sentence, also where it moved none."""
    if kind not in _CASH:
        raise ValueError(
            f"This entry ({shown(kind)}) of an investment account is not read: it names no cash."
        )
    currency = _currency(fields, owner)
    minor = _minor(fields.get("TOTAL", ""), currency)
    if (minor > 0 and kind.startswith(("BUY", "INVEXP", "MARGIN"))) or (
        minor < 0 and kind.startswith("SELL")
    ):
        raise ValueError(f"The sign of {shown(fields['TOTAL'])} is not that of a {_CASH[kind].lower()}.")
    when = read_when(fields.get("DTSETTLE") or fields.get("DTTRADE", ""), zone)
    fitid, paper = fields.get("FITID", ""), fields.get("SECNAME", "")
    return BankTransaction(
        external_id=fitid if fitid and len(fitid) <= MAX_ID else None,
        amount=abs(minor),
        currency=currency,
        direction=direction_of(minor),
        occurred_at=when.at,
        booked_on=when.on,
        has_time=when.has_time,
        description=" ".join(dict.fromkeys(filter(None, (_CASH[kind], paper, fields.get("MEMO", ""))))),
        account=owner.account,
        details=_details(fields),
    )


def read_balance(amount: str, as_of: str, owner: Owner, zone: str) -> BankBalance | None:
    """Read a LEDGERBAL; None where it is none that can be read: the entries are what counts."""
    try:
        currency = _currency({}, owner)
        minor, when = _minor(amount, currency), read_when(as_of, zone)
    except ValueError:
        return None
    return BankBalance(account=owner.account, currency=currency, on=when.on, balance=minor, is_closing=False)


def _currency(fields: Fields, owner: Owner) -> str:
    currency = fields.get("CURRENCY/CURSYM", "").upper() or owner.currency
    if not is_currency(currency):
        raise ValueError(f"{shown(currency)} is not a currency.")
    return currency


def _minor(text: str, currency: str) -> int:
    try:
        return signed_minor(plain_decimal(text, currency), currency)
    except ValueError:
        raise ValueError(f"{shown(text)} is not an amount of {currency}.") from None


def _details(fields: Fields) -> dict[str, str]:
    details: dict[str, str] = {}
    if reference := fields.get("CHECKNUM") or fields.get("REFNUM"):
        details["reference"] = reference
    if (original := fields.get("ORIGCURRENCY/CURSYM", "").upper()) and is_currency(original):
        details["original_currency"] = original
    if account := fields.get("BANKACCTTO/ACCTID") or fields.get("CCACCTTO/ACCTID"):
        details["counterparty_iban"] = account[:64]
    return details


@lru_cache(maxsize=4096)
def read_when(text: str, zone: str) -> When:
    """Read an OFX moment; without a zone of its own it is a clock's time where the person is.

    Midnight and noon are days, as banks that know no time write these. Raises ValueError with a sentence.
    """
    try:
        return _when(text.replace("\u2212", "-"), zone)
    except (ValueError, OverflowError):
        raise ValueError(f"{shown(text)} is not a date.") from None


def _when(text: str, zone: str) -> When:
    if iso := _ISO.fullmatch(text):
        text = "".join(part for part in iso.groups() if part)
    found = _DATE.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    clock = time(int(found["hour"] or 0), int(found["minute"] or 0), int(found["second"] or 0))
    if clock in {time(0), NOON}:
        return at_noon(day, zone)
    return on_the_clock(day, clock, zone, _offset(found))


def _offset(found: re.Match[str]) -> timezone | None:
    """Read [-5:EST], [5.5:IST] and [+5.30:IST]: two digits are minutes but for .25, .50 and .75."""
    if found["hours"] is None:
        return None
    rest = found["rest"] or "0"
    part = float(f"0.{rest}") if len(rest) == 1 or rest in {"25", "50", "75"} else int(rest) / 60
    ahead = timedelta(hours=int(found["hours"]) + part)
    return timezone(-ahead if found["sign"] == "-" else ahead)
