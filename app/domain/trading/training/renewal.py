"""Retraining by itself: after a time, and where intervals no longer hold what they promise."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from app.clock import now
from app.db import transaction
from app.domain.trading.forecasts.logic.scores import has_drifted
from app.domain.trading.forecasts.scoreboard import interval_hits
from app.domain.trading.forecasts.versions import newest_artefact
from app.domain.trading.instruments.service import list_instruments
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.models.catalogue import NAIVE
from app.domain.trading.training.errors import TrainingActive
from app.domain.trading.training.service import start_training
from app.domain.trading.training.tables import Mode, Training
from app.extensions import db
from app.services import services

MIN_BETWEEN = timedelta(hours=6)
"""Trainings of one instrument that drift alone asks for."""
t = Training


def retrain() -> int:
    """Start the trainings that are due; return how many. Off with RETRAIN_HOURS=0. A run."""
    hours = services().settings.retrain_hours
    if not hours:
        return 0
    with transaction():
        trained = [each for each in list_instruments(shown_only=True) if _is_due(each, hours)]
        plans = [(each.symbol, _wanted(each.id)) for each in trained]
    started = 0
    for symbol, models in plans:
        try:
            with transaction():
                start_training(None, symbol, models)
            started += 1
        except TrainingActive:
            continue
    return started


def _is_due(instrument: Instrument, hours: float) -> bool:
    """Tell whether the last training, however it ended, is so long ago, or the models have drifted since."""
    last = db.session.scalar(select(func.max(t.created_at)).where(t.instrument_id == instrument.id))
    if last is None or now() - last >= timedelta(hours=hours):
        return True
    if now() - last < MIN_BETWEEN:
        return False
    return has_drifted(*interval_hits(instrument.id, newest_artefact(instrument.id).made_at))


def _wanted(instrument_id: int) -> list[str] | None:
    """Return the models that an admin chose at last, None for auto mode."""
    last = db.session.scalar(select(t).where(t.instrument_id == instrument_id).order_by(t.id.desc()).limit(1))
    if last is None or last.mode == Mode.AUTO:
        return None
    return [name for name in last.models if name not in NAIVE]
