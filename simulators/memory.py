"""Simulators may run for weeks: what they remember has an end."""

from __future__ import annotations

from typing import Any

MOST = 20_000


def forget_oldest(remembered: dict[str, Any], most: int = MOST) -> None:
    """Drop the entries that were added first, until at most `most` are left."""
    while len(remembered) > most:
        del remembered[next(iter(remembered))]
