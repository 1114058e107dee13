"""Accounts' background work."""

from app.db import transaction
from app.domain.auth.accounts import retention
from app.domain.auth.sign_in.memory import recall_revocations
from app.extensions import celery, redis
from app.jobs import Job
from app.security import keep_marks
from app.services import services


@celery.task(name=Job.PRUNE_AUTH)
def prune() -> None:
    """Forget sessions and log entries that are past keeping."""
    with transaction():
        retention.prune()


@celery.task(name=Job.KEEP_REVOCATIONS)
def keep_revocations() -> None:
    """Tell Redis again which sessions were ended: one that was set back to an older state has some left."""
    keep_marks(redis(), recall_revocations(services().settings))
