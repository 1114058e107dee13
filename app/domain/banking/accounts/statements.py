"""Balances that were stated: written down, withdrawn where they no longer hold, taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, delete, exists, or_, select

from app.clock import now
from app.db import insert_into, on_commit
from app.domain.banking.accounts.tables import Account, AccountOrigin, BalanceSource, StatedBalance
from app.domain.banking.ledger.tables import Columns, Transaction
from app.domain.banking.ledger.watchers import tell_watchers
from app.extensions import db

ROWS_PER_STATEMENT = 2_000

a, b, t = Account, StatedBalance, Transaction


def state_balances(user_id: int, rows: Iterable[Columns]) -> None:
    """Write stated balances down, inside the caller's transaction; watchers are told after its commit.

    rows: columns of StatedBalance of accounts of this user's. The same source's of the same day is replaced.
    """
    found: dict[tuple[int, date], Columns] = {}
    for row in rows:
        key = row["account_id"], row["stated_on"]
        if key not in found or row["is_closing"] or not found[key]["is_closing"]:
            found[key] = {"import_id": None, **row, "said_at": now()}
    if not found:
        return
    values = list(found.values())
    for start in range(0, len(values), ROWS_PER_STATEMENT):
        _upsert(values[start : start + ROWS_PER_STATEMENT])
    on_commit(lambda: tell_watchers([user_id]))


def _upsert(values: Sequence[Columns]) -> None:
    of_file = values[0]["import_id"] is not None
    keys = ["account_id", "stated_on", "import_id" if of_file else "source"]
    where = b.import_id.is_not(None) if of_file else b.import_id.is_(None)
    statement = insert_into(b).values(list(values))
    new = {name: statement.excluded[name] for name in ("balance", "is_closing", "said_at")}
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, index_where=where, set_=new))


def withdraw_since(source: BalanceSource, first: Mapping[int, date]) -> None:
    """Withdraw what a source said during a day on which, or before which, it has booked something since.

    first: the earliest such day of each account. The bank said it without that row: it is no balance of the
    end of its day.
    """
    for account_id, day in first.items():
        db.session.execute(delete(b).where(*_passing(source, account_id), b.stated_on >= day))


def withdraw_on(days: Mapping[int, Collection[date]], *, besides: int) -> None:
    """Withdraw what files but one said during a day of which that one has brought more rows."""
    for account_id, some in days.items():
        which = _passing(BalanceSource.STATEMENT, account_id)
        others = select(b).where(*which, b.import_id.is_distinct_from(besides))
        for stated in db.session.scalars(others).all():  # each file has one such day, its last
            if stated.stated_on in some:
                db.session.delete(stated)
    db.session.flush()


def _passing(source: BalanceSource, account_id: int) -> Sequence[ColumnElement[bool]]:
    return b.account_id == account_id, b.source == source, b.is_closing.is_(False)


def forget_file(user_id: int, import_id: int) -> None:
    """Take back what a file said of balances, and the accounts that nothing speaks of any more."""
    db.session.execute(delete(b).where(b.import_id == import_id))
    drop_unused(user_id)
    on_commit(lambda: tell_watchers([user_id]))


def forget_connection(user_id: int, connection_id: int) -> None:
    """Erase what a bank said of its accounts' balances, and those of them that nothing else speaks of."""
    linked = select(a.id).where(a.connection_id == connection_id)
    db.session.execute(delete(b).where(b.account_id.in_(linked), b.source == BalanceSource.BANK))
    drop_unused(user_id, connection_id)
    on_commit(lambda: tell_watchers([user_id]))


def drop_unused(user_id: int, connection_id: int | None = None) -> None:
    """Delete the accounts that nobody made by hand, and that have no row, no balance and no opening.

    Those that a bank tells of stay, but for one connection's.
    """
    rows, balances = exists().where(t.account_id == a.id), exists().where(b.account_id == a.id)
    unused = select(a.id).where(
        a.user_id == user_id, a.origin != AccountOrigin.MANUAL, a.opening_balance.is_(None), ~rows, ~balances,
        or_(a.connection_id.is_(None), a.connection_id == connection_id),
    )  # fmt: skip
    db.session.execute(delete(a).where(a.id.in_(db.session.scalars(unused).all())))
