"""The day that it is for a user."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.clock import now
from app.days import local_day
from app.domain.auth.users.tables import User
from app.extensions import db


def today_of(user_id: int) -> date:
    """Return the day that it is for a user."""
    return local_day(now(), zone_of(user_id))


def zone_of(user_id: int) -> str:
    """Return the time zone in which a user's days begin and end."""
    return db.session.scalar(select(User.time_zone).where(User.id == user_id)) or "UTC"
