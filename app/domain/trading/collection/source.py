"""The exchange that a process asks."""

from __future__ import annotations

from app.domain.trading.collection.adapters.binance import Binance
from app.domain.trading.collection.ports import Exchange
from app.extensions import redis
from app.services import services


def exchange() -> Exchange:
    """Return the exchange that the settings name."""
    return Binance(services().settings.binance_url, redis())
