"""Finding stored transactions: one of a user's, and the order in which all are shown."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from app.domain.banking.ledger.errors import TransactionNotFound
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db

NEWEST_LAST = (Transaction.booked_on, Transaction.occurred_at, Transaction.id)


def newest_first() -> list[ColumnElement[Any]]:
    """Order by civil day, then moment, the newest first."""
    return [key.desc() for key in NEWEST_LAST]


def find_own(user_id: int, transaction_id: str) -> Transaction:
    """Return one of a user's stored transactions. Raises TransactionNotFound."""
    t = Transaction
    row = db.session.scalars(
        select(t).where(t.user_id == user_id, t.transaction_id == transaction_id)
    ).one_or_none()
    if row is None:
        raise TransactionNotFound
    return row
