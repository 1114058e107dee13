"""How a training ends, whichever of its jobs ends it; and how far it is for those who watch."""

from __future__ import annotations

from sqlalchemy import update

from app.clock import now
from app.db import on_commit
from app.domain.trading.training.jobs import run_of
from app.domain.trading.training.tables import UNFINISHED, Training, TrainingState
from app.errors import AppError
from app.extensions import db
from app.jobs.progress import Progress
from app.jobs.topics import ADMIN_JOBS

KIND = "training"
MAX_MESSAGE_LETTERS = 300
t = Training


def progress_of(training_id: int, symbol: str, *, already: int = 0, running_s: float = 0.0) -> Progress:
    """Return how a training's progress is told; several workers tell of the same one."""
    room, run = ADMIN_JOBS.name, run_of(training_id)
    return Progress(room, run, KIND, symbol, already=already, running_s=running_s)


def end_training(
    training_id: int, symbol: str, state: TrainingState, message: str, *, error: str = ""
) -> bool:
    """End a training that is not ended yet, within a transaction; tell whether it was not."""
    ended = {
        "state": state, "message": message[:MAX_MESSAGE_LETTERS], "error": error, "finished_at": now(),
    }  # fmt: skip
    statement = update(t).where(t.id == training_id, t.state.in_(UNFINISHED)).values(**ended)
    if db.session.scalar(statement.returning(t.id)) is None:
        return False
    on_commit(lambda: progress_of(training_id, symbol).finish(state, f"{symbol}: {message}"))
    return True


def fail_training(training_id: int, symbol: str, exc: AppError) -> None:
    """End a training with the reason why it cannot be done."""
    end_training(training_id, symbol, TrainingState.FAILED, exc.detail, error=exc.code)
