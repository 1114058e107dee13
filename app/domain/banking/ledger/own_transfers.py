"""What totals leave out: money that only moved between a user's own accounts."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func

from app.domain.banking.ledger.tables import Transaction

_OWN = tuple(f"TRANSFER_{way}_{kind}" for way in ("IN", "OUT") for kind in ("ACCOUNT_TRANSFER", "SAVINGS"))
_SAID_BY = ("user", "rule", "correction", "operation", "transfer")
"""Who says surely that it is between own accounts; words like 'transfer to' also stand on others."""

t = Transaction


def is_no_transfer() -> ColumnElement[bool]:
    """Match what was spent or received, not moved between own accounts: paired, or said to be so."""
    said = func.coalesce(t.category, "").in_(_OWN) & func.coalesce(t.category_source, "").in_(_SAID_BY)
    return t.transfer_id.is_(None) & ~said
