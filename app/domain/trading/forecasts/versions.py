"""Which version of an instrument's models predicts."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.trading.forecasts.errors import ForecastNotFound
from app.domain.trading.forecasts.tables import ModelArtefact
from app.extensions import db

a = ModelArtefact


def newest_artefact(instrument_id: int) -> ModelArtefact:
    """Return the version that predicts. Raises ForecastNotFound."""
    wanted = select(a).where(a.instrument_id == instrument_id).order_by(a.version.desc()).limit(1)
    found = db.session.scalar(wanted)
    if found is None:
        raise ForecastNotFound
    return found
