"""The source of market prices that a process is built with."""

from __future__ import annotations

from dataclasses import dataclass

from app.config import Settings
from app.domain.market.ports import PriceSource
from app.domain.market.sources import SOURCES, add_source
from app.domain.portfolio.prices.adapters.simulated import SimulatedMarket
from app.services import services

add_source(SimulatedMarket.name, SimulatedMarket)


@dataclass(frozen=True)
class MarketPrices:
    """source: None where no source is set, and prices are those that owners state."""

    source: PriceSource | None


def make_market(settings: Settings) -> MarketPrices:
    """Make the source that the settings name."""
    return MarketPrices(SOURCES[settings.price_source]() if settings.price_source else None)


def price_source() -> PriceSource | None:
    """Return the source of market prices, None where none is set."""
    return services().part(MarketPrices).source


def has_price(symbol: str) -> bool:
    """Tell whether the source has a symbol."""
    source = price_source()
    return source is not None and source.listing(symbol) is not None
