"""The scores of all models at one horizon, over the same points, and the choice for each task."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.evaluation import losses
from app.domain.trading.evaluation.conformal import MIN_ERRORS, Calibration, calibrate
from app.domain.trading.evaluation.probability import ProbabilityCurve, fit_curve
from app.domain.trading.evaluation.selection import Choice, choose
from app.domain.trading.evaluation.shares import wilson
from app.domain.trading.models.contract import HORIZONS_H, Origins, Prediction, Task
from app.domain.trading.models.errors import NotEnoughData
from app.domain.trading.models.history import Array, History
from app.domain.trading.models.targets import future_returns, future_variances, rise_shares
from app.domain.trading.models.trailing_means import SMALLEST_VARIANCE, mean_of_last

BURN_IN_SHARE = 0.25
"""Of the predictions, the oldest: calibration begins with them, so they are in no score."""
RENEWALS = 4
"""How often a curve of probabilities is fitted anew while the scored points pass."""
INTERVAL_SHARE = 0.8

Key = tuple[str, int]
"""A model's name and a horizon in hours."""


@dataclass(frozen=True, slots=True)
class Points:
    """Consecutive origins and what came after each, shape (n,), NaN where it is not known yet.

    volatilities: log of the recent variance at each origin. scored: later than the burn-in, outcome known.
    naive_mae: mean absolute return over the horizon before the first origin.
    """

    column: int
    returns: Array
    variances: Array
    volatilities: Array
    scored: NDArray[np.bool_]
    naive_mae: float

    @property
    def horizon_h(self) -> int:
        return HORIZONS_H[self.column]


@dataclass(slots=True)
class HorizonEvaluation:
    """What models came to at one horizon.

    losses: at the scored points, by model. ups, quantiles, variances: of each model as they would have been
    shown at each origin, by what was known there; NaN while that was too little.
    """

    points: Points
    losses: dict[Task, dict[str, Array]] = field(default_factory=lambda: {task: {} for task in Task})
    scores: dict[Key, dict[str, float]] = field(default_factory=dict)
    intervals: dict[Key, Calibration] = field(default_factory=dict)
    curves: dict[Key, ProbabilityCurve] = field(default_factory=dict)
    ups: dict[str, Array] = field(default_factory=dict)
    quantiles: dict[str, Array] = field(default_factory=dict)
    variances: dict[str, Array] = field(default_factory=dict)
    choices: list[Choice] = field(default_factory=list)


def recent_volatility(history: History) -> Array:
    """Return the log of the last day's mean variance at each hour: by it hours are called calm or wild."""
    return np.log(mean_of_last(history.variance, 24) + SMALLEST_VARIANCE)


def points_of(history: History, origins: Origins, column: int) -> Points:
    """Return the points at which models are scored at one horizon; NotEnoughData where there are too few."""
    all_returns = future_returns(history)[:, column]
    returns = all_returns[origins]
    burn_in = max(MIN_ERRORS + HORIZONS_H[column], int(BURN_IN_SHARE * origins.size))
    scored = np.isfinite(returns) & (np.arange(origins.size) >= burn_in)
    if scored.sum() < MIN_ERRORS:
        raise NotEnoughData(
            f"Only {int(scored.sum()):,} predictions can be scored; {MIN_ERRORS:,} are needed."
        )
    before = all_returns[: max(origins[0] - HORIZONS_H[column], 1)]
    return Points(
        column=column,
        returns=returns,
        variances=future_variances(history)[origins, column],
        volatilities=recent_volatility(history)[origins],
        scored=scored,
        naive_mae=float(np.abs(before).mean()),
    )


def judge(points: Points, said: Mapping[str, Prediction]) -> HorizonEvaluation:
    """Score what each model said at the points, simplest first, and choose for each task."""
    found = HorizonEvaluation(points)
    for name, prediction in said.items():
        scores: dict[str, float] = {}
        mean, variance, up = (
            column[:, points.column] for column in (prediction.mean, prediction.variance, prediction.up)
        )
        if np.isfinite(mean).all():
            scores |= _judge_price(found, points, name, mean)
        if np.isfinite(up).all():
            scores |= _judge_direction(found, points, name, up)
        if np.isfinite(variance).all():
            scores |= _judge_volatility(found, points, name, variance)
            scores |= _judge_interval(found, points, name, np.sqrt(variance))
        found.scores[name, points.horizon_h] = scores
    found.choices = [
        choose(task, points.horizon_h, by_model, list(said)) for task, by_model in found.losses.items()
    ]
    return found


