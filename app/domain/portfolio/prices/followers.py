"""Who wants to hear of the market's prices as they move, besides those who watch them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import structlog

from app.domain.market.ports import PriceQuote

log = structlog.get_logger()


class Follower(NamedTuple):
    """symbols: which it wants, asked each second. moved: told of those that moved, outside a transaction."""

    symbols: Callable[[], Collection[str]]
    moved: Callable[[Mapping[str, PriceQuote]], None]


_followers: list[Follower] = []


def add_follower(follower: Follower) -> None:
    """Have something told of prices; once, where a process is set up."""
    if follower not in _followers:
        _followers.append(follower)


def wanted_symbols() -> set[str]:
    """Return what all of them want."""
    return {symbol for each in _followers for symbol in each.symbols()}


def tell_followers(moved: Mapping[str, PriceQuote]) -> None:
    """Tell of prices that moved; one that fails is logged and keeps no other from it."""
    for each in _followers if moved else ():
        try:
            each.moved(moved)
        except Exception:
            log.exception("follower.failed")
