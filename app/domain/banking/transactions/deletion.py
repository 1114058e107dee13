"""Deleting transactions and restoring them. What is deleted stays deleted when it is sent again.

A deleted row is left out of every list and sum, see ledger.tables.Transaction; matching still finds it, so
that the next sync, file or sender of the same payment changes nothing that its owner sees.
"""

from __future__ import annotations

from sqlalchemy import select

from app.clock import now
from app.domain.banking.ledger.errors import TransactionNotFound
from app.domain.banking.ledger.lookup import find_own
from app.domain.banking.ledger.outbox import Changes, announce
from app.domain.banking.ledger.tables import WITH_DELETED, Transaction
from app.domain.banking.transfers.service import forget_transfers_with, match_transfers
from app.extensions import db

t = Transaction


def delete_transaction(user_id: int, transaction_id: str) -> None:
    """Delete one of a user's transactions; pushed after the commit. Raises TransactionNotFound.

    The other half of a transfer stands alone from then on; the row keeps it in mind for its restoration.
    """
    row = find_own(user_id, transaction_id)
    freed = forget_transfers_with(select(t.id).where(t.id == row.id))
    row.deleted_at, row.suggested_transfer_id = now(), None
    db.session.flush()
    announce(user_id, Changes(updated=freed, removed=[row.transaction_id]))


def restore_transaction(user_id: int, transaction_id: str) -> Transaction:
    """Bring a deleted transaction back as it was, with what its bank has said of it since.

    One that is not deleted stays as it is. Raises TransactionNotFound.
    """
    mine = select(t).where(t.user_id == user_id, t.transaction_id == transaction_id)
    row = db.session.scalars(mine, execution_options=WITH_DELETED).one_or_none()
    if row is None:
        raise TransactionNotFound
    if row.deleted_at is None:
        return row
    row.deleted_at = None
    half = db.session.scalars(select(t).where(t.id == row.transfer_id)).one_or_none()
    if half is not None and half.transfer_id is None:
        half.transfer_id = row.id
    else:
        row.transfer_id, half = None, None
    db.session.flush()
    match_transfers(user_id, since=row.occurred_at)
    db.session.refresh(row)
    announce(user_id, Changes(created=[row.id], updated=[half.id] if half else []))
    return row
