"""Basiq's transactions in our words, and its accounts: what they are called, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.clock import now
from app.days import local_day
from app.domain.banking.accounts.bank_balance import BankAccount, BankBalance
from app.domain.banking.accounts.tables import AccountKind
from app.domain.banking.feed.connectors.fields import (
    UNDATED,
    currency_of,
    minor_of,
    moment_fields,
    moment_of,
    when_of,
)
from app.domain.banking.feed.ports import UnreadableTransaction
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.json_values import JsonObject, decimal_text, first_text, id_of, member, text_of

KINDS = {
    "transaction": AccountKind.CURRENT, "savings": AccountKind.SAVINGS, "term-deposit": AccountKind.SAVINGS,
    "credit-card": AccountKind.CARD, "loan": AccountKind.LOAN, "mortgage": AccountKind.LOAN,
    "investment": AccountKind.BROKERAGE,
}  # fmt: skip
"""By `class.type` (api.basiq.io/reference/account-types)."""


def read(raw: Any, *, zone: str = "UTC") -> BankTransaction:
    """Read one transaction; a day without a time is one in `zone`. Raises UnreadableTransaction.

    Pending rows get another id at each refresh, so theirs is not kept.
    """
    if not isinstance(raw, dict):
        raise UnreadableTransaction("This is no transaction.")
    currency = currency_of(raw.get("currency"))
    minor = minor_of(raw.get("amount"), currency)
    booked = _is_booked(raw.get("status"))
    external_id = id_of(raw.get("id"))
    dates = (raw.get("transactionDate"), raw.get("postDate"))
    when = next(filter(None, (when_of(date, zone, midnight_is_a_day=True) for date in dates)), None)
    if booked and external_id is None:
        raise UnreadableTransaction("A booked transaction without an id.")
    return BankTransaction(
        external_id=external_id if booked else None,
        amount=abs(minor),
        currency=currency,
        # Outgoing amounts are negative; some institutions leave the sign to `direction`.
        direction="out" if minor < 0 or raw.get("direction") == "debit" else "in",
        booked=booked,
        description=_description(raw),
        merchant=text_of(member(raw, "enrich", "merchant", "businessName"), 200),
        mcc=_mcc(raw),
        category=text_of(member(raw, "subClass", "title"), 100),
        account=text_of(raw.get("account"), 64),
        details=_details(raw) | ({} if when else UNDATED),
        **moment_fields(when),
    )


def _is_booked(status: Any) -> bool:
    if status not in {"posted", "pending"} if isinstance(status, str) else True:
        raise UnreadableTransaction("Its status is neither posted nor pending.")
    return bool(status == "posted")


def _description(raw: JsonObject) -> str:
    found = first_text(
        500, raw.get("description"), member(raw, "enrich", "cleanDescription"), raw.get("class")
    )
    return found or "Transaction"


def _mcc(raw: JsonObject) -> str | None:
    code = id_of(member(raw, "enrich", "category", "mcc", "code"), 4)
    return code if code and len(code) == 4 and code.isascii() and code.isdigit() else None


def _details(raw: JsonObject) -> JsonObject:
    said = {
        "reference": text_of(raw.get("reference"), 200),
        "balance": decimal_text(raw.get("balance")),
        "city": text_of(member(raw, "enrich", "location", "suburb"), 100),
        "country": text_of(member(raw, "enrich", "location", "country"), 100),
        "bank_class": text_of(raw.get("class"), 40),
    }
    return {name: value for name, value in said.items() if value}


def of_connection(rows: Iterable[Any], connection: str | None) -> list[JsonObject]:
    """Return the accounts of one connection, or of all; what is no account is left out."""
    others = (None, "", connection)
    named = [row for row in rows if isinstance(row, dict) and id_of(row.get("id"))]
    return [row for row in named if connection is None or row.get("connection") in others]


def read_account(row: JsonObject) -> BankAccount:
    """Read what an account is; rows name it by its id here."""
    return BankAccount(
        account=str(id_of(row["id"]))[:64],
        name=text_of(row.get("name"), 120),
        number=text_of(row.get("accountNo"), 64),
        kind=KINDS.get(text_of(member(row, "class", "type"), 40) or ""),
    )


def read_balance(row: JsonObject, zone: str) -> BankBalance | None:
    """Read what an account held when Basiq last asked its bank; None where it does not say so.

    What is owed is below zero. Holds are in `availableFunds`, and not in this.
    """
    try:
        currency = currency_of(row.get("currency"))
        minor = minor_of(row.get("balance"), currency)
    except UnreadableTransaction:
        return None
    at = min(moment_of(row.get("lastUpdated")) or now(), now())
    account = str(id_of(row["id"]))[:64]
    return BankBalance(
        account=account, currency=currency, on=local_day(at, zone), balance=minor, is_closing=False
    )
