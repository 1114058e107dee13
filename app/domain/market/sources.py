"""Sources of market prices that domains bring, by the word that PRICE_SOURCE names them with."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.market.ports import PriceSource

SOURCES: dict[str, Callable[[], PriceSource]] = {}


def add_source(name: str, make: Callable[[], PriceSource]) -> None:
    """Make a source known; once, where a process is set up."""
    SOURCES[name] = make
