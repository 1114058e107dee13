"""The end of a training: its parts are judged together, and what is chosen is stored as a version."""

from __future__ import annotations

from collections import defaultdict

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import undefer

from app.db import on_commit, transaction
from app.domain.trading.evaluation.fold_archive import load_fold
from app.domain.trading.evaluation.report import Evaluation, evaluate
from app.domain.trading.evaluation.verdict import count_verdicts
from app.domain.trading.forecasts.artefacts import Made, keep_artefact
from app.domain.trading.forecasts.jobs import ask_forecast
from app.domain.trading.forecasts.logic.forecaster import assemble
from app.domain.trading.instruments.service import state_models_trained
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.models.contract import Parameters
from app.domain.trading.models.errors import NotConverged, NotEnoughData
from app.domain.trading.models.history import History
from app.domain.trading.signals.backtests import keep_backtests
from app.domain.trading.training.archive import load_history, load_parameters
from app.domain.trading.training.ends import end_training, fail_training
from app.domain.trading.training.jobs import ask_finish, ask_part, ask_plan, finish_key, part_run, run_of
from app.domain.trading.training.tables import (
    FINAL,
    OPEN_PARTS,
    UNFINISHED,
    PartState,
    Training,
    TrainingPart,
    TrainingState,
)
from app.errors import AppError
from app.extensions import db
from app.jobs.lease import is_leased, lease

log = structlog.get_logger()
LEASE_S = 120
t, p = Training, TrainingPart


def finish_training(training_id: int) -> None:
    """Choose among the models and store what is chosen. A run: a transaction to read, one to store.

    The second one changes the training from running to done first: of two that came here, one stores.
    """
    with lease(finish_key(training_id), ttl_s=LEASE_S) as held:
        if held is None:
            return
        with transaction():
            found = _read(training_id)
        if found is not None:
            found.judge_and_store()


def _read(training_id: int) -> _Finish | None:
    """Return what the parts of a running training came to, None while one is open."""
    record = db.session.get(t, training_id, populate_existing=True)
    if record is None or record.state != TrainingState.RUNNING or record.history is None:
        return None
    wanted = select(p).where(p.training_id == training_id).options(undefer(p.result))
    parts = list(db.session.scalars(wanted))
    if any(each.state in OPEN_PARTS for each in parts):
        return None
    symbol = db.session.get_one(Instrument, record.instrument_id).symbol
    seconds: dict[str, float] = defaultdict(float)
    for each in parts:
        seconds[each.model] += each.seconds or 0.0
    made = Made(
        symbol, record.instrument_id, training_id, record.mode, record.seed, record.left_out, seconds
    )  # fmt: skip
    done = [each for each in parts if each.state == PartState.DONE and each.result is not None]
    return _Finish(made, tuple(record.models), load_history(record.history), done)


class _Finish:
    """The parts of a training whose last one is done. models: the simplest first."""

    def __init__(
        self, made: Made, models: tuple[str, ...], history: History, parts: list[TrainingPart]
    ) -> None:
        self._made, self._models, self._history = made, models, history
        self._folds = [load_fold(part.result or b"") for part in parts if part.part != FINAL]
        self._learnt: dict[str, Parameters] = {
            part.model: load_parameters(part.result or b"") for part in parts if part.part == FINAL
        }

    def judge_and_store(self) -> None:
        try:
            evaluation = evaluate(self._history, self._folds, self._models)
        except NotEnoughData as exc:
            self._fail(exc)
            return
        except (ArithmeticError, LookupError, ValueError):
            # The same numbers would end like that again, at each sweep.
            log.exception("training.not_judged", symbol=self._made.symbol)
            self._fail(NotConverged("The models cannot be judged by these prices; the log says why."))
            return
        with transaction():
            self._store(evaluation)

    def _fail(self, why: AppError) -> None:
        with transaction():
            fail_training(self._made.training_id, self._made.symbol, why)

    def _store(self, evaluation: Evaluation) -> None:
        made = self._made
        forecaster = assemble(evaluation, self._learnt)
        told = _summary(evaluation)
        if not end_training(made.training_id, made.symbol, TrainingState.DONE, told):
            return
        kept = keep_artefact(made, self._history, forecaster, evaluation)
        keep_backtests(made.instrument_id, evaluation.shown, self._history)
        state_models_trained(made.instrument_id, True)
        _drop_parts(made.instrument_id, made.training_id)
        log.info("training.done", symbol=made.symbol, message=told, hours=len(self._history))
        db.session.flush()
        log.debug("training.artefact", version=kept.version)
        on_commit(lambda: ask_forecast(made.instrument_id))


def _summary(evaluation: Evaluation) -> str:
    """Say in a sentence how many answers are better than doing nothing; the card names them."""
    return count_verdicts([choice.verdict for choice in evaluation.choices])


def _drop_parts(instrument_id: int, training_id: int) -> None:
    """Drop what only this training's end, or the retry of an older one, would have needed."""
    older = select(t.id).where(t.instrument_id == instrument_id, t.id < training_id)
    db.session.execute(delete(p).where(p.training_id.in_(older)))
    db.session.execute(update(p).where(p.training_id == training_id).values(result=None))
    of_instrument = update(t).where(t.instrument_id == instrument_id, t.id <= training_id)
    db.session.execute(of_instrument.values(history=None))


def resume_trainings() -> None:
    """Ask for everything that runs or should: what a dead worker left goes on. A run, every few seconds."""
    with transaction() as session:
        unfinished = session.execute(select(t.id, t.state).where(t.state.in_(UNFINISHED))).all()
        parts = session.execute(
            select(p.training_id, p.model, p.part).where(
                p.training_id.in_([number for number, _ in unfinished]), p.state.in_(OPEN_PARTS)
            )
        ).all()
    still_open = {part.training_id for part in parts}
    for number, state in unfinished:
        if state == TrainingState.QUEUED and not is_leased(run_of(number)):
            ask_plan(number)
        if state == TrainingState.RUNNING and number not in still_open and not is_leased(finish_key(number)):
            ask_finish(number)
    running = {number for number, state in unfinished if state == TrainingState.RUNNING}
    for training_id, model, part in parts:
        if training_id in running and not is_leased(part_run(training_id, model, part)):
            ask_part(training_id, model, part)
