"""What portfolios bring to a process."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.banking.ledger.watchers import add_watcher
from app.domain.fx.changes import add_rate_listener
from app.domain.market.topics import add_list
from app.domain.portfolio.analytics.jobs import AnalyticsJob
from app.domain.portfolio.imports.jobs import ImportsJob
from app.domain.portfolio.net_worth.jobs import ask_where_followed
from app.domain.portfolio.portfolios.jobs import PortfoliosJob
from app.domain.portfolio.portfolios.service import invalidate_portfolios
from app.domain.portfolio.prices.source import MarketPrices, has_price, make_market
from app.jobs.queues import Queue
from app.services import Domain, Services

add_watcher(ask_where_followed)
add_rate_listener(invalidate_portfolios)
add_list("portfolio:read", has_price)

SCOPES = {"portfolio:read": "Read portfolios", "portfolio:write": "Change portfolios"}
QUEUES = {
    **dict.fromkeys([*PortfoliosJob, *AnalyticsJob, *ImportsJob], Queue.ANALYTICS),
    PortfoliosJob.PRUNE: Queue.MAINTENANCE,
}


def _make_parts(services: Services) -> Iterable[MarketPrices]:
    yield make_market(services.settings)


DOMAIN = Domain("portfolio", _make_parts, queues=QUEUES, scopes=SCOPES)
