"""Splitting a transaction into parts with categories of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import delete, select

from app.domain.banking.ledger.errors import TransactionNotFound
from app.domain.banking.ledger.outbox import Changes, announce
from app.domain.banking.ledger.tables import Split, Transaction
from app.domain.banking.transactions.split_logic import read_parts
from app.extensions import db


def get_splits(user_id: int, transaction_id: str) -> list[Split]:
    """Return a transaction's parts in their order; none where it is whole. Raises TransactionNotFound."""
    return _parts_of(_stored(user_id, transaction_id))


def _parts_of(row: Transaction) -> list[Split]:
    statement = select(Split).where(Split.transaction_id == row.id).order_by(Split.id)
    return list(db.session.scalars(statement))


def set_splits(
    user_id: int, transaction_id: str, parts: Sequence[Any], is_category: Callable[[str], bool]
) -> list[Split]:
    """Replace a stored transaction's parts, inside the caller's transaction; pushed after its commit.

    parts: decoded JSON, objects of amount, category and note. Amounts add up to the transaction's exactly;
    no part at all makes it whole again. Raises TransactionNotFound, Invalid.
    """
    row = _stored(user_id, transaction_id, lock=True)
    given = read_parts(parts, whole=row.amount, is_category=is_category)
    db.session.execute(delete(Split).where(Split.transaction_id == row.id))
    for part in given:  # one after the other: their ids are their order
        db.session.add(
            Split(transaction_id=row.id, amount=part.amount, category=part.category, note=part.note)
        )
        db.session.flush()
    announce(user_id, Changes(updated=[row.id]))
    return _parts_of(row)


def _stored(user_id: int, transaction_id: str, *, lock: bool = False) -> Transaction:
    t = Transaction
    statement = select(t).where(t.user_id == user_id, t.transaction_id == transaction_id)
    # A lock, so that two who split at once do not leave the parts of both.
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise TransactionNotFound
    return found
