"""Walk-forward evaluation: learn from the past, leave a gap, predict what follows; then again, further on.

A fold needs nothing of another one, so that each can be a job of its own, in any order and on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.domain.trading.models.contract import (
    HORIZONS_H,
    Model,
    Origins,
    Parameters,
    Prediction,
    Task,
    Watch,
)
from app.domain.trading.models.errors import NotConverged, NotEnoughData
from app.domain.trading.models.history import History
from app.domain.trading.models.terms import FOLDS
from app.domain.trading.models.windows import WINDOW_H

EMBARGO_H = WINDOW_H + HORIZONS_H[-1]
"""Between what is learnt from and what is predicted: no window and no outcome reaches across."""
MIN_TEST_HOURS = 24


@dataclass(frozen=True, slots=True)
class Fold:
    """Learn from the hours before train_end; predict at those from test_start up to, not with, test_end."""

    index: int
    train_end: int
    test_start: int
    test_end: int


@dataclass(frozen=True, slots=True)
class FoldResult:
    """What a model, by its name, predicted at each origin of a fold."""

    model: str
    fold: Fold
    prediction: Prediction

    @property
    def origins(self) -> Origins:
        return np.arange(self.fold.test_start, self.fold.test_end)


def walk_forward(hours: int, *, first_test: int | None = None, folds: int = FOLDS) -> list[Fold]:
    """Cut the hours from first_test into folds of nearly equal length; each has all before it to learn from.

    first_test: half of the hours where it is not given.
    Raises NotEnoughData where a fold would have less than a day to predict, or nothing to learn from.
    """
    first_test = hours // 2 if first_test is None else first_test
    if hours - first_test < folds * MIN_TEST_HOURS or first_test <= EMBARGO_H:
        raise NotEnoughData(f"{hours:,} hours of prices are not enough for {folds} folds.")
    cuts = np.linspace(first_test, hours, folds + 1).astype(int).tolist()
    return [Fold(index, start - EMBARGO_H, start, end) for index, (start, end) in enumerate(pairwise(cuts))]


def has_data_for(model: Model, folds: Iterable[Fold]) -> bool:
    """Tell whether a model can learn from each of some folds, hence take part."""
    return all(fold.train_end >= model.min_hours for fold in folds)


def run_fold(model: Model, history: History, fold: Fold, watch: Watch) -> FoldResult:
    """Fit a model to a fold's past and let it predict.

    Raises NotEnoughData where that past is too short for the model, NotConverged where it says no number
    about one of its tasks, and Cancelled by the watch.
    """
    with _answering(model, f"in fold {fold.index + 1}"):
        parameters = model.fit(history.until(fold.train_end), watch)
        watch.check()
        origins = np.arange(fold.test_start, fold.test_end)
        prediction = model.predict(parameters, history.until(fold.test_end), origins)
        _require_numbers(model, prediction)
    return FoldResult(model.name, fold, prediction)


def fit_all(model: Model, history: History, watch: Watch) -> Parameters:
    """Fit a model to a whole history, from the end of which it has an answer. Raises as `run_fold` does."""
    with _answering(model, "from all hours"):
        parameters = model.fit(history, watch)
        watch.check()
        _require_numbers(model, model.predict(parameters, history, np.array([len(history) - 1])))
    return parameters


@contextmanager
def _answering(model: Model, where: str) -> Iterator[None]:
    """Tell of a model that prices bring to no number, whatever its libraries say then."""
    try:
        yield
    except (ArithmeticError, ValueError) as exc:
        raise NotConverged(f"{model.name} came to no answer {where}.") from exc


def _require_numbers(model: Model, said: Prediction) -> None:
    of_tasks = {Task.PRICE: said.mean, Task.DIRECTION: said.up, Task.VOLATILITY: said.variance}
    if not all(np.isfinite(of_tasks[task]).all() for task in model.tasks):
        raise ArithmeticError("a prediction is no number")
    if Task.VOLATILITY in model.tasks and not (said.variance > 0).all():
        raise ArithmeticError("a variance is none")


def joined(results: Iterable[FoldResult]) -> tuple[Origins, Prediction]:
    """Return the folds of one model as one series of predictions, in the order of time."""
    ordered = sorted(results, key=lambda result: result.fold.index)
    columns = {
        name: np.concatenate([getattr(result.prediction, name) for result in ordered])
        for name in ("mean", "variance", "up")
    }
    return np.concatenate([result.origins for result in ordered]), Prediction(**columns)
