"""Operations' background work."""

from __future__ import annotations

from app.config import Settings
from workers.schedule import Timetable


def timetable(_settings: Settings) -> Timetable:
    """Return when operations' jobs run by themselves: never."""
    return {}
