"""Basiq's accounts in our words: what they are called, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.clock import now
from app.days import local_day
from app.domain.banking.accounts.bank_balance import BankAccount, BankBalance
from app.domain.banking.accounts.tables import AccountKind
from app.domain.banking.feed.connectors.fields import currency_of, minor_of, moment_of
from app.domain.banking.feed.ports import UnreadableTransaction
from app.json_values import JsonObject, id_of, member, text_of

KINDS = {
    "transaction": AccountKind.CURRENT, "savings": AccountKind.SAVINGS, "term-deposit": AccountKind.SAVINGS,
    "credit-card": AccountKind.CARD, "loan": AccountKind.LOAN, "mortgage": AccountKind.LOAN,
    "investment": AccountKind.BROKERAGE,
}  # fmt: skip
"""By `class.type` (api.basiq.io/reference/account-types)."""


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
