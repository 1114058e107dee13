"""What feeds and files say of accounts and of what they held, written down with their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.accounts.statements import state_balances, withdraw_on, withdraw_since
from app.domain.banking.accounts.tables import AccountOrigin, BalanceSource
from app.domain.banking.accounts.ties import Named, Teller, Ties, accounts_named
from app.domain.banking.ledger.tables import Columns


def names_in(balances: Iterable[BankBalance]) -> list[Named]:
    """Return the accounts of which balances are stated."""
    return [Named(each.account, each.currency) for each in balances if each.account]


def state_feed(user_id: int, ties: Ties, balances: Sequence[BankBalance], moved: Mapping[int, date]) -> None:
    """Write down what a bank says of its accounts now; what it said before newer rows came is withdrawn.

    moved: the first day of each account on which rows move what they did not move before.
    """
    withdraw_since(BalanceSource.BANK, moved)
    state_balances(user_id, _columns(balances, ties, None, BalanceSource.BANK))


def state_file(
    user_id: int,
    import_id: int,
    balances: Sequence[BankBalance],
    *,
    nameless: int | None,
    booked: Mapping[int, Collection[date]],
) -> None:
    """Write down what a file says of its accounts' balances, once all of its rows are stored.

    nameless: the account of what names none. booked: the days of each account of which it has brought rows.
    """
    ties = accounts_named(user_id, set(names_in(balances)), Teller(AccountOrigin.IMPORT))
    withdraw_on(booked, besides=import_id)
    rows = _columns(balances, ties, nameless, BalanceSource.STATEMENT)
    state_balances(user_id, [row | {"import_id": import_id} for row in rows])


def _columns(
    balances: Iterable[BankBalance], ties: Ties, nameless: int | None, source: BalanceSource
) -> Iterator[Columns]:
    for each in balances:
        account_id = ties.get(Named(each.account, each.currency)) if each.account else nameless
        if account_id is not None:
            yield {
                "account_id": account_id, "stated_on": each.on, "balance": each.balance, "source": source,
                "is_closing": each.is_closing,
            }  # fmt: skip
