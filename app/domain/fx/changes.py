"""Who is to know that rates have changed: what was computed by them no longer holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

Listener = Callable[[int | None, date], None]
"""Told inside the transaction of the change: whose rates they are, None for everybody's; of the first day."""

_listeners: list[Listener] = []


def add_rate_listener(listener: Listener) -> None:
    """Have something told of every change of rates; once, where a process is set up."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_rates_changed(user_id: int | None, since: date) -> None:
    """Tell of a change of one user's rates, or of everybody's; what a listener raises undoes the change.

    since: the first day of which a rate is another; those before it hold as they did.
    """
    for listener in _listeners:
        listener(user_id, since)
