"""CoinGecko's chart of one coin, as its address /api/v3/coins/{id}/market_chart answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.market.ports import DayClose
from app.domain.portfolio.prices.errors import UnreadablePrices
from app.domain.portfolio.prices.files.history import PriceHistory, one_a_day, rounded
from app.tabular.pauses import with_pauses

DIGITS = 12
MIDNIGHT_TAKES = timedelta(minutes=10)
"""A day's series has its points at midnight or some seconds later: each is how the day before ended."""


def read_coingecko(prices: Any) -> PriceHistory:
    """Read what is under `prices`: pairs of a moment in milliseconds and a price. Raises UnreadablePrices."""
    if not isinstance(prices, list):
        raise UnreadablePrices("CoinGecko's chart has no list of prices in it.")
    return PriceHistory(one_a_day([_close(each) for each in with_pauses(prices)]))


def _close(pair: Any) -> DayClose:
    match pair:
        case [int(moment_ms), int() | Decimal() as price] if not isinstance(price, bool):
            try:
                at = datetime.fromtimestamp(moment_ms / 1000, UTC)
            except (ValueError, OverflowError, OSError):
                raise UnreadablePrices("CoinGecko's chart has a moment that is none.") from None
            return DayClose((at - MIDNIGHT_TAKES).date(), rounded(Decimal(price), DIGITS))
    raise UnreadablePrices("CoinGecko's chart has something else than pairs of a moment and a price.")
