"""The latest market prices, in Redis, and which of them have moved."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

import msgspec

from app.clock import now
from app.domain.market.ports import PriceQuote
from app.domain.portfolio.prices.source import price_source
from app.extensions import redis

KEY = "market:latest"
"""A hash: symbol to the last quote as JSON."""


def take_quotes(symbols: Collection[str]) -> dict[str, PriceQuote]:
    """Ask the source for these symbols' prices, keep them, and return those that have moved."""
    source = price_source()
    if source is None or not symbols:
        return {}
    before = latest_quotes(symbols)
    moved = {
        symbol: quote
        for symbol, quote in source.latest(symbols, now()).items()
        if symbol not in before or before[symbol].price != quote.price
    }
    if moved:
        encoded: dict[Any, Any] = {symbol: msgspec.json.encode(quote) for symbol, quote in moved.items()}
        redis().hset(KEY, mapping=encoded)
    return moved


def latest_quotes(symbols: Collection[str]) -> dict[str, PriceQuote]:
    """Return the last prices that were taken of these symbols."""
    if not symbols:
        return {}
    raw = cast(list[bytes | None], redis().hmget(KEY, list(symbols)))
    found = (msgspec.json.decode(each, type=PriceQuote) for each in raw if each)
    return {each.symbol: each for each in found}
