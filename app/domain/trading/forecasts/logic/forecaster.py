"""A trained forecaster: who answers for what, with which numbers; from a history to distributions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.domain.trading.evaluation.conformal import MIN_ERRORS, Calibration
from app.domain.trading.evaluation.horizon import Key, recent_volatility
from app.domain.trading.evaluation.probability import ProbabilityCurve
from app.domain.trading.evaluation.report import Evaluation
from app.domain.trading.forecasts.logic.distribution import Distribution, with_probability
from app.domain.trading.models.contract import HORIZONS_H, Model, Parameters, Prediction, Task
from app.domain.trading.models.errors import NotEnoughData
from app.domain.trading.models.history import History


@dataclass(frozen=True, slots=True)
class Forecaster:
    """All that a forecast needs besides a history.

    chosen: the model for each task and horizon. parameters: of each of these, fitted to all that was known.
    intervals, curves: calibrations of the chosen models, by model and horizon.
    """

    chosen: Mapping[tuple[Task, int], str]
    parameters: Mapping[str, Parameters]
    intervals: Mapping[Key, Calibration]
    curves: Mapping[Key, ProbabilityCurve]


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
    )


def forecast(forecaster: Forecaster, history: History, models: Sequence[Model]) -> list[Distribution]:
    """Forecast each horizon from the end of a history.

    models: at least those that were chosen.
    Raises NotEnoughData where the history is too short for what was chosen.
    """
    by_name = {model.name: model for model in models}
    newest = np.array([len(history) - 1])
    said: dict[str, Prediction] = {}
    for name, parameters in forecaster.parameters.items():
        if len(history) < MIN_ERRORS:
            raise NotEnoughData(f"{len(history):,} hours of prices are not enough for {name}.")
        said[name] = by_name[name].predict(parameters, history, newest)
    volatility = float(recent_volatility(history)[-1])
    return [
        _at_horizon(forecaster, said, history, column=column, volatility=volatility)
        for column in range(len(HORIZONS_H))
    ]


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
