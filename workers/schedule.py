"""The whole timetable on one page."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

from app.config import Settings
from app.jobs import Job


def timetable(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return Celery beat's schedule. A run that is late by its own period is dropped, not queued up."""
    return {
        "flush intake": {
            "task": Job.FLUSH_INTAKE,
            "schedule": settings.flush_every_s,
            "options": {"expires": settings.flush_every_s},
        },
        "sweep the webhook inbox": {
            "task": Job.SWEEP_INBOX,
            "schedule": 5.0,
            "options": {"expires": 5.0},
        },
        "synchronise banks": {
            "task": Job.SYNC_DUE,
            "schedule": 30.0,
            "options": {"expires": 30.0},
        },
        "train category models": {
            "task": Job.TRAIN_MODELS,
            "schedule": crontab(minute="41", hour="3"),
            "options": {"expires": 3600},
        },
        "keep revocations": {
            "task": Job.KEEP_REVOCATIONS,
            "schedule": 30.0,
            "options": {"expires": 30.0},
        },
        "prune webhooks": {
            "task": Job.PRUNE_WEBHOOKS,
            "schedule": crontab(minute="29", hour="3"),
            "options": {"expires": 3600},
        },
        "prune sign-ins": {
            "task": Job.PRUNE_AUTH,
            "schedule": crontab(minute="17", hour="3"),
            "options": {"expires": 3600},
        },
    }
