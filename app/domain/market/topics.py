"""Following the market of one symbol: its price, and its bars as they close."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.realtime import Topic, register, room_of
from app.security import Principal, Role


class _List(NamedTuple):
    has: Callable[[str], bool]
    role: Role | None


_lists: dict[str, _List] = {}


def add_list(scope: str, has: Callable[[str], bool], *, role: Role | None = None) -> None:
    """Let those with a scope follow the symbols that something has; once, where a process is set up.

    role: those of this role alone.
    """
    _lists[scope] = _List(has, role)


def _is_listed(caller: Principal, symbol: str) -> bool:
    return any(
        caller.may(scope) and each.role in {None, caller.role} and each.has(symbol)
        for scope, each in _lists.items()
    )


MARKET = register(Topic("market:{symbol}", may=_is_listed, is_watched=True))
"""A symbol's market, for everybody who is signed in, and for tokens as on HTTP."""


def market_room(symbol: str) -> str:
    return room_of(MARKET, symbol)
