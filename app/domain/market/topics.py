"""Following the market of one symbol: its price, and its bars as they close."""

from __future__ import annotations

from collections.abc import Callable

from app.realtime import Topic, register, room_of
from app.security import Principal

_lists: dict[str, Callable[[str], bool]] = {}


def add_list(scope: str, has: Callable[[str], bool]) -> None:
    """Let those with a scope follow the symbols that something has; once, where a process is set up."""
    _lists[scope] = has


def _is_listed(caller: Principal, symbol: str) -> bool:
    return any(caller.may(scope) and has(symbol) for scope, has in _lists.items())


MARKET = register(Topic("market:{symbol}", may=_is_listed, is_watched=True))
"""A symbol's market, for everybody who is signed in, and for tokens as on HTTP."""


def market_room(symbol: str) -> str:
    return room_of(MARKET, symbol)
