"""Rows of a file that a feed tells of as well: they become the feed's."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.banking.models import Transaction
from app.domain.banking.rules.bank import BankTransaction
from app.domain.banking.rules.natural_key import natural_key
from app.domain.banking.service.storing.rows import Changed, Columns, Origin, rows_with_keys

TWINS = 6
"""So many equal payments on one day are told apart by their place; the ones after that by luck."""


def claim_imported(origin: Origin, new: Sequence[Columns]) -> tuple[Changed, list[Columns]]:
    """Find what a file had brought before: it becomes the feed's row. The rest gets keys that are free."""
    keys = {key for columns in new if columns["natural_key"] for key in _twin_keys(columns)}
    taken = rows_with_keys(origin.user_id, list(keys))
    claimed: Changed = []
    left: list[Columns] = []
    for columns in new:
        key, row = _free_or_imported(_twin_keys(columns), taken)
        taken[key] = None
        if row is None:
            left.append(columns | {"natural_key": key})
        else:
            claimed.append((row, columns | {"natural_key": key}))
    return claimed, left


def _free_or_imported(
    keys: Sequence[str], taken: dict[str, Transaction | None]
) -> tuple[str, Transaction | None]:
    """Return the first key that nobody has, or that an imported row has, with that row."""
    for key in keys:
        if key not in taken:
            return key, None
        row = taken[key]
        if row is not None and _is_imported(row):
            return key, row
    return keys[-1], None


def _twin_keys(columns: Columns) -> list[str]:
    said = BankTransaction(
        amount=columns["amount"], currency=columns["currency"], direction=columns["direction"],
        occurred_at=columns["occurred_at"], booked_on=columns["booked_on"],
        description=columns["description"] or "", details=columns["details"] or {},
    )  # fmt: skip
    return [natural_key(said, place) for place in range(TWINS)]


def _is_imported(row: Transaction) -> bool:
    return row.import_id is not None and row.connection_id is None
