"""Pushing a followed net worth, in a worker: at once when it moves, then at most every five seconds."""

from __future__ import annotations

from typing import cast

from app import jobs
from app.clock import now
from app.days import local_day
from app.db import transaction
from app.domain.auth.users.tables import User
from app.domain.portfolio.net_worth.events import NetWorthValued
from app.domain.portfolio.net_worth.jobs import NetWorthJob, asked_key
from app.domain.portfolio.net_worth.service import net_worth_on
from app.domain.portfolio.net_worth.topics import net_worth_room
from app.domain.portfolio.net_worth.views import point_view, view_of
from app.extensions import db, redis
from app.realtime import publisher

PUSH_EVERY_MS = 5_000


def push_net_worth(user_id: int) -> None:
    """Push a user's net worth of today; where the last push was just now, later. A run."""
    pause = f"net_worth:pushed:{user_id}"
    if not redis().set(pause, 1, nx=True, px=PUSH_EVERY_MS):
        left_ms = max(cast(int, redis().pttl(pause)), 1)
        jobs.send(NetWorthJob.VALUE, user_id, after_s=left_ms / 1000)
        return
    jobs.forget(asked_key(user_id))  # what moves from here on asks anew
    with transaction():
        event = _value(user_id)
    if event is not None:
        publisher().publish(event, to=net_worth_room(user_id))


def _value(user_id: int) -> NetWorthValued | None:
    user = db.session.get(User, user_id)
    if user is None:
        return None
    currency, today = user.base_currency, local_day(now(), user.time_zone)
    found = net_worth_on(user_id, currency, [today])
    missing = view_of(found, currency)["missing"]
    return NetWorthValued(**point_view(found.points[0], currency), currency=currency, missing=missing)
