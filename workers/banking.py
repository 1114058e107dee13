"""Banking's background work."""

from typing import cast

from flask import current_app

from app.domain.banking import service as banking
from app.extensions import celery
from app.jobs import Job


@celery.task(name=Job.FLUSH_INTAKE)
def flush_intake() -> None:
    """Move what waits in the intake queue to the database."""
    banking.flush_intake(cast(banking.Intake, current_app.extensions["tidewatch_intake"]))
