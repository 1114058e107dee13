"""Following the market price of one symbol."""

from __future__ import annotations

from app.domain.portfolio.prices.source import price_source
from app.realtime import Topic, register, room_of
from app.security import Principal


def _is_listed(_: Principal, symbol: str) -> bool:
    source = price_source()
    return source is not None and source.listing(symbol) is not None


MARKET = register(Topic("market:{symbol}", scopes=("portfolio:read",), may=_is_listed, is_watched=True))
"""A symbol's market price, for everybody; what the source does not have cannot be followed."""


def market_room(symbol: str) -> str:
    return room_of(MARKET, symbol)
