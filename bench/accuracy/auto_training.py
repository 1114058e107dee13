"""How long training every model on a year of hours takes, and how long a person waits for a sign of life."""

from __future__ import annotations

import time

from app.domain.trading.evaluation.folds import FoldResult, run_fold, walk_forward
from app.domain.trading.evaluation.report import evaluate
from app.domain.trading.forecasts.logic.forecaster import assemble, forecast
from app.domain.trading.models.catalogue import MODELS
from app.domain.trading.models.contract import Model, Parameters, Step, Watch
from app.domain.trading.models.history import History
from bench.accuracy.forecasts import YEAR_H
from bench.figures import Row

GOAL_S = 120


class _Silence:
    """Takes the time between two reports."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._last = time.monotonic()

    def report(self, step: Step) -> None:
        now = time.monotonic()
        self.longest_s = max(self.longest_s, now - self._last)
        self._last = now


def measure(symbol: str, history: History) -> list[Row]:
    """Train every model on the newest year, all folds and the final fit; choose, and forecast."""
    year = history.last(YEAR_H)
    silence = _Silence()
    begun, times = time.monotonic(), {}
    results: list[FoldResult] = []
    parameters: dict[str, Parameters] = {}
    for model in MODELS:
        started = time.monotonic()
        results += _folds(model, year, silence)
        parameters[model.name] = model.fit(year, Watch(silence.report))
        times[model.name] = time.monotonic() - started
    evaluation = evaluate(year, results, tuple(times))
    forecast(assemble(evaluation, parameters), year, MODELS)
    seconds = time.monotonic() - begun
    told = ", ".join(f"{name} {taken:.1f}" for name, taken in times.items() if taken >= 0.05)
    chosen = [choice for choice in evaluation.choices if not choice.is_naive]
    named = ", ".join(f"{choice.task} {choice.horizon_h} h {choice.chosen}" for choice in chosen)
    return [
        Row(f"auto training on a year of {symbol}", seconds, "s", "goal", GOAL_S, at_most=1,
            note=f"{told} s"),
        Row("longest time between two reports of a fit", silence.longest_s, "s", "goal", 2,
            note="a compile cannot report"),
        Row("tasks where the naive model was not chosen", len(chosen), "tasks", "all",
            len(evaluation.choices), note=named),
    ]  # fmt: skip


def _folds(model: Model, history: History, silence: _Silence) -> list[FoldResult]:
    folds = walk_forward(len(history))
    return [run_fold(model, history, fold, Watch(silence.report)) for fold in folds]
