"""What can go wrong between a proxy and its trading platform."""

from __future__ import annotations

from app.errors import Unavailable


class TradingPlatformUnavailable(Unavailable):
    """The trading platform does not answer, and never answered this before; try again shortly."""

    code = "trading_platform_unavailable"


class CircuitOpen(Exception):
    """The platform failed again and again; it is not asked for the moment."""
