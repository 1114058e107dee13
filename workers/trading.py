"""Markets' background work."""

from __future__ import annotations

from app.config import Settings
from app.domain.trading.collection import live, run
from app.domain.trading.collection.jobs import CollectionJob, run_of
from app.domain.trading.collection.source import exchange
from app.extensions import celery
from app.jobs import forget
from workers.schedule import Timetable, every, minutely

RESUME_S = 5
FOLLOW_AFTER_S = 2
"""How long after a minute's end its bar is asked for."""


def timetable(_settings: Settings) -> Timetable:
    """Return when markets' jobs run by themselves."""
    return {
        "resume collections": every(RESUME_S, CollectionJob.RESUME),
        "follow the exchange": minutely(FOLLOW_AFTER_S, CollectionJob.FOLLOW),
    }


@celery.task(name=CollectionJob.COLLECT)
def collect(collection_id: int) -> None:
    """Fetch what is missing of a symbol's span."""
    forget(run_of(collection_id))
    run.run_collection(exchange(), collection_id)


@celery.task(name=CollectionJob.RESUME)
def resume() -> None:
    """Have collections go on whose worker died."""
    run.resume_collections()


@celery.task(name=CollectionJob.FOLLOW)
def follow() -> None:
    """Store the minute that has closed of every collected symbol, and tell those who watch."""
    live.follow_exchange(exchange())
