"""Operations' background work."""

from __future__ import annotations

from app.config import Settings
from app.domain.operations.backups import run
from app.domain.operations.backups.jobs import BackupsJob
from app.extensions import celery
from workers.schedule import Timetable


def timetable(_settings: Settings) -> Timetable:
    """Return when operations' jobs run by themselves: never."""
    return {}


@celery.task(name=BackupsJob.MAKE)
def make_backup(marker: str) -> None:
    """Make the backup that an administrator asked for."""
    run.run_backup(marker)