def _judge_price(found: HorizonEvaluation, points: Points, name: str, mean: Array) -> dict[str, float]:
    returns = points.returns[points.scored]
    errors = np.abs(returns - mean[points.scored])
    found.losses[Task.PRICE][name] = errors
    mae, moved = float(errors.mean()), float(np.abs(returns).mean())
    ratios = {"mase": points.naive_mae, "mae_ratio": moved}
    return {"mae": mae, **{ratio: mae / naive if naive else math.nan for ratio, naive in ratios.items()}}


def _judge_direction(found: HorizonEvaluation, points: Points, name: str, up: Array) -> dict[str, float]:
    """Score probabilities as calibrated by what was known, and the side they are on without overlaps."""
    known = np.isfinite(points.returns)
    rises = rise_shares(points.returns)
    found.ups[name] = calibrated = np.full(up.size, np.nan)
    for start, end in renewals(points):
        past = slice(0, max(start - points.horizon_h + 1, 0))
        calibrated[start:end] = fit_curve(up[past], rises[past], horizon_h=points.horizon_h)(up[start:end])
    found.curves[name, points.horizon_h] = fit_curve(up[known], rises[known], horizon_h=points.horizon_h)
    happened, given = rises[points.scored], calibrated[points.scored]
    found.losses[Task.DIRECTION][name] = losses.log_loss(given, happened)
    apart = slice(None, None, points.horizon_h)
    moved = happened[apart] != 0.5
    right = ((up[points.scored] > 0.5)[apart] == (happened[apart] > 0.5))[moved]
    share = wilson(int(right.sum()), right.size)
    return {
        "log_loss": float(found.losses[Task.DIRECTION][name].mean()),
        "brier": float(losses.brier(given, happened).mean()),
        "accuracy": share.value,
        "accuracy_low": share.low,
        "accuracy_high": share.high,
    }


def _judge_volatility(
    found: HorizonEvaluation, points: Points, name: str, variance: Array
) -> dict[str, float]:
    found.variances[name] = variance
    found.losses[Task.VOLATILITY][name] = losses.qlike(
        variance[points.scored], points.variances[points.scored]
    )
    return {"qlike": float(found.losses[Task.VOLATILITY][name].mean())}


def _judge_interval(
    found: HorizonEvaluation, points: Points, name: str, deviation: Array
) -> dict[str, float]:
    """Score calibrated quantiles; their coverage too in the calmest and the wildest fifth of the hours."""
    relative, calibration = calibrate(
        points.returns / deviation, points.volatilities, horizon_h=points.horizon_h
    )
    found.intervals[name, points.horizon_h] = calibration
    found.quantiles[name] = relative * deviation[:, None]
    quantiles = found.quantiles[name][points.scored]
    returns, volatilities = points.returns[points.scored], points.volatilities[points.scored]
    found.losses[Task.INTERVAL][name] = losses.crps(quantiles, returns)
    low, high = losses.interval(quantiles, INTERVAL_SHARE)
    hit = losses.covered(quantiles, returns, share=INTERVAL_SHARE)
    calm, wild = np.quantile(volatilities, [0.2, 0.8])
    return {
        "crps": float(found.losses[Task.INTERVAL][name].mean()),
        "interval_score": float(losses.interval_score(low, high, returns, share=INTERVAL_SHARE).mean()),
        "coverage": float(hit.mean()),
        "coverage_calm": float(hit[volatilities <= calm].mean()),
        "coverage_wild": float(hit[volatilities >= wild].mean()),
    }


def renewals(points: Points) -> list[tuple[int, int]]:
    """Return the stretches of scored points, start and end, before each of which all is fitted anew."""
    first, last = np.flatnonzero(points.scored)[[0, -1]]
    cuts = np.linspace(first, last + 1, RENEWALS + 1).astype(int).tolist()
    return list(pairwise(cuts))
