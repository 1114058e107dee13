"""Valuing portfolios: a run of its own in a worker, safe to do twice, one at a time per portfolio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import msgspec
from sqlalchemy import delete, func, insert, select, update

from app.clock import now
from app.db import insert_into, on_commit, transaction
from app.domain.portfolio.portfolios.jobs import begin
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.returns.report import SeriesPoint
from app.domain.portfolio.valuations import kept_books
from app.domain.portfolio.valuations.compute import answer_questions, perform
from app.domain.portfolio.valuations.events import announce_valuation
from app.domain.portfolio.valuations.holdings import seconds_left, snapshot_of
from app.domain.portfolio.valuations.kept_books import book
from app.domain.portfolio.valuations.questions import Question, question_of
from app.domain.portfolio.valuations.snapshot import keep_snapshot
from app.domain.portfolio.valuations.tables import StoredAnswer, ValuationDay
from app.domain.portfolio.valuations.today import today_of, zone_of
from app.extensions import db
from app.jobs.lease import is_leased, lease

LEASE_S = 60.0
"""After this time another may value what a worker that died had begun; a slow one that lives does no harm."""
KEPT_FOR = timedelta(hours=2)
"""An answer that nobody asked for in this time is dropped."""
MAX_ROUNDS = 5
"""Changes that come in while a valuation runs are taken up at once this often; then by the sweep."""
p, a, v = Portfolio, StoredAnswer, ValuationDay


def value_portfolio(portfolio_id: int) -> None:
    """Value a portfolio anew, and answer anew what was asked of it lately. A run."""
    with lease(_lease(portfolio_id), ttl_s=LEASE_S, wait_s=LEASE_S) as held:
        if held is None:
            return
        begin(portfolio_id)
        for _ in range(MAX_ROUNDS):
            if _value_once(portfolio_id):
                break
        _answer_asked(portfolio_id)


def _value_once(portfolio_id: int) -> bool:
    """Value what is there now; tell whether nothing changed meanwhile.

    All is computed before anything is written: SQLite's one writer would keep the others waiting.
    """
    with transaction():
        portfolio = db.session.get(p, portfolio_id)
        if portfolio is None or portfolio.deleted_at is not None:
            return True
        version, since = portfolio.version, portfolio.stale_from
        question = Question(end=today_of(portfolio.user_id))
        booked = book(portfolio, question.end)
        found = perform(booked.journal, question)
        snapshot = snapshot_of(portfolio, version, booked.journal, found)
        _store_days(portfolio_id, found.series, since)
        _store_answers(portfolio, version, {question.key: msgspec.json.encode(found)})
        is_current = _is_valued(portfolio_id, version)
        if is_current:
            kept_books.store(portfolio_id, version, booked)
        announce_valuation(portfolio, found)
        seconds = seconds_left(found.end, zone_of(portfolio.user_id))
        on_commit(lambda: keep_snapshot(snapshot, seconds))
    return is_current


def _answer_asked(portfolio_id: int) -> None:
    """Answer anew what else was asked of a portfolio lately; its valuation does not wait for this."""
    with transaction():
        portfolio = db.session.get(p, portfolio_id)
        if portfolio is not None and portfolio.deleted_at is None:
            version, today = portfolio.version, Question(end=today_of(portfolio.user_id))
            asked = _asked(portfolio_id, version, but=today.key)
            _store_answers(portfolio, version, answer_questions(portfolio, asked))


def _is_valued(portfolio_id: int, version: int) -> bool:
    """Note that nothing is behind, unless the portfolio has changed since this version."""
    unchanged = update(p).where(p.id == portfolio_id, p.version == version).values(stale_from=None)
    return db.session.scalar(unchanged.returning(p.id)) is not None


def answer_one(portfolio_id: int, key: str) -> None:
    """Answer one question about a portfolio and store the answer, unless it is there by now. A run."""
    with transaction():
        portfolio = db.session.get(p, portfolio_id)
        if portfolio is None or portfolio.deleted_at is not None or _is_answered(portfolio, key):
            return
        version, question = portfolio.version, question_of(key)
        if question != Question(end=today_of(portfolio.user_id)):
            _store_answers(portfolio, version, answer_questions(portfolio, [question]))
            return
        booked = book(portfolio, question.end)
        body = msgspec.json.encode(perform(booked.journal, question))
        _store_answers(portfolio, version, {key: body})
        if _is_at(portfolio_id, version):
            kept_books.store(portfolio_id, version, booked)


def _is_answered(portfolio: Portfolio, key: str) -> bool:
    this = a.portfolio_id == portfolio.id, a.key == key, a.version >= portfolio.version
    return db.session.scalar(select(a.key).where(*this)) is not None


def _is_at(portfolio_id: int, version: int) -> bool:
    """Hold a portfolio for this transaction, if it is still at a version."""
    unchanged = update(p).where(p.id == portfolio_id, p.version == version).values(version=version)
    return db.session.scalar(unchanged.returning(p.id)) is not None


def value_stale() -> list[int]:
    """Return the portfolios whose valuation is behind and in nobody's hands, for a sweep to ask for."""
    statement = select(p.id).where(p.stale_from.is_not(None), p.deleted_at.is_(None)).limit(1_000)
    return [each for each in db.session.scalars(statement) if not is_leased(_lease(each))]


def _lease(portfolio_id: int) -> str:
    return f"value:{portfolio_id}"


def _store_answers(portfolio: Portfolio, version: int, bodies: Mapping[str, bytes]) -> None:
    """Store answers; those that nobody has asked for lately are dropped."""
    db.session.execute(delete(a).where(a.portfolio_id == portfolio.id, a.asked_at < now() - KEPT_FOR))
    for key, body in bodies.items():
        values = {"portfolio_id": portfolio.id, "key": key, "version": version, "body": body}
        statement = insert_into(a).values(values | {"asked_at": now()})
        new = {"version": version, "body": body}
        db.session.execute(statement.on_conflict_do_update(index_elements=["portfolio_id", "key"], set_=new))


def _asked(portfolio_id: int, version: int, *, but: str) -> list[Question]:
    """Return what was asked of a portfolio lately, and has no answer about this version."""
    lately = a.portfolio_id == portfolio_id, a.asked_at >= now() - KEPT_FOR
    keys = select(a.key).where(*lately, a.key != but, a.version < version)
    return [question_of(key) for key in db.session.scalars(keys)]


def _store_days(portfolio_id: int, series: Sequence[SeriesPoint], since: date | None) -> None:
    """Replace the days from the first stale one on, or the last one known; those before it stand."""
    newest = db.session.scalar(select(func.max(v.on)).where(v.portfolio_id == portfolio_id))
    first = min(since or newest, newest, series[-1].on) if newest and series else date.min
    db.session.execute(delete(v).where(v.portfolio_id == portfolio_id, v.on >= first))
    rows = [
        {"portfolio_id": portfolio_id, "on": each.on, "value": each.value, "twr": each.twr}
        for each in series
        if each.on >= first
    ]
    if rows:
        db.session.execute(insert(v), rows)
