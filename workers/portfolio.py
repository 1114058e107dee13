"""Portfolios' background work."""

from __future__ import annotations

from app.config import Settings
from workers.schedule import Timetable


def timetable(_: Settings) -> Timetable:
    """Return when portfolios' jobs run by themselves."""
    return {}
