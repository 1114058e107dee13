"""Accounts' background work."""

from flask import current_app

from app.config import Settings
from app.db import transaction
from app.domain.auth import service as auth
from app.extensions import celery, redis
from app.jobs import Job
from app.security import keep_marks


@celery.task(name=Job.PRUNE_AUTH)
def prune() -> None:
    """Forget sessions and log entries that are past keeping."""
    with transaction():
        auth.prune()


@celery.task(name=Job.KEEP_REVOCATIONS)
def keep_revocations() -> None:
    """Tell Redis again which sessions were ended: one that was set back to an older state has some left."""
    settings: Settings = current_app.extensions["tidewatch_settings"]
    keep_marks(redis(), auth.recall_revocations(settings))
