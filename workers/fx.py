"""Exchange rates' background work."""

from app.config import Settings
from app.domain.fx.jobs import FxJob
from app.domain.fx.refresh import refresh_if_due
from app.extensions import celery
from app.services import services
from workers.schedule import Timetable, every

LOOK_S = 3600
"""Rates come once a day; a look that has nothing to fetch asks the database alone."""


def timetable(settings: Settings) -> Timetable:
    """Return when rates are looked for; never where no address of theirs is set."""
    return {"refresh exchange rates": every(LOOK_S, FxJob.REFRESH)} if settings.fx_url else {}


@celery.task(name=FxJob.REFRESH)
def refresh() -> None:
    """Fetch the day's exchange rates once they are out."""
    refresh_if_due(services().settings)
