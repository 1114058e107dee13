"""One part of a training: a model learns from the hours before a fold and predicts it, or learns from all.

A part is leased, told and stored by itself. A worker that dies leaves a lease that ends, and the sweep asks
for the part again; one that is delivered twice is stored once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from redis.exceptions import LockError
from sqlalchemy import Update, select, update

from app.clock import now
from app.db import on_commit, transaction
from app.domain.trading.evaluation.fold_archive import dump_fold
from app.domain.trading.evaluation.folds import fit_all, run_fold
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.models.catalogue import MODELS, NAIVE
from app.domain.trading.models.contract import Model, Step, Watch
from app.domain.trading.models.errors import Cancelled, NotConverged, NotEnoughData
from app.domain.trading.models.history import History
from app.domain.trading.training.archive import dump_parameters, load_history
from app.domain.trading.training.candidates import cost, folds_of, seeded
from app.domain.trading.training.ends import end_training, progress_of
from app.domain.trading.training.jobs import ask_finish, part_run
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
from app.errors import AppError
from app.extensions import db
from app.jobs.heartbeat import heartbeat
from app.jobs.lease import lease
from app.jobs.progress import Progress

log = structlog.get_logger()
LEASE_S = 30
LOOK_S = 0.5
"""How often a fit looks whether it was cancelled, and how often it tells how far it is."""
BEAT_S = 1.0
"""How often one that can do neither is spoken for: a compile, a fit of one call."""
MAX_SILENT_S = 600
"""After so long without a word of its own, a fit is taken for stuck, and its lease ends."""
MAX_ATTEMPTS = 5
"""Of a part; one that has killed so many workers would kill the next one too."""
t, p = Training, TrainingPart


def train_part(training_id: int, name: str, part: int, models: Sequence[Model] = MODELS) -> None:
    """Train one part. A run: opens a transaction to begin, twice a second to tell and look, and to store."""
    with lease(part_run(training_id, name, part), ttl_s=LEASE_S) as held:
        if held is None:
            return
        with transaction():
            begun = _begin(training_id, name, part, models)
        if begun is not None:
            begun.still_here = held.reacquire
            begun.go()


def _begin(training_id: int, name: str, part: int, models: Sequence[Model]) -> _Part | None:
    """Take a part that is open; None where there is nothing to do."""
    record = db.session.get(t, training_id, populate_existing=True)
    row = db.session.get(p, (training_id, name, part), populate_existing=True)
    if record is None or row is None or record.state != TrainingState.RUNNING or record.history is None:
        return None
    if row.state not in OPEN_PARTS:
        return None
    symbol = db.session.get_one(Instrument, record.instrument_id).symbol
    if row.attempts >= MAX_ATTEMPTS:
        told = f"{name}, {_title(part)}: given up after {MAX_ATTEMPTS} attempts; the workers' log says why"
        end_training(training_id, symbol, TrainingState.FAILED, told, error="part_failed")
        return None
    row.attempts, row.state, row.step = row.attempts + 1, PartState.RUNNING, 0
    model = seeded(next(each for each in models if each.name == name), record.seed)
    running_s = (now() - (record.started_at or now())).total_seconds()
    progress = progress_of(training_id, symbol, running_s=running_s)
    history = load_history(record.history)
    return _Part(training_id, symbol, record.mode, model, part, history, progress, _far(training_id))


@dataclass
class _Part:
    """One worker's run of a part.

    far: how much of the training is done, and of how much. still_here: keeps the lease. looked_at, told_at,
    spoken_at, alive_at: when it looked whether it is cancelled, reported, was spoken of, and last moved.
    """

    training_id: int
    symbol: str
    mode: str
    model: Model
    part: int
    history: History
    progress: Progress
    far: tuple[int, int]
    still_here: Callable[[], object] = lambda: None
    looked_at: float = field(default_factory=time.monotonic)
    told_at: float = 0.0
    spoken_at: float = 0.0
    alive_at: float = 0.0
    is_cancelled: bool = False

    def go(self) -> None:
        begun = time.monotonic()
        self.spoken_at = self.alive_at = begun
        try:
            with heartbeat(lambda: self._beat(begun), every_s=BEAT_S):
                result = self._fit(Watch(self._report, self._look))
        except Cancelled:
            log.info("training.part_cancelled", symbol=self.symbol, model=self.model.name, part=self.part)
        except (NotEnoughData, NotConverged) as exc:
            log.warning("training.part_without_answer", model=self.model.name, part=self.part, exc_info=exc)
            self._leave_out(exc)
        else:
            self._store(result, time.monotonic() - begun)

    def _fit(self, watch: Watch) -> bytes:
        if self.part == FINAL:
            return dump_parameters(fit_all(self.model, self.history, watch))
        fold = folds_of(len(self.history))[self.part]
        return dump_fold(run_fold(self.model, self.history, fold, watch))

    # --- while it goes on ---------------------------------------------------------------------

    def _look(self) -> bool:
        """Keep the lease, and look whether the training still runs; at most twice a second."""
        if time.monotonic() - self.looked_at >= LOOK_S:
            self._keep_lease()
            with transaction() as session:
                state = session.scalar(select(t.state).where(t.id == self.training_id))
            self.alive_at = time.monotonic()
            self.is_cancelled = state != TrainingState.RUNNING
            self.looked_at = time.monotonic()
        return self.is_cancelled

    def _beat(self, begun: float) -> None:
        """Say that a fit goes on which has not said so itself, and keep its lease; in a thread of its own."""
        now_s = time.monotonic()
        if now_s - self.spoken_at < BEAT_S or self.is_cancelled:
            return
        if now_s - self.alive_at < MAX_SILENT_S:
            self._keep_lease()
        self._tell(*self.far, f", {now_s - begun:.0f} s so far")

    def _keep_lease(self) -> None:
        try:
            self.still_here()
        except LockError:  # a compile took longer: what is done twice is stored once
            log.warning("training.lease_lapsed", model=self.model.name, part=self.part)
            self.still_here = lambda: None

    def _report(self, step: Step) -> None:
        """Store how far the fit is, and push it; at most twice a second, but for the last step."""
        if time.monotonic() - self.told_at < LOOK_S and step.done < step.total:
            return
        with transaction() as session:
            far = {"step": step.done, "steps": step.total, "loss": step.loss}
            session.execute(self._mine().values(**far))
            self.far = _far(self.training_id)
        loss = f", loss {step.loss:.4f}" if step.loss is not None else ""
        self._tell(*self.far, f", step {step.done} of {step.total}{loss}")
        self.told_at = self.alive_at = time.monotonic()

    def _tell(self, done: int, total: int, how: str) -> None:
        self.spoken_at = time.monotonic()
        self.progress.tell(done, total, f"{self.symbol}: {self.model.name}, {_title(self.part)}{how}")

    def _mine(self) -> Update:
        key = (p.training_id == self.training_id, p.model == self.model.name, p.part == self.part)
        return update(p).where(*key, p.state.in_(OPEN_PARTS))

    # --- the end ------------------------------------------------------------------------------

    def _store(self, result: bytes, seconds: float) -> None:
        """Store the result, of a cancelled training too: a retry goes on after it."""
        with transaction() as session:
            done = {
                "state": PartState.DONE, "result": result, "seconds": round(seconds, 2), "finished_at": now(),
            }  # fmt: skip
            if session.scalar(self._mine().values(**done).returning(p.part)) is None:
                return  # another worker was faster: it counts once
            far = _count(self.training_id)
        self._tell(*far, f", done in {seconds:.1f} s")

    def _leave_out(self, why: AppError) -> None:
        """Go on without the model, unless nothing can be said without it or it was asked for by name."""
        with transaction() as session:
            if self.mode == Mode.CHOSEN or self.model.name in NAIVE:
                told = f"{self.model.name}: {why.detail}"
                end_training(self.training_id, self.symbol, TrainingState.FAILED, told, error=why.code)
                return
            of_model = update(p).where(p.training_id == self.training_id, p.model == self.model.name)
            session.execute(of_model.values(state=PartState.LEFT_OUT, result=None))
            _count(self.training_id)
            record = session.get_one(t, self.training_id)
            record.left_out = {**record.left_out, self.model.name: why.detail}
            record.models = [name for name in record.models if name != self.model.name]


def _count(training_id: int) -> tuple[int, int]:
    """Keep how much is done, and ask for the end where that is all.

    Locks the training first: of two that store the last parts at once, the second sees the first.
    """
    db.session.execute(update(t).where(t.id == training_id).values(done=t.done))
    record = db.session.get_one(t, training_id, populate_existing=True)
    done, total = _far(training_id)
    record.done, record.total = done, total
    if all(each.state not in OPEN_PARTS for each in parts_of(training_id)):
        on_commit(lambda: ask_finish(training_id))
    return done, total


def _far(training_id: int) -> tuple[int, int]:
    """Return how much of a training is done, the parts under way by their steps, and of how much."""
    costs = {model.name: cost(model) for model in MODELS}
    done = total = 0.0
    for each in parts_of(training_id):
        total += costs[each.model]
        is_ended = each.state not in OPEN_PARTS
        done += costs[each.model] * (1 if is_ended else each.step / max(each.steps, 1))
    return int(done), int(total)


def _title(part: int) -> str:
    return "all hours" if part == FINAL else f"fold {part + 1} of {FINAL}"
