"""Banking's background work."""

from typing import cast

from flask import current_app

from app.config import Settings
from app.db import transaction
from app.domain.banking import service as banking
from app.domain.banking.ports import Connector
from app.extensions import celery
from app.jobs import Job


def _intake() -> banking.Intake:
    return cast(banking.Intake, current_app.extensions["tidewatch_intake"])


def _connectors() -> dict[str, Connector]:
    return cast(dict[str, Connector], current_app.extensions["tidewatch_connectors"])


@celery.task(name=Job.FLUSH_INTAKE)
def flush_intake() -> None:
    """Move what waits in the intake queue to the database."""
    banking.flush_intake(_intake())


@celery.task(name=Job.PROCESS_EVENTS)
def process_events(connection_id: int) -> None:
    """Work off a connection's webhooks."""
    banking.process_events(_intake(), _connectors(), connection_id)


@celery.task(name=Job.SWEEP_INBOX)
def sweep_inbox() -> None:
    """Take up what was left lying: webhooks, pushes, imports."""
    banking.sweep_inbox()
    banking.resume_imports()


@celery.task(name=Job.SYNC_CONNECTION)
def sync_connection(connection_id: int) -> None:
    """Ask a provider for everything new on a connection."""
    banking.sync_connection(_intake(), _connectors(), connection_id)


@celery.task(name=Job.SYNC_DUE)
def sync_due() -> None:
    """Have every connection synchronised whose turn it is."""
    banking.sync_due()


@celery.task(name=Job.RUN_IMPORT)
def run_import(import_id: int) -> None:
    """Store a committed statement file."""
    banking.run_import(_intake(), import_id)


@celery.task(name=Job.CATEGORISE_PENDING)
def categorise_pending(user_id: int, reply: str | None = None) -> None:
    """Find categories for everything of a user's that has none."""
    with transaction():
        done = banking.categorise_pending(user_id, model=banking.load_model(user_id))
    banking.answer_asked(reply, done)


@celery.task(name=Job.CATEGORISE_FLUSHED)
def categorise_flushed() -> None:
    """Find categories for what flushes stored."""
    banking.categorise_flushed()


@celery.task(name=Job.TRAIN_MODELS)
def train_models(user_id: int | None = None) -> None:
    """Train the local models of categories, everybody's or one user's."""
    with transaction():
        banking.train_models(user_id)


@celery.task(name=Job.PRUNE_WEBHOOKS)
def prune_webhooks() -> None:
    """Drop what webhooks said that are past keeping."""
    settings = cast(Settings, current_app.extensions["tidewatch_settings"])
    banking.prune_webhooks(settings.webhook_keep_days)
