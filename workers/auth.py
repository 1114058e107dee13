"""Accounts' background work."""

from app.db import transaction
from app.domain.auth import service as auth
from app.extensions import celery
from app.jobs import Job


@celery.task(name=Job.PRUNE_AUTH)
def prune() -> None:
    """Forget sessions and log entries that are past keeping."""
    with transaction():
        auth.prune()
