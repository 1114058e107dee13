"""Which column of a table names the person's own account: its header, its values and its neighbours say."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.banking.statements.header_words import Role
from app.domain.banking.statements.text_columns import with_role
from app.tabular.table import Column, Table

MAX_OWN_ACCOUNTS = 12
_KINDS = ("account", "code", "number", "text", "amount")
_OTHER_THINGS: frozenset[Role] = frozenset(
    {"other_account", "description", "type", "currency", "balance", "state"}
)
_PARTIES: tuple[Role, ...] = ("name", "other_account", "payee", "payer")


class AccountColumn(NamedTuple):
    """The column of the person's own account. is_sure: nobody needs to be asked whose accounts they are."""

    column: Column
    is_sure: bool


def find_account(table: Table) -> AccountColumn | None:
    """Return the column of the person's own account, None where the file has none.

    The account is part of what makes a payment itself, so that a column headed 'Account' is used from the
    first row on. The other party's accounts are many, and stand beside their names. Numbers that are neither
    few nor beside another party may be either's: that is asked.
    """
    named = [
        column
        for column in with_role(table, "own_account", "account", kinds=_KINDS)
        if not column.roles & _OTHER_THINGS and _may_be_own(column)
    ]
    places = {column.at for column in named}
    parties = [column for column in with_role(table, *_PARTIES) if column.at not in places]
    own = [column for column in named if _is_own(table, column, parties) or _is_numbered(column, named)]
    if own:
        return AccountColumn(min(own, key=_rank), is_sure=True)
    open_ones = [column for column in named if not parties and column.filled == len(table.body)]
    return AccountColumn(min(open_ones, key=_rank), is_sure=False) if open_ones else None


def _may_be_own(column: Column) -> bool:
    return _is_few(column) or len(column.distinct) <= MAX_OWN_ACCOUNTS


def _is_few(column: Column) -> bool:
    return len(column.distinct) == 1 or len(column.distinct) * 4 <= column.filled


def _is_own(table: Table, column: Column, parties: list[Column]) -> bool:
    if "own_account" in column.roles:
        return True
    full = column.filled == len(table.body)
    if _is_few(column):
        return not parties or (len(table.body) > 1 and full)
    if column.kind == "text":
        return full and _has_other_words(table, column)
    return full and any(_names_accounts(party) for party in parties)


def _names_accounts(party: Column) -> bool:
    return party.kind == "account" or ("other_account" in party.roles and party.kind != "text")


def _is_numbered(column: Column, named: list[Column]) -> bool:
    """A file that gives accounts their owner's names writes their numbers beside them."""
    return "number" in column.roles and any("name" in other.roles for other in named)


def _has_other_words(table: Table, column: Column) -> bool:
    """Accounts called by words stand beside a text that says what was paid, else they may be that text."""
    return any(other.kind == "text" and other.at != column.at for other in table.columns)


def _rank(column: Column) -> tuple[bool, bool]:
    """Its own account before any account; its number before the name that its owner gave it."""
    return "own_account" not in column.roles, "name" in column.roles
