"""The jobs about portfolios' values."""

from __future__ import annotations

from enum import StrEnum

from app import jobs
from app.jobs import enqueue_once, send_once


class PortfoliosJob(StrEnum):
    """Each job's name on the queue."""

    VALUE_PORTFOLIO = "portfolio.value"
    VALUE_STALE = "portfolio.value_stale"
    ANSWER = "portfolio.answer"
    FOLLOW_MARKET = "portfolio.follow_market"
    STORE_CLOSES = "portfolio.store_closes"
    PRUNE = "portfolio.prune"


ASKED_MS = 2_000
"""A job that was asked for and has not begun after this time is asked for again."""
SNAPSHOT_MS = 30_000


def ask_to_value(portfolio_id: int) -> None:
    """Once the current transaction has committed, have a worker value a portfolio anew."""
    enqueue_once(PortfoliosJob.VALUE_PORTFOLIO, portfolio_id, key=_key(portfolio_id), within_ms=ASKED_MS)


def ask_for_snapshot(portfolio_id: int) -> None:
    """Have a portfolio valued that is watched and has no valuation to start from; outside a transaction."""
    key = f"snapshot:{portfolio_id}"
    send_once(PortfoliosJob.VALUE_PORTFOLIO, portfolio_id, key=key, within_ms=SNAPSHOT_MS)


def begin(portfolio_id: int) -> None:
    """Note that a worker is about to look at a portfolio: later changes ask anew."""
    jobs.forget(_key(portfolio_id))


def _key(portfolio_id: int) -> str:
    return f"value:{portfolio_id}"
