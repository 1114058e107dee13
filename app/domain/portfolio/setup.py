"""What portfolios bring to a process."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.portfolio.prices.source import MarketPrices, make_market
from app.services import Domain, Services

SCOPES = {"portfolio:read": "Read portfolios", "portfolio:write": "Change portfolios"}


def _make_parts(services: Services) -> Iterable[MarketPrices]:
    yield make_market(services.settings)


DOMAIN = Domain("portfolio", _make_parts, scopes=SCOPES)
