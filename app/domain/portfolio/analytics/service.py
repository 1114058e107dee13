"""A user's totals as they are asked for: what is stored, or what a worker computes while one waits."""

from __future__ import annotations

import time

import msgspec
from msgspec import structs
from sqlalchemy import select

from app.clock import rfc3339
from app.domain.auth.users.lookup import get_user
from app.domain.portfolio.analytics.jobs import ASKED_MS, AnalyticsJob, asked_key
from app.domain.portfolio.analytics.state import state_of
from app.domain.portfolio.analytics.tables import StoredAnalytics
from app.domain.portfolio.analytics.views import AnalyticsBody, AnalyticsView
from app.domain.portfolio.portfolios.service import list_portfolios
from app.domain.portfolio.valuations.today import today_of
from app.errors import Unavailable
from app.extensions import db
from app.jobs import send_once

FIRST_WITHIN_S = 25.0
REFRESH_WITHIN_S = 3.0
LOOK_EVERY_S = 0.05
t = StoredAnalytics


def show_analytics(user_id: int) -> AnalyticsView:
    """Return a user's totals. A run: a worker computes them, and anew in the background where they are old.

    Raises Unavailable where there are none yet and no worker has answered in time.
    """
    found = _stored(user_id)
    if found is None:
        found = refresh_analytics(user_id, within_s=FIRST_WITHIN_S)
    elif not found.is_current:
        _ask(user_id)
    if found is None:
        raise Unavailable("It is being computed and takes longer than usual; ask again shortly.")
    return found


def refresh_analytics(user_id: int, *, within_s: float = REFRESH_WITHIN_S) -> AnalyticsView | None:
    """Have a user's totals computed anew; None where that takes longer: it goes on all the same. A run."""
    before = _count(user_id)
    _ask(user_id)
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        time.sleep(LOOK_EVERY_S)
        if _count(user_id) != before:
            return _stored(user_id)
    return None


def _ask(user_id: int) -> None:
    send_once(AnalyticsJob.REFRESH_USER, user_id, key=asked_key(user_id), within_ms=ASKED_MS)


def _count(user_id: int) -> int:
    found = db.session.scalar(select(t.count).where(t.user_id == user_id))
    db.session.rollback()  # or the next look would see the same
    return found or 0


def _stored(user_id: int) -> AnalyticsView | None:
    row = db.session.get(t, user_id)
    if row is None:
        db.session.rollback()
        return None
    body = msgspec.json.decode(row.body, type=AnalyticsBody)
    is_current = row.state == _state_now(user_id)
    return AnalyticsView(
        **structs.asdict(body), refreshed_at=rfc3339(row.refreshed_at), is_current=is_current
    )


def _state_now(user_id: int) -> str:
    versions = [(each.id, each.name, each.version) for each in list_portfolios(user_id)]
    return state_of(get_user(user_id).base_currency, today_of(user_id), versions)
