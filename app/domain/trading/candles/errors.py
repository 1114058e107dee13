"""What can go wrong with candles."""

from app.errors import Invalid


class UnknownTimeframe(Invalid):
    """There is no such timeframe."""

    code = "unknown_timeframe"
