"""Accounts' background work."""

from app.config import Settings
from app.db import transaction
from app.domain.auth.accounts import retention
from app.domain.auth.jobs import Job
from app.domain.auth.sign_in.memory import recall_revocations
from app.extensions import celery, redis
from app.security import keep_marks
from app.services import services
from workers.schedule import Timetable, daily, every


def timetable(_settings: Settings) -> Timetable:
    """Return when the jobs of accounts run by themselves."""
    return {
        "keep revocations": every(30, Job.KEEP_REVOCATIONS),
        "prune sign-ins": daily(3, 17, Job.PRUNE),
    }


@celery.task(name=Job.PRUNE)
def prune() -> None:
    """Forget sessions and log entries that are past keeping."""
    with transaction():
        retention.prune()


@celery.task(name=Job.KEEP_REVOCATIONS)
def keep_revocations() -> None:
    """Tell Redis again which sessions were ended: one that was set back to an older state has some left."""
    keep_marks(redis(), recall_revocations(services().settings))
