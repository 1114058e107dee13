"""What owners say of transfers: these two are one, or they are not."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.domain.banking.categories.enrichment import Enricher, as_columns
from app.domain.banking.ledger.errors import TransactionNotFound
from app.domain.banking.ledger.lookup import find_own
from app.domain.banking.ledger.outbox import Changes, announce
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.transfers.errors import TransferConflict, TransferNotFound
from app.domain.banking.transfers.pairs import Pair
from app.domain.banking.transfers.service import mark
from app.domain.banking.transfers.tables import RefusedTransfer
from app.extensions import db

FACTS = ("description", "merchant", "counterparty", "mcc", "channel", "direction", "amount", "details")
r, t = RefusedTransfer, Transaction


def make_transfer(user_id: int, transaction_id: str, other: int | str) -> Transaction:
    """Make two transactions one transfer, by their owner's word; what they had refused counts no more.

    other: the other half's id, or its transaction_id. Amounts may differ: banks keep fees, and exchange.
    Raises TransactionNotFound, TransferConflict.
    """
    row, half = find_own(user_id, transaction_id), _other(user_id, other)
    if row.id == half.id or row.direction == half.direction:
        raise TransferConflict("A transfer leaves one account and comes into another: choose one of each.")
    for each, partner in ((row, half), (half, row)):
        if each.transfer_id not in (None, partner.id):
            raise TransferConflict(f"{each.transaction_id} is a transfer with another transaction already.")
    if row.account is not None and row.account == half.account:
        raise TransferConflict("Both are of one account; a transfer needs two.")
    pair = _pair(row, half)
    db.session.execute(delete(r).where(r.out_id == pair.out, r.in_id == pair.into))
    mark([pair])
    announce(user_id, Changes(updated=list(pair)))
    return row


def refuse_transfer(user_id: int, transaction_id: str) -> Transaction:
    """Take a transfer apart, or refuse the one that is suggested; these two are not paired again.

    Categories that only said so are found anew. Raises TransactionNotFound, TransferNotFound.
    """
    row = find_own(user_id, transaction_id)
    other_id = row.transfer_id or row.suggested_transfer_id
    half = db.session.get(t, other_id) if other_id else None
    if half is None:
        raise TransferNotFound
    pair = _pair(row, half)
    if db.session.get(r, tuple(pair)) is None:
        db.session.add(r(out_id=pair.out, in_id=pair.into))
    enricher = Enricher(user_id)
    for each in (row, half):
        each.transfer_id = each.suggested_transfer_id = None
        if each.category_source == "transfer":
            _categorise_anew(each, enricher)
    db.session.flush()
    announce(user_id, Changes(updated=[row.id, half.id]))
    return row


def _pair(row: Transaction, half: Transaction) -> Pair:
    return Pair(row.id, half.id) if row.direction == "out" else Pair(half.id, row.id)


def _other(user_id: int, other: int | str) -> Transaction:
    if isinstance(other, str):
        return find_own(user_id, other)
    row = db.session.scalars(select(t).where(t.user_id == user_id, t.id == other)).one_or_none()
    if row is None:
        raise TransactionNotFound
    return row


def _categorise_anew(row: Transaction, enricher: Enricher) -> None:
    answer = enricher.answer({name: getattr(row, name) for name in FACTS})
    for name, value in as_columns(answer).items():
        setattr(row, name, value)
