"""Refreshing users' totals, in workers: safe to do twice, one at a time per user."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec
import structlog
from sqlalchemy import select

from app import jobs
from app.clock import now, rfc3339
from app.db import insert_into, on_commit, transaction
from app.domain.auth.users.tables import User
from app.domain.fx.lookup import rate_table
from app.domain.portfolio.analytics.answers import answers_to, behind, figures_of
from app.domain.portfolio.analytics.events import AnalyticsRefreshed
from app.domain.portfolio.analytics.jobs import AnalyticsJob, asked_key
from app.domain.portfolio.analytics.logic import total_up
from app.domain.portfolio.analytics.state import state_of
from app.domain.portfolio.analytics.tables import StoredAnalytics
from app.domain.portfolio.analytics.views import AnalyticsBody, body_of
from app.domain.portfolio.portfolios.service import list_portfolios
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.valuations.questions import Question
from app.domain.portfolio.valuations.run import value_portfolio
from app.domain.portfolio.valuations.today import today_of
from app.extensions import db
from app.jobs.lease import lease
from app.realtime import publisher, user_room

LEASE_S = 600.0
FAN_OUT_LEASE_S = 120.0
USERS_PER_JOB = 50
FRESH_FOR = timedelta(minutes=30)
"""Totals that were refreshed in this time, as when they were asked for, are left to the next hour."""
log = structlog.get_logger()
p, t = Portfolio, StoredAnalytics


def refresh_due() -> int:
    """Ask for the refresh of everybody whose totals are due, in jobs of 50 users; count the users. A run."""
    with lease("analytics.refresh_due", ttl_s=FAN_OUT_LEASE_S) as held:
        if held is None:
            return 0
        begun_at, count = now(), 0
        for users in _due(begun_at - FRESH_FOR):
            jobs.send(AnalyticsJob.REFRESH_USERS, users, begun_at.isoformat())
            count += len(users)
        return count


def _due(before: datetime) -> Iterator[list[int]]:
    last = 0
    while True:
        statement = select(p.user_id).distinct().outerjoin(t, t.user_id == p.user_id)
        old = t.refreshed_at.is_(None) | (t.refreshed_at < before)
        page = statement.where(p.user_id > last, old).order_by(p.user_id).limit(USERS_PER_JOB)
        users = list(db.session.scalars(page))
        db.session.rollback()
        if not users:
            return
        yield users
        last = users[-1]


def refresh_users(user_ids: Sequence[int], begun_at: datetime) -> list[int]:
    """Refresh some users' totals; return those of whom something failed, to be tried again. A run.

    begun_at: users who were refreshed since are left out, so that a job that was killed is cheap to repeat.
    """
    failed, portfolios, done = [], 0, _done_since(user_ids, begun_at)
    for user_id in user_ids:
        if user_id in done:
            continue
        try:
            portfolios += refresh_user(user_id)
        except Exception:
            db.session.rollback()
            log.exception("analytics.failed", user=user_id)
            failed.append(user_id)
    counts = {"users": len(user_ids) - len(done) - len(failed), "portfolios": portfolios}
    log.info("Analytics refreshed", **counts, done_before=len(done), failed=len(failed))
    return failed


def _done_since(user_ids: Sequence[int], begun_at: datetime) -> set[int]:
    statement = select(t.user_id).where(t.user_id.in_(user_ids), t.refreshed_at >= begun_at)
    done = set(db.session.scalars(statement))
    db.session.rollback()
    return done


class NotAllValued(RuntimeError):
    """Some portfolios could not be valued; the totals name them."""


def refresh_user(user_id: int) -> int:
    """Value what is behind of a user's portfolios, and add them up; count them. A run.

    Raises NotAllValued once the totals are stored, where a portfolio could not be valued.
    """
    jobs.forget(asked_key(user_id))  # what is asked for from here on may be of a later change
    with lease(f"analytics:{user_id}", ttl_s=LEASE_S) as held:
        if held is None:
            return 0
        failed = [number for number in _behind(user_id) if not _is_valued(number)]
        with transaction():
            count = _store(user_id)
    if failed:
        raise NotAllValued(failed)
    return count


def _behind(user_id: int) -> list[int]:
    portfolios = list_portfolios(user_id)
    found = behind(portfolios, answers_to(Question(end=today_of(user_id)), portfolios))
    db.session.rollback()
    return found


def _is_valued(portfolio_id: int) -> bool:
    """Value one portfolio; where that fails the others are valued all the same."""
    try:
        value_portfolio(portfolio_id)
    except Exception:
        db.session.rollback()
        log.exception("analytics.portfolio_failed", portfolio=portfolio_id)
        return False
    return True


def _store(user_id: int) -> int:
    user = db.session.get(User, user_id)
    if user is None:
        return 0
    state, body = _compute(user)
    values = {"user_id": user_id, "state": state, "body": msgspec.json.encode(body), "refreshed_at": now()}
    statement = insert_into(t).values(values | {"count": 1})
    news = {name: statement.excluded[name] for name in ("state", "body", "refreshed_at")}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["user_id"], set_=news | {"count": t.count + 1})
    )
    event = AnalyticsRefreshed(refreshed_at=rfc3339(now()), portfolios=len(body.portfolios))
    on_commit(lambda: publisher().publish(event, to=user_room(user_id)))
    return len(body.portfolios)


def _compute(user: User) -> tuple[str, AnalyticsBody]:
    """Add up what is stored; its state says of which versions, whatever has changed meanwhile."""
    base, today = user.base_currency, today_of(user.id)
    portfolios = list_portfolios(user.id)
    answers = answers_to(Question(end=today), portfolios)
    figures = [figures_of(each, answers.get(each.id)) for each in portfolios]
    foreign = {each.currency for each in portfolios} - {base}
    rates = rate_table(user.id, {base, *foreign} if foreign else (), today, today)
    body = body_of(today.isoformat(), base, figures, total_up(figures, base, rates, today))
    versions = [
        (each.id, each.name, answers[each.id].version if each.id in answers else -1) for each in portfolios
    ]
    return state_of(base, today, versions), body
