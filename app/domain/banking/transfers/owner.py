"""Whose accounts and names are a user's own: banks and files know some, and say so here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, select, union

from app.domain.auth.users.tables import User
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.transfers.evidence import Owner
from app.extensions import db

OwnQuery = Callable[[int], Select[Any]]
"""Select texts by a user's id."""


def _of_rows(user_id: int) -> Select[Any]:
    t = Transaction
    return select(t.account).where(t.user_id == user_id, t.account.is_not(None))


def _of_user(user_id: int) -> Select[Any]:
    return select(User.username).where(User.id == user_id)


_accounts: list[OwnQuery] = [_of_rows]
_names: list[OwnQuery] = [_of_user]


def add_owner_source(*, accounts: OwnQuery | None = None, names: OwnQuery | None = None) -> None:
    """Name a further place that knows users' own accounts or names; once, where a process is set up."""
    if accounts is not None and accounts not in _accounts:
        _accounts.append(accounts)
    if names is not None and names not in _names:
        _names.append(names)


def owner_of(user_id: int) -> Owner:
    """Return a user's own accounts and their names, as all sources know them."""
    return Owner(_texts(_accounts, user_id), _texts(_names, user_id))


def _texts(queries: list[OwnQuery], user_id: int) -> list[str]:
    return [str(each) for each in db.session.scalars(union(*(query(user_id) for query in queries)))]
