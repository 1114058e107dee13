"""Accounts of what the flush stored: tied in bulk, after its commit, where the sender named one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

import msgspec
from sqlalchemy import func, select, text

from app.domain.banking.accounts.tables import AccountOrigin
from app.domain.banking.accounts.ties import Named, Teller, accounts_named
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db

t = Transaction
TELLER = Teller(AccountOrigin.INTAKE)


class NamedBy(NamedTuple):
    """An account as a user's rows name it, and the first moment of which they tell."""

    user: int
    account: str
    currency: str
    since: datetime


def accounts_of(mine: Sequence[Any]) -> list[NamedBy]:
    """Return the accounts that rows name; none where none does."""
    keys = (t.user_id, t.account, t.currency)
    found = select(*keys, func.min(t.occurred_at)).where(*mine, t.account.is_not(None)).group_by(*keys)
    return [NamedBy(*cast(Any, row)) for row in db.session.execute(found)]


def first_moments(named: Sequence[NamedBy]) -> dict[int, datetime]:
    """Return the first moment of each user whose rows name an account: such a row may be a transfer."""
    first: dict[int, datetime] = {}
    for each in named:
        first[each.user] = min(each.since, first.get(each.user, each.since))
    return first


_TIE = """
    UPDATE transactions SET account_id = c.account_id FROM ({rows}) AS c
    WHERE transactions.id > :after AND transactions.id <= :last AND transactions.source = 'intake'
      AND transactions.user_id = c.user_id AND transactions.account = c.account
      AND transactions.currency = c.currency AND transactions.account_id IS NULL
    RETURNING transactions.user_id, transactions.id"""
_ROWS = {
    "postgresql": """
        SELECT * FROM json_to_recordset(:rows)
          AS given (user_id bigint, account text, currency text, account_id bigint)""",
    "sqlite": """
        SELECT json_extract(value, '$.user_id') AS user_id, json_extract(value, '$.account') AS account,
          json_extract(value, '$.currency') AS currency, json_extract(value, '$.account_id') AS account_id
        FROM json_each(:rows)""",
}


def tie(named: Sequence[NamedBy], after_id: int, last_id: int) -> Mapping[int, set[int]]:
    """Tie the intake's rows in a range of ids to the accounts that they name, in one statement.

    Inside the caller's transaction. Returns the rows that were tied, by their user.
    """
    rows = [
        {"user_id": user, "account": each.account, "currency": each.currency, "account_id": number}
        for user, wanted in _by_user(named).items()
        for each, number in accounts_named(user, wanted, TELLER).items()
    ]
    tied: dict[int, set[int]] = defaultdict(set)
    if rows:
        told = {"rows": msgspec.json.encode(rows).decode(), "after": after_id, "last": last_id}
        statement = text(_TIE.format(rows=_ROWS[db.engine.dialect.name]))
        for user, number in db.session.execute(statement, told):
            tied[user].add(number)
    return tied


def _by_user(named: Sequence[NamedBy]) -> dict[int, set[Named]]:
    found: dict[int, set[Named]] = defaultdict(set)
    for each in named:
        found[each.user].add(Named(each.account, each.currency))
    return found
