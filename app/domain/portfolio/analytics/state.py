"""Of what a user's totals are made, so that one sees whether they are of what is there now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256


def state_of(base: str, today: date, versions: Iterable[tuple[int, str, int]]) -> str:
    """Return what changes with the base currency, the day, and any portfolio: its id, name and version."""
    return sha256(f"{base} {today} {sorted(versions)}".encode()).hexdigest()
