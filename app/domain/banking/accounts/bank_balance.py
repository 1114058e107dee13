"""What a bank says of its accounts beside their rows: what they are, and what they held."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from app.domain.banking.accounts.tables import AccountKind


class BankAccount(Struct, frozen=True, kw_only=True):
    """An account as its bank describes it.

    account: its name in the bank's rows. number: what people know it by, where that is another one.
    """

    account: str
    name: str | None = None
    number: str | None = None
    kind: AccountKind | None = None


class BankBalance(Struct, frozen=True, kw_only=True):
    """What an account held at the end of a day, as its bank, or a bank's file, says.

    account: its name in the bank's rows; None in a file that names none. balance: minor units of
    `currency`, below zero where it is owed. is_closing: the day was over, so that none of its rows can come
    after this.
    """

    account: str | None
    currency: str
    on: date
    balance: int
    is_closing: bool
