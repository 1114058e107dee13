"""Holds that book, and holds that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select

from app.domain.banking.ledger.tables import WITH_DELETED, Columns, Transaction
from app.domain.banking.posting.hold_matching import find_hold, suggest_hold
from app.domain.banking.posting.rows import Changed, Origin, RowView, passing_prefix
from app.extensions import db


def holds_of(origin: Origin) -> list[Transaction]:
    if origin.connection_id is None:
        return []
    t = Transaction
    return list(
        db.session.scalars(
            select(t).where(t.connection_id == origin.connection_id, t.status == "PENDING").order_by(t.id),
            execution_options=WITH_DELETED,
        )
    )


def settle_holds(
    origin: Origin, holds: list[Transaction], new: Sequence[Columns], given_ids: set[str]
) -> tuple[Changed, list[Columns]]:
    """Find the holds that book now; each is changed in place. A mere likeness is noted as a suggestion.

    A hold whose id lasts books under it: whatever else is like it is another payment.
    """
    free = [hold for hold in holds if hold.transaction_id not in given_ids]
    passing = [hold for hold in free if hold.transaction_id.startswith(passing_prefix(origin))]
    booked: Changed = []
    left: list[Columns] = []
    for columns in new:
        row = RowView(columns)
        place = find_hold(row, passing) if columns["status"] != "PENDING" else None
        if place is not None:
            hold = passing.pop(place)
            free.remove(hold)
            holds.remove(hold)
            booked.append((hold, columns))
            continue
        shown = [hold for hold in free if hold.deleted_at is None]
        maybe = suggest_hold(row, shown) if columns["status"] != "PENDING" else None
        if maybe is not None:
            suggested = {"maybe_hold": shown[maybe].transaction_id}
            columns = columns | {"details": (columns["details"] or {}) | suggested}  # noqa: PLW2901
        left.append(columns)
    return booked, left


def drop_holds(holds: Iterable[Transaction], given: Sequence[Columns]) -> list[str]:
    """Delete holds that the bank no longer names, but not what their owner wrote something on."""
    still = {columns["transaction_id"] for columns in given}
    gone = [hold for hold in holds if hold.transaction_id not in still and not _is_edited(hold)]
    if gone:
        db.session.execute(delete(Transaction).where(Transaction.id.in_([hold.id for hold in gone])))
    return [hold.transaction_id for hold in gone]


def _is_edited(row: Transaction) -> bool:
    return bool(row.notes or row.tags) or row.category_source == "user"
