"""What a person would have been shown in the past, the choice of models included; nothing by hindsight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.domain.trading.evaluation.horizon import HorizonEvaluation, renewals
from app.domain.trading.evaluation.selection import choose
from app.domain.trading.models.contract import Origins, Task
from app.domain.trading.models.history import Array

MIN_LOSSES = 250
"""Known of each model, before one of them is chosen over the naive one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Forecasts at consecutive origins, by the models that were best by then, shape (n, …).

    variances: by the model chosen for volatility. quantiles: of log returns, by the one chosen for intervals,
    and deviations its own. ups: calibrated probabilities of a rise.
    """

    horizon_h: int
    origins: Origins
    returns: Array
    volatilities: Array
    variances: Array
    quantiles: Array
    deviations: Array
    ups: Array


def shown(found: HorizonEvaluation, origins: Origins) -> Shown:
    """Put together the forecasts of one horizon, stretch by stretch; each by the losses known before it."""
    points = found.points
    first = int(np.flatnonzero(points.scored)[0])
    parts: list[tuple[Array, Array, Array, Array]] = []
    for start, end in renewals(points):
        known = max(start - first - points.horizon_h + 1, 0)
        names = {task: _chosen(task, points.horizon_h, found.losses[task], known) for task in Task}
        stretch = slice(start, end)
        parts.append((
            found.variances[names[Task.VOLATILITY]][stretch],
            found.quantiles[names[Task.INTERVAL]][stretch],
            np.sqrt(found.variances[names[Task.INTERVAL]][stretch]),
            found.ups[names[Task.DIRECTION]][stretch],
        ))  # fmt: skip
    variances, quantiles, deviations, ups = (np.concatenate(column) for column in zip(*parts, strict=True))
    all_shown = slice(first, first + ups.size)
    return Shown(
        points.horizon_h, origins[all_shown], points.returns[all_shown], points.volatilities[all_shown],
        variances, quantiles, deviations, ups,
    )  # fmt: skip


def _chosen(task: Task, horizon_h: int, losses: Mapping[str, Array], known: int) -> str:
    if known < MIN_LOSSES:
        return next(iter(losses))
    return choose(task, horizon_h, {name: loss[:known] for name, loss in losses.items()}, list(losses)).chosen
