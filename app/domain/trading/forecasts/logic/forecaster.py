"""A trained forecaster: who answers for what, with which numbers; from a history to distributions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.trading.evaluation.conformal import Calibration
from app.domain.trading.evaluation.horizon import Key, recent_volatility
from app.domain.trading.evaluation.probability import ProbabilityCurve
from app.domain.trading.evaluation.report import Evaluation
from app.domain.trading.forecasts.logic.distribution import Distribution, with_probability
from app.domain.trading.models.contract import HORIZONS_H, Model, Parameters, Prediction, Task
from app.domain.trading.models.har import WINDOWS_H
from app.domain.trading.models.history import Array, History, require_hours
from app.domain.trading.models.trailing_means import EWMA_STEPS

MIN_HISTORY_H = WINDOWS_H[-1]
LOOKBACK_H = EWMA_STEPS * HORIZONS_H[-1]
"""How far back the longest memory of a model reaches."""
USUAL_FORECASTS = 90
"""Without overlap, whose median deviation is the usual one."""


@dataclass(frozen=True, slots=True)
class Forecaster:
    """All that a forecast needs besides a history.

    chosen: the model for each task and horizon. parameters: of each of these, fitted to all that was known.
    intervals, curves: calibrations of the chosen models, by model and horizon.
    usual_deviations: by horizon, of the log returns forecast of late; a market is told to be wild by them.
    """

    chosen: Mapping[tuple[Task, int], str]
    parameters: Mapping[str, Parameters]
    intervals: Mapping[Key, Calibration]
    curves: Mapping[Key, ProbabilityCurve]
    usual_deviations: Mapping[int, float]


def assemble(evaluation: Evaluation, parameters: Mapping[str, Parameters]) -> Forecaster:
    """Put together what was chosen; KeyError where a chosen model has no parameters."""
    chosen = {(choice.task, choice.horizon_h): choice.chosen for choice in evaluation.choices}
    return Forecaster(
        chosen=chosen,
        parameters={name: parameters[name] for name in dict.fromkeys(chosen.values())},
        intervals={
            (name, hours): evaluation.intervals[name, hours]
            for (task, hours), name in chosen.items()
            if task is Task.INTERVAL
        },
        curves={
            (name, hours): evaluation.curves[name, hours]
            for (task, hours), name in chosen.items()
            if task is Task.DIRECTION
        },
        usual_deviations={
            hours: usual_deviation(shown.deviations, hours) for hours, shown in evaluation.shown.items()
        },
    )


def forecast(forecaster: Forecaster, history: History, models: Sequence[Model]) -> list[Distribution]:
    """Forecast each horizon from the end of a history.

    history: LOOKBACK_H hours are enough; more change nothing that counts.
    models: at least those that were chosen.
    Raises NotEnoughData below a month of hours.
    """
    require_hours(history, MIN_HISTORY_H, "A forecast")
    by_name = {model.name: model for model in models}
    newest = np.array([len(history) - 1])
    said = {
        name: by_name[name].predict(parameters, history, newest)
        for name, parameters in forecaster.parameters.items()
    }
    volatility = float(recent_volatility(history)[-1])
    return [
        _at_horizon(forecaster, said, history, column=column, volatility=volatility)
        for column in range(len(HORIZONS_H))
    ]


def usual_deviation(deviations: Array, horizon_h: int) -> float:
    """Return the median of the newest deviations; those of consecutive hours, hence one in each horizon."""
    return float(np.median(deviations[::-1][::horizon_h][:USUAL_FORECASTS]))


def _at_horizon(
    forecaster: Forecaster,
    said: Mapping[str, Prediction],
    history: History,
    *,
    column: int,
    volatility: float,
) -> Distribution:
    hours = HORIZONS_H[column]
    spread, side = forecaster.chosen[Task.INTERVAL, hours], forecaster.chosen[Task.DIRECTION, hours]
    deviation = math.sqrt(float(said[spread].variance[0, column]))
    relative = forecaster.intervals[spread, hours].quantiles(volatility)
    up = float(forecaster.curves[side, hours](said[side].up[:, column])[0])
    expected = float(said[forecaster.chosen[Task.PRICE, hours]].mean[0, column])
    last = float(history.close[-1])
    return Distribution(
        horizon_h=hours,
        made_at=int(history.ended_at[-1]),
        last=last,
        expected=last * math.exp(expected),
        quantiles=with_probability(relative * deviation, up),
        up=up,
        deviation=deviation,
    )
