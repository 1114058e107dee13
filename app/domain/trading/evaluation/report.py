"""What folds have shown: the scores of each model, who answers for what, and calibrations to go on with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from app.domain.trading.evaluation.conformal import Calibration
from app.domain.trading.evaluation.folds import FoldResult, joined
from app.domain.trading.evaluation.horizon import Key, judge, points_of
from app.domain.trading.evaluation.probability import ProbabilityCurve
from app.domain.trading.evaluation.selection import Choice
from app.domain.trading.evaluation.shown import Shown, shown
from app.domain.trading.models.contract import HORIZONS_H, Origins, Prediction, Task
from app.domain.trading.models.history import History


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What walk-forward folds of several models came to.

    choices: one for each task and horizon. scores: named figures by model and horizon, over the same points.
    intervals, curves: calibrations by model and horizon, for predictions after the last fold.
    shown: by horizon, what would have been shown all along.
    """

    choices: tuple[Choice, ...]
    scores: Mapping[Key, Mapping[str, float]]
    intervals: Mapping[Key, Calibration]
    curves: Mapping[Key, ProbabilityCurve]
    shown: Mapping[int, Shown]

    def choice(self, task: Task, horizon_h: int) -> Choice:
        """Return who answers for a task at a horizon."""
        return next(each for each in self.choices if (each.task, each.horizon_h) == (task, horizon_h))


def evaluate(history: History, results: Iterable[FoldResult], simplest_first: tuple[str, ...]) -> Evaluation:
    """Score models by their folds, choose among them and calibrate what they say next.

    results: the same folds of each model; the naive ones are among them.
    Raises NotEnoughData where too few predictions have an outcome, ValueError where the folds differ.
    """
    series = _series(results, simplest_first)
    origins = next(iter(series.values()))[0]
    if any(not np.array_equal(origins, other) for other, _ in series.values()):
        raise ValueError("The models predicted at different hours.")
    parts = [
        judge(points_of(history, origins, column), {name: said for name, (_, said) in series.items()})
        for column in range(len(HORIZONS_H))
    ]
    return Evaluation(
        choices=tuple(choice for part in parts for choice in part.choices),
        scores={key: value for part in parts for key, value in part.scores.items()},
        intervals={key: value for part in parts for key, value in part.intervals.items()},
        curves={key: value for part in parts for key, value in part.curves.items()},
        shown={part.points.horizon_h: shown(part, origins) for part in parts},
    )


def _series(
    results: Iterable[FoldResult], simplest_first: tuple[str, ...]
) -> dict[str, tuple[Origins, Prediction]]:
    by_model: dict[str, list[FoldResult]] = {}
    for result in results:
        by_model.setdefault(result.model, []).append(result)
    return {name: joined(by_model[name]) for name in simplest_first if name in by_model}
