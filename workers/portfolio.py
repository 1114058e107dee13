"""Portfolios' background work."""

from __future__ import annotations

from app.config import Settings
from app.domain.portfolio.brokers.jobs import BrokersJob
from app.domain.portfolio.brokers.run import read_file
from app.domain.portfolio.portfolios.jobs import PortfoliosJob
from app.domain.portfolio.valuations import run
from app.extensions import celery
from app.jobs import send
from workers.schedule import Timetable, every


def timetable(_: Settings) -> Timetable:
    """Return when portfolios' jobs run by themselves."""
    return {"value stale portfolios": every(30, PortfoliosJob.VALUE_STALE)}


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
