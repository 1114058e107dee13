"""Banking's background work."""

from app.config import Settings
from app.db import transaction
from app.domain.banking.categories import assignment, training
from app.domain.banking.categories.assignment import answer_asked
from app.domain.banking.categories.jobs import CategoriesJob
from app.domain.banking.categories.training import load_model
from app.domain.banking.feed import retention, sync
from app.domain.banking.feed.jobs import FeedJob
from app.domain.banking.imports import run
from app.domain.banking.imports.jobs import ImportsJob
from app.domain.banking.imports.run import resume_imports
from app.domain.banking.intake import flush, flush_categories
from app.domain.banking.intake.jobs import IntakeJob
from app.domain.banking.setup import connectors, intake
from app.extensions import celery
from app.services import services
from workers.schedule import Timetable, daily, every


def timetable(settings: Settings) -> Timetable:
    """Return when banking's jobs run by themselves."""
    return {
        "flush intake": every(settings.flush_every_s, IntakeJob.FLUSH_INTAKE),
        "sweep the webhook inbox": every(5, FeedJob.SWEEP_INBOX),
        "synchronise banks": every(30, FeedJob.SYNC_DUE),
        "train category models": daily(3, 41, CategoriesJob.TRAIN_MODELS),
        "prune webhooks": daily(3, 29, FeedJob.PRUNE_WEBHOOKS),
    }


@celery.task(name=IntakeJob.FLUSH_INTAKE)
def flush_intake() -> None:
    """Move what waits in the intake queue to the database."""
    flush.flush_intake(intake())


@celery.task(name=FeedJob.PROCESS_EVENTS)
def process_events(connection_id: int) -> None:
    """Work off a connection's webhooks."""
    sync.process_events(intake(), connectors(), connection_id)


@celery.task(name=FeedJob.SWEEP_INBOX)
def sweep_inbox() -> None:
    """Take up what was left lying: webhooks, pushes, imports."""
    sync.sweep_inbox()
    resume_imports()


@celery.task(name=FeedJob.SYNC_CONNECTION)
def sync_connection(connection_id: int) -> None:
    """Ask a provider for everything new on a connection."""
    sync.sync_connection(intake(), connectors(), connection_id)


@celery.task(name=FeedJob.SYNC_DUE)
def sync_due() -> None:
    """Have every connection synchronised whose turn it is."""
    sync.sync_due()


@celery.task(name=ImportsJob.RUN_IMPORT)
def run_import(import_id: int) -> None:
    """Store a committed statement file."""
    run.run_import(intake(), import_id)


@celery.task(name=CategoriesJob.CATEGORISE_PENDING)
def categorise_pending(user_id: int, reply: str | None = None) -> None:
    """Find categories for everything of a user's that has none."""
    with transaction():
        done = assignment.categorise_pending(user_id, model=load_model(user_id))
    answer_asked(reply, done)


@celery.task(name=IntakeJob.CATEGORISE_FLUSHED)
def categorise_flushed() -> None:
    """Find categories for what flushes stored."""
    flush_categories.categorise_flushed()


@celery.task(name=CategoriesJob.TRAIN_MODELS)
def train_models(user_id: int | None = None) -> None:
    """Train the local models of categories, everybody's or one user's."""
    with transaction():
        training.train_models(user_id)


@celery.task(name=FeedJob.PRUNE_WEBHOOKS)
def prune_webhooks() -> None:
    """Drop what webhooks said that are past keeping."""
    retention.prune_webhooks(services().settings.webhook_keep_days)
