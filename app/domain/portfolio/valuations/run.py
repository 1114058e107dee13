"""Valuing portfolios: a run of its own in a worker, safe to do twice, one at a time per portfolio."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import structlog
from sqlalchemy import delete, select, update

from app.clock import now
from app.db import insert_into, on_commit, transaction
from app.domain.portfolio.portfolios.jobs import begin
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.returns.performance import SeriesPoint
from app.domain.portfolio.valuations.compute import answer_question, book, perform
from app.domain.portfolio.valuations.events import announce_valuation
from app.domain.portfolio.valuations.holdings import seconds_left, snapshot_of
from app.domain.portfolio.valuations.questions import Question, question_of
from app.domain.portfolio.valuations.snapshot import keep_snapshot
from app.domain.portfolio.valuations.tables import StoredAnswer, ValuationDay
from app.domain.portfolio.valuations.today import today_of, zone_of
from app.extensions import db
from app.jobs.lease import lease

LEASE_S = 300.0
KEPT_FOR = timedelta(days=7)
"""An answer that nobody asked for in this time is dropped."""
ROWS_PER_STATEMENT = 5_000
MAX_ROUNDS = 5
"""Changes that come in while a valuation runs are taken up at once this often; then by the sweep."""
log = structlog.get_logger()
p, a, v = Portfolio, StoredAnswer, ValuationDay


def value_portfolio(portfolio_id: int) -> None:
    """Value a portfolio anew, and answer anew what was asked of it lately. A run."""
    with lease(f"value:{portfolio_id}", ttl_s=LEASE_S, wait_s=LEASE_S) as held:
        if held is None:
            return
        begin(portfolio_id)
        for _ in range(MAX_ROUNDS):
            if _value_once(portfolio_id):
                return


def _value_once(portfolio_id: int) -> bool:
    """Value what is there now; tell whether nothing changed meanwhile."""
    with transaction():
        portfolio = db.session.get(p, portfolio_id)
        if portfolio is None or portfolio.deleted_at is not None:
            return True
        version, since = portfolio.version, portfolio.stale_from
        question = Question(end=today_of(portfolio.user_id))
        journal = book(portfolio, question.end)
        found = perform(journal, question)
        _store_days(portfolio_id, found.series, since)
        _forget_old(portfolio_id)
        for each in {question.key, *_asked(portfolio_id)}:
            _store_answer(portfolio, version, question_of(each))
        unchanged = p.id == portfolio_id, p.version == version
        is_current = db.session.execute(update(p).where(*unchanged).values(stale_from=None)).rowcount == 1  # type: ignore[attr-defined]
        announce_valuation(portfolio, found)
        snapshot = snapshot_of(portfolio, version, journal, found)
        seconds = seconds_left(found.end, zone_of(portfolio.user_id))
        on_commit(lambda: keep_snapshot(snapshot, seconds))
    return bool(is_current)


def answer_one(portfolio_id: int, key: str) -> None:
    """Answer one question about a portfolio and store the answer. A run."""
    with transaction():
        portfolio = db.session.get(p, portfolio_id)
        if portfolio is not None and portfolio.deleted_at is None:
            _store_answer(portfolio, portfolio.version, question_of(key))


def value_stale() -> list[int]:
    """Return the portfolios whose valuation is behind, for a sweep to ask for."""
    statement = select(p.id).where(p.stale_from.is_not(None), p.deleted_at.is_(None)).limit(1_000)
    return list(db.session.scalars(statement))


def _store_answer(portfolio: Portfolio, version: int, question: Question) -> None:
    body = answer_question(portfolio, question)
    values = {"portfolio_id": portfolio.id, "key": question.key, "version": version, "body": body}
    statement = insert_into(a).values(values | {"asked_at": now()})
    changed = {"version": version, "body": body}
    db.session.execute(statement.on_conflict_do_update(index_elements=["portfolio_id", "key"], set_=changed))


def _asked(portfolio_id: int) -> Sequence[str]:
    return list(db.session.scalars(select(a.key).where(a.portfolio_id == portfolio_id)))


def _forget_old(portfolio_id: int) -> None:
    db.session.execute(delete(a).where(a.portfolio_id == portfolio_id, a.asked_at < now() - KEPT_FOR))


def _store_days(portfolio_id: int, series: Sequence[SeriesPoint], since: date | None) -> None:
    """Replace the days from the first stale one on; those before it stand."""
    first = since or date.min
    known = select(v.on).where(v.portfolio_id == portfolio_id)
    if since is None or db.session.scalar(known.limit(1)) is None:
        first = date.min
    db.session.execute(delete(v).where(v.portfolio_id == portfolio_id, v.on >= first))
    rows = [
        {"portfolio_id": portfolio_id, "on": each.on, "value": each.value, "twr": each.twr}
        for each in series
        if each.on >= first
    ]
    for start in range(0, len(rows), ROWS_PER_STATEMENT):
        db.session.execute(insert_into(v).values(rows[start : start + ROWS_PER_STATEMENT]))
