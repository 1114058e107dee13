"""Who wants to know of each new transaction, in the very commit that stores it or finds out about it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple


class ArrivalListener(NamedTuple):
    """users: those of some users whose new rows it wants to know. note: told the ids of such rows.

    Both are called in an open transaction and write nothing but rows of their own.
    """

    users: Callable[[Collection[int]], set[int]]
    note: Callable[[int, Sequence[int]], None]


_listeners: list[ArrivalListener] = []


def add_arrival_listener(listener: ArrivalListener) -> None:
    """Have something told of new transactions; once, where a process is set up."""
    if listener not in _listeners:
        _listeners.append(listener)


def users_awaited(user_ids: Collection[int]) -> set[int]:
    """Return those of some users whose new transactions somebody wants to know."""
    return set().union(*(each.users(user_ids) for each in _listeners)) if user_ids else set()


def note_arrivals(by_user: Mapping[int, Sequence[int]]) -> None:
    """Tell of new transactions, by their owners, within the transaction that stores them."""
    named = {user_id: ids for user_id, ids in by_user.items() if ids}
    for listener in _listeners if named else ():
        for user_id in sorted(listener.users(list(named))):
            listener.note(user_id, named[user_id])
