"""Portfolios' background work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from celery.utils.time import get_exponential_backoff_interval

from app.config import Settings
from app.db import transaction
from app.domain.portfolio.activities import retention
from app.domain.portfolio.activities.closes import store_market_closes
from app.domain.portfolio.analytics import run as analytics
from app.domain.portfolio.analytics.jobs import AnalyticsJob
from app.domain.portfolio.imports.jobs import ImportsJob
from app.domain.portfolio.imports.run import read_file
from app.domain.portfolio.net_worth import run as net_worth
from app.domain.portfolio.net_worth.jobs import NetWorthJob
from app.domain.portfolio.portfolios.jobs import PortfoliosJob
from app.domain.portfolio.valuations import live, run
from app.extensions import celery
from app.jobs import send
from workers.schedule import Timetable, daily, every

MAX_RETRIES = 6
FIRST_RETRY_S = 10
MAX_RETRY_S = 600

TICK_EVERY_S = 1
CLOSES_EVERY_S = 3600


def timetable(settings: Settings) -> Timetable:
    """Return when portfolios' jobs run by themselves; those about the market only where a source is set."""
    market = {
        "follow the market": every(TICK_EVERY_S, PortfoliosJob.FOLLOW_MARKET),
        "store closing prices": every(CLOSES_EVERY_S, PortfoliosJob.STORE_CLOSES),
    }
    own = {
        "value stale portfolios": every(30, PortfoliosJob.VALUE_STALE),
        "refresh analytics": every(3600, AnalyticsJob.REFRESH_DUE),
        "prune portfolios": daily(4, 7, PortfoliosJob.PRUNE),
    }
    return own | market if settings.price_source else own


@celery.task(name=PortfoliosJob.VALUE_PORTFOLIO)
def value_portfolio(portfolio_id: int) -> None:
    """Value a portfolio anew."""
    run.value_portfolio(portfolio_id)


@celery.task(name=PortfoliosJob.VALUE_STALE)
def value_stale() -> None:
    """Have those portfolios valued whose valuation was missed."""
    for portfolio_id in run.value_stale():
        send(PortfoliosJob.VALUE_PORTFOLIO, portfolio_id)


@celery.task(name=PortfoliosJob.ANSWER)
def answer(portfolio_id: int, key: str) -> None:
    """Answer a question about a portfolio that somebody waits for."""
    run.answer_one(portfolio_id, key)


@celery.task(name=ImportsJob.READ_FILE)
def read_broker_file(import_id: int) -> None:
    """Read a broker's file that was brought."""
    read_file(import_id)


@celery.task(name=PortfoliosJob.FOLLOW_MARKET)
def follow_market() -> None:
    """Push the prices that moved, and the portfolios that hold them, to those who watch."""
    live.follow_market()


@celery.task(name=PortfoliosJob.STORE_CLOSES)
def store_closes(symbols: list[str] | None = None) -> None:
    """Store the market's closes of these symbols, or of all that portfolios hold."""
    store_market_closes(symbols)


@celery.task(name=PortfoliosJob.PRUNE)
def prune() -> None:
    """Erase what was removed a month ago."""
    with transaction():
        retention.prune_removed()


@celery.task(name=NetWorthJob.VALUE)
def push_net_worth(user_id: int) -> None:
    """Push a net worth that somebody follows."""
    net_worth.push_net_worth(user_id)


@celery.task(name=AnalyticsJob.REFRESH_DUE)
def refresh_due() -> None:
    """Have everybody's totals refreshed that are due."""
    analytics.refresh_due()


@celery.task(
    name=AnalyticsJob.REFRESH_USERS,
    bind=True,
    max_retries=MAX_RETRIES,
    acks_late=True,
    reject_on_worker_lost=True,
)
def refresh_users(self: Any, user_ids: list[int], begun_at: str) -> None:
    """Refresh some users' totals; those that failed are tried again, each time after a longer wait."""
    failed = analytics.refresh_users(user_ids, datetime.fromisoformat(begun_at))
    if failed:
        raise self.retry(args=(failed, begun_at), countdown=retry_wait_s(self.request.retries))


@celery.task(name=AnalyticsJob.REFRESH_USER)
def refresh_user(user_id: int) -> None:
    """Refresh the totals that somebody asked for."""
    analytics.refresh_user(user_id)


def retry_wait_s(retries: int) -> int:
    """Return how long to wait: at random up to 10 s, then up to twice that each time, 10 minutes at most."""
    return int(get_exponential_backoff_interval(FIRST_RETRY_S, retries, MAX_RETRY_S, full_jitter=True))
