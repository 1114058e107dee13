"""Holds that a later file of their account leaves out, though it covers their day."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.banking.accounts.names import Relation, relation
from app.domain.banking.ledger.outbox import Changes, announce
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.posting.files import FileOrigin
from app.domain.banking.posting.keys import UNDATED, day_in
from app.domain.banking.posting.matching import Hold
from app.extensions import db

MARK = "unconfirmed"


def mark_unconfirmed(file: FileOrigin) -> int:
    """Mark those holds, inside the caller's transaction; return how many are marked by this file.

    The bank may have dropped them, or name them again: they stay, and their details say `unconfirmed`. A hold
    that the file names loses the mark.
    """
    left_out = {hold.entry.id for hold in file.holds or () if _is_left_out(file, hold)}
    named = {hold.entry.id for hold in file.holds or () if hold.entry.id in file.used}
    rows = list(db.session.scalars(select(Transaction).where(Transaction.id.in_(left_out | named))))
    changed = [row for row in rows if _is_marked(row) != (row.id in left_out) and row.status == "PENDING"]
    for row in changed:
        rest = {name: value for name, value in (row.details or {}).items() if name != MARK}
        row.details = (rest | {MARK: True} if row.id in left_out else rest) or None
    db.session.flush()
    announce(file.origin.user_id, Changes(updated=[row.id for row in changed]))
    return sum(row.id in left_out for row in rows)


def _is_left_out(file: FileOrigin, hold: Hold) -> bool:
    day = day_in(hold.entry.movement)
    if hold.entry.id in file.used or day == UNDATED or not file.days:
        return False
    of_this_account = any(relation(name, hold.entry.account) is Relation.SAME for name in file.accounts)
    return of_this_account and min(file.days) <= day <= max(file.days)


def _is_marked(row: Transaction) -> bool:
    return bool((row.details or {}).get(MARK))
