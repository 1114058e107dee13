"""Trainings as admins see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from app.domain.trading.training.tables import FINAL, PartState, Training, TrainingPart


class PartView(Struct, frozen=True):
    """A model on one fold, counted from 1; fold null: its fit to all hours. fraction: of its steps, or 1.

    attempts: how often a worker has begun it; more than one tells of a worker that died.
    """

    fold: int | None
    state: str
    fraction: float
    loss: float | None
    attempts: int
    seconds: float | None


class ModelProgress(Struct, frozen=True):
    """How far one model is."""

    name: str
    fraction: float
    seconds: float
    folds: list[PartView]


class LeftOut(Struct, frozen=True):
    """A model that is not trained, and why."""

    name: str
    reason: str


class TrainingView(Struct, frozen=True):
    """A training. first_at, last_at, hours: what it learns from, null and 0 until it is planned.

    mode: "auto" or "chosen". models: those it trains, once planned. left_out: those it cannot, with why.
    fraction: of its work. error: the code of what it failed of, such as "not_enough_data".
    progress: by model and fold, in the answer about one training alone.
    """

    id: int
    symbol: str
    mode: str
    models: list[str]
    left_out: list[LeftOut]
    state: str
    seed: int
    first_at: datetime | None
    last_at: datetime | None
    hours: int
    fraction: float
    error: str
    message: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    progress: list[ModelProgress]


def training_view(row: Training, symbol: str, parts: Sequence[TrainingPart] = ()) -> TrainingView:
    """Show a training."""
    left_out = [LeftOut(name, why) for name, why in row.left_out.items()]
    return TrainingView(
        row.id, symbol, row.mode, row.models, left_out, row.state, row.seed, row.first_at, row.last_at,
        row.hours, round(row.done / row.total, 4) if row.total else 0.0, row.error, row.message,
        row.created_at, row.started_at, row.finished_at, _by_model(row.models, parts),
    )  # fmt: skip


def _by_model(models: Sequence[str], parts: Sequence[TrainingPart]) -> list[ModelProgress]:
    found = []
    for name in models:
        mine = [_part(part) for part in parts if part.model == name]
        if mine:
            fraction = sum(part.fraction for part in mine) / len(mine)
            seconds = sum(part.seconds or 0.0 for part in mine)
            found.append(ModelProgress(name, round(fraction, 4), round(seconds, 2), mine))
    return found


def _part(row: TrainingPart) -> PartView:
    is_done = row.state == PartState.DONE
    fraction = 1.0 if is_done else round(row.step / row.steps, 4) if row.steps else 0.0
    fold = None if row.part == FINAL else row.part + 1
    return PartView(fold, row.state, fraction, row.loss, row.attempts, row.seconds)
