"""Events about net worth."""

from __future__ import annotations

from app.domain.portfolio.net_worth.views import GapView, PartView
from app.realtime import Event


class NetWorthValued(Event):
    """A balance or a portfolio's value moved while somebody followed; at most every five seconds.

    Data: today's point, as GET /api/net-worth has it, with its currency and what is missing in it.
    """

    name = "net_worth.valued"
    audience = "topic networth"
    on: str
    currency: str
    value: int | None
    value_decimal: str | None
    parts: dict[str, PartView]
    missing: list[GapView]
