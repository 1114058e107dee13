"""Rows of a file that a feed tells of as well: they become the feed's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.domain.banking.ledger.tables import WITH_DELETED, Columns, Transaction
from app.domain.banking.posting.matching import holds_of_files, match_bookings, match_feed
from app.domain.banking.posting.rows import ROWS_PER_STATEMENT, Changed, Origin
from app.extensions import db


def claim_imported(origin: Origin, new: Sequence[Columns]) -> tuple[Changed, list[Columns]]:
    """Find what a file had brought before: it becomes the feed's row. Return the rest as well."""
    return _claimed(new, match_feed(origin.user_id, new))


def book_file_holds(origin: Origin, new: Sequence[Columns]) -> tuple[Changed, list[Columns]]:
    """Find the holds of files that a feed books now: they become the feed's. Return the rest as well."""
    holds = holds_of_files(origin.user_id)
    found = match_bookings(new, holds, one_kind=False) if holds else {}
    return _claimed(new, {place: hold.id for place, hold in found.items()})


def _claimed(new: Sequence[Columns], found: Mapping[int, int]) -> tuple[Changed, list[Columns]]:
    """found: ids of stored rows by the places of the new ones."""
    rows: dict[int, Transaction] = {}
    wanted = list(found.values())
    for start in range(0, len(wanted), ROWS_PER_STATEMENT):
        chunk = Transaction.id.in_(wanted[start : start + ROWS_PER_STATEMENT])
        stored = db.session.scalars(select(Transaction).where(chunk), execution_options=WITH_DELETED)
        rows |= {row.id: row for row in stored}
    claimed = [(rows[number], new[place]) for place, number in found.items() if number in rows]
    left = [columns for place, columns in enumerate(new) if found.get(place) not in rows]
    return claimed, left
