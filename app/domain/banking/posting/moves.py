"""The days on which rows move their accounts' balances."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.domain.banking.ledger.tables import Columns
from app.domain.banking.posting.rows import Changed

BOOKED = "SUCCESS"
_MOVES = ("account_id", "booked_on", "direction", "amount")


def first_moves(created: Iterable[Columns], changed: Changed) -> dict[int, date]:
    """Return the first day of each account on which rows move what they did not move before.

    changed: stored rows, not changed yet, and what they become.
    """
    pairs: list[tuple[Columns, Columns]] = [({}, columns) for columns in created]
    pairs += [({name: getattr(row, name) for name in (*_MOVES, "status")}, new) for row, new in changed]
    first: dict[int, date] = {}
    for before, after in pairs:
        moves = [_movement(each) for each in (before, after)]
        for account_id, day, *_ in filter(None, moves if moves[0] != moves[1] else ()):
            if account_id is not None:
                first[account_id] = min(day, first.get(account_id, day))
    return first


def _movement(row: Columns) -> tuple[Any, ...] | None:
    """Return what a booked row does to its account's balance; a hold does nothing."""
    return tuple(row[name] for name in _MOVES) if row.get("status") == BOOKED else None
