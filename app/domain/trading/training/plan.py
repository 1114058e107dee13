"""The beginning of a training: its history is kept, its models are settled, its parts go onto the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy import update

from app.clock import now
from app.db import on_commit, transaction
from app.domain.trading.forecasts.prices import read_history
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.models.catalogue import MODELS
from app.domain.trading.models.contract import Model
from app.domain.trading.models.errors import NotEnoughData, UnusableBars
from app.domain.trading.models.history import History
from app.domain.trading.training.archive import dump_history
from app.domain.trading.training.candidates import Candidates, candidates, cost
from app.domain.trading.training.ends import end_training, fail_training
from app.domain.trading.training.jobs import ask_part, run_of
from app.domain.trading.training.service import parts_of
from app.domain.trading.training.tables import (
    FINAL,
    OPEN_PARTS,
    Mode,
    PartState,
    Training,
    TrainingPart,
    TrainingState,
)
from app.extensions import db
from app.jobs.lease import lease
from app.services import services

log = structlog.get_logger()
LEASE_S = 60
t = Training


def plan_training(training_id: int, models: Sequence[Model] = MODELS) -> None:
    """Settle what a queued training consists of and have it trained; one that was planned goes on.

    A run: one transaction, which reads the candles. What cannot be trained ends it with the reason.
    """
    with lease(run_of(training_id), ttl_s=LEASE_S) as held:
        if held is None:
            return
        with transaction():
            record = db.session.get(t, training_id, populate_existing=True)
            if record is None or record.state != TrainingState.QUEUED:
                return
            symbol = db.session.get_one(Instrument, record.instrument_id).symbol
            if not parts_of(training_id) and not _planned(record, symbol, models):
                return
            if _started(record):
                log.info("training.planned", symbol=symbol, models=record.models, left_out=record.left_out)
                _ask_open(training_id)


def _started(record: Training) -> bool:
    """Let a queued training run; False where it was cancelled meanwhile."""
    running = {"state": TrainingState.RUNNING, "started_at": record.started_at or now()}
    statement = update(t).where(t.id == record.id, t.state == TrainingState.QUEUED).values(**running)
    return db.session.scalar(statement.returning(t.id)) is not None


def _planned(record: Training, symbol: str, models: Sequence[Model]) -> bool:
    instrument = db.session.get_one(Instrument, record.instrument_id)
    wanted = None if record.mode == Mode.AUTO else record.models
    try:
        history = read_history(instrument, services().settings.training_days * 24)
        found = candidates(models, wanted, history)
    except (NotEnoughData, UnusableBars) as exc:
        fail_training(record.id, symbol, exc)
        return False
    record.left_out = found.left_out
    if wanted is not None and found.left_out:
        told = " ".join(f"{name}: {why}" for name, why in found.left_out.items())
        end_training(record.id, symbol, TrainingState.FAILED, told, error="models_left_out")
        return False
    _keep(record, history, found)
    return True


def _keep(record: Training, history: History, found: Candidates) -> None:
    record.models = [model.name for model in found.models]
    record.first_at, record.last_at = _moment(history, 0), _moment(history, -1)
    record.hours, record.history = len(history), dump_history(history)
    record.total = sum(cost(model) for model in found.models) * (FINAL + 1)
    for model in found.models:
        for part in range(FINAL + 1):
            db.session.add(
                TrainingPart(training_id=record.id, model=model.name, part=part, state=PartState.WAITING)
            )


def _moment(history: History, at: int) -> datetime:
    return datetime.fromtimestamp(int(history.ended_at[at]) / 1000, UTC)


def _ask_open(training_id: int) -> None:
    """Ask for the parts, the costly ones first, so that none of them is waited for alone at the end."""
    db.session.flush()
    order = {model.name: -cost(model) for model in MODELS}
    parts = [(each.model, each.part) for each in parts_of(training_id) if each.state in OPEN_PARTS]
    parts.sort(key=lambda part: (order.get(part[0], 0), part[1]))

    def leave() -> None:
        for model, part in parts:
            ask_part(training_id, model, part)

    on_commit(leave)
