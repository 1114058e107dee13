"""Events about a user's totals."""

from __future__ import annotations

from app.realtime import Event


class AnalyticsRefreshed(Event):
    """A user's totals were computed anew; GET /api/analytics has them.

    It carries no figures: a token that may read transactions need not be allowed to read portfolios.
    """

    name = "analytics.refreshed"
    refreshed_at: str
    portfolios: int
