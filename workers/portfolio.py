"""Portfolios' background work."""

from __future__ import annotations

from app.config import Settings
from app.domain.portfolio.activities.closes import store_market_closes
from app.domain.portfolio.brokers.jobs import BrokersJob
from app.domain.portfolio.brokers.run import read_file
from app.domain.portfolio.portfolios.jobs import PortfoliosJob
from app.domain.portfolio.valuations import live, run
from app.extensions import celery
from app.jobs import send
from workers.schedule import Timetable, every

TICK_EVERY_S = 1
CLOSES_EVERY_S = 3600


def timetable(settings: Settings) -> Timetable:
    """Return when portfolios' jobs run by themselves; those about the market only where a source is set."""
    market = {
        "follow the market": every(TICK_EVERY_S, PortfoliosJob.FOLLOW_MARKET),
        "store closing prices": every(CLOSES_EVERY_S, PortfoliosJob.STORE_CLOSES),
    }
    own = {"value stale portfolios": every(30, PortfoliosJob.VALUE_STALE)}
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


@celery.task(name=BrokersJob.READ_FILE)
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
