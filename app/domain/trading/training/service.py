"""Trainings as admins see them: started, listed, cancelled, tried again."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.domain.trading.instruments.service import get_instrument
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.training.errors import NoData, TrainingActive, TrainingClosed, TrainingNotFound
from app.domain.trading.training.jobs import ask_plan, run_of
from app.domain.trading.training.tables import (
    AGAIN,
    OPEN_PARTS,
    UNFINISHED,
    Mode,
    PartState,
    Training,
    TrainingPart,
    TrainingState,
)
from app.extensions import db
from app.jobs.lifecycle import ask_anew, move
from app.pagination import Page, page_of

SEED = 7
t, p = Training, TrainingPart


def start_training(user_id: int | None, symbol: str, models: Sequence[str] | None) -> Training:
    """Have an instrument's models trained; None: every one that can be.

    Raises InstrumentNotFound, NoData where its candles are not complete, TrainingActive.
    """
    instrument = get_instrument(symbol)
    if not instrument.has_data:
        raise NoData
    made = t(
        instrument_id=instrument.id, mode=Mode.AUTO if models is None else Mode.CHOSEN,
        models=list(dict.fromkeys(models or ())), left_out={}, state=TrainingState.QUEUED, asked_by=user_id,
        seed=SEED, created_at=now(),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as exc:
        raise TrainingActive from exc
    ask_anew(run_of(made.id), lambda: ask_plan(made.id))
    return made


def get_training(training_id: int) -> Training:
    """Return a training. Raises TrainingNotFound."""
    found = db.session.get(t, training_id)
    if found is None:
        raise TrainingNotFound
    return found


def list_trainings(*, limit: int, cursor: str | None) -> Page[Training]:
    """Return all trainings, newest first."""
    return page_of(db.session, select(t), (t.id,), limit=limit, cursor=cursor)


def symbols_of(trainings: Collection[Training]) -> dict[int, str]:
    """Return the symbols of trainings' instruments, by the instruments' numbers."""
    i = Instrument
    wanted = {each.instrument_id for each in trainings}
    found = db.session.execute(select(i.id, i.symbol).where(i.id.in_(wanted)))
    return {row.id: row.symbol for row in found}


def parts_of(training_id: int) -> list[TrainingPart]:
    """Return a training's parts, without their results."""
    return list(db.session.scalars(select(p).where(p.training_id == training_id).order_by(p.model, p.part)))


def cancel_training(training_id: int) -> Training:
    """Stop a training; the models that were there before go on. Raises TrainingNotFound, TrainingClosed."""
    found = get_training(training_id)
    if not move(found, UNFINISHED, TrainingState.CANCELLED):
        raise TrainingClosed
    found.finished_at, found.message = now(), "Cancelled; the models trained before go on"
    return found


def retry_training(training_id: int) -> Training:
    """Go on with a training that failed or was cancelled, after the parts that are done.

    Raises TrainingNotFound, TrainingClosed, TrainingActive where its instrument is being trained.
    """
    found = get_training(training_id)
    try:
        with db.session.begin_nested():
            if not move(found, AGAIN, TrainingState.QUEUED):
                raise TrainingClosed
    except IntegrityError as exc:
        raise TrainingActive from exc
    found.finished_at, found.message, found.error = None, "", ""
    again = {"attempts": 0, "state": PartState.WAITING, "step": 0}
    db.session.execute(update(p).where(p.training_id == found.id, p.state.in_(OPEN_PARTS)).values(**again))
    ask_anew(run_of(found.id), lambda: ask_plan(found.id))
    return found
