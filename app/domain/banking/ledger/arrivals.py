"""Who wants to know of each new transaction, in the very commit that stores it or finds out about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db


class ArrivalListener(NamedTuple):
    """users: a SELECT of the ids of those whose new rows it wants to know. note: told the ids of such rows.

    It is told in the transaction that is open, and writes nothing but rows of its own.
    """

    users: Callable[[], Select[int]]
    note: Callable[[int, Sequence[int]], None]


_listeners: list[ArrivalListener] = []


def add_arrival_listener(listener: ArrivalListener) -> None:
    """Have something told of new transactions; once, where a process is set up."""
    if listener not in _listeners:
        _listeners.append(listener)


def is_awaited(user_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return what holds for the users whose new transactions somebody wants to know. user_id: a column."""
    return or_(false(), *(user_id.in_(each.users()) for each in _listeners))


def note_arrivals(by_user: Mapping[int, Sequence[int]]) -> None:
    """Tell of new transactions, by their owners, within the transaction that stores them."""
    named = {user_id: ids for user_id, ids in by_user.items() if ids}
    for listener in _listeners if named else ():
        wanted = listener.users().subquery()
        mine = select(wanted.c[0]).where(wanted.c[0].in_(list(named))).distinct()
        for user_id in sorted(db.session.scalars(mine)):
            listener.note(user_id, named[user_id])
