"""Events about a user's totals."""

from __future__ import annotations

from app.realtime import Event


class AnalyticsRefreshed(Event):
    """A user's totals were computed anew; GET /api/analytics has them.

    It carries no figures: whoever hears of transactions may not be allowed to read portfolios.
    """

    name = "analytics.refreshed"
    refreshed_at: str
    portfolios: int
