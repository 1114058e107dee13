"""Following the market of one symbol: its price, and its bars as they close."""

from __future__ import annotations

from collections.abc import Callable

from app.realtime import Topic, register, room_of
from app.security import Principal

_lists: list[Callable[[str], bool]] = []


def add_list(has: Callable[[str], bool]) -> None:
    """Let those symbols be followed that something has; once, where a process is set up."""
    if has not in _lists:
        _lists.append(has)


def _is_listed(_: Principal, symbol: str) -> bool:
    return any(has(symbol) for has in _lists)


MARKET = register(Topic("market:{symbol}", may=_is_listed, is_watched=True))
"""A symbol's market, for everybody who is signed in; what nobody has cannot be followed."""


def market_room(symbol: str) -> str:
    return room_of(MARKET, symbol)
