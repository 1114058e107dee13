"""When jobs run by themselves; each domain's timetable stands at the top of its module here."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from celery.schedules import crontab

Timetable = dict[str, dict[str, Any]]
"""Entries of Celery beat's schedule, by what they do."""
LATE_S = 3600


def every(seconds: float, job: StrEnum) -> dict[str, Any]:
    """Run a job again and again; a run that is late by its own period is dropped, not queued up."""
    return {"task": job, "schedule": float(seconds), "options": {"expires": float(seconds)}}


def daily(hour: int, minute: int, job: StrEnum) -> dict[str, Any]:
    """Run a job once a day, at a time in UTC; an hour later it is dropped."""
    return {
        "task": job,
        "schedule": crontab(minute=str(minute), hour=str(hour)),
        "options": {"expires": LATE_S},
    }


def minutely(after_s: float, job: StrEnum) -> dict[str, Any]:
    """Run a job each minute, some seconds after it has begun; one that is late by a minute is dropped."""
    return {"task": job, "schedule": crontab(), "options": {"countdown": after_s, "expires": 60.0}}
