"""GRU and CNN as models: windows in, three answers a horizon out. jax is imported when one is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from app.domain.trading.models.contract import HORIZONS_H, Kind, Origins, Parameters, Prediction, Task, Watch
from app.domain.trading.models.errors import NotEnoughData
from app.domain.trading.models.history import History
from app.domain.trading.models.windows import (
    MIN_WINDOWS,
    WARM_UP_H,
    WINDOW_H,
    Inputs,
    at,
    figures,
    hourly_level,
    outcomes,
)

HELD_BACK_SHARE = 0.15
"""Of the windows, the newest, by which the epoch is chosen."""


@dataclass(frozen=True, slots=True)
class Neural:
    """A network over two days of hours. It says something of each task, trained for all at once.

    layers: the class in `networks`, by name, for which nothing of jax has to be loaded.
    seed: of the first weights and of the order of windows; the same seed learns the same.
    """

    name: str
    layers: str
    seed: int = 7
    min_windows: int = MIN_WINDOWS
    kind: ClassVar = Kind.NETWORK
    tasks: ClassVar = frozenset({Task.PRICE, Task.DIRECTION, Task.VOLATILITY})

    @property
    def min_hours(self) -> int:
        return self.min_windows + WARM_UP_H + HORIZONS_H[-1]

    def fit(self, history: History, watch: Watch) -> Parameters:
        """Learn from all windows but the newest, which choose the epoch, and those that overlap them."""
        from app.domain.trading.models import networks

        known = np.arange(WARM_UP_H, len(history) - HORIZONS_H[-1])
        self._require(known.size)
        held_back = known[-int(HELD_BACK_SHARE * known.size) :]
        learnt = known[known < held_back[0] - WINDOW_H - HORIZONS_H[-1]]
        values = figures(history)
        center, scale = values[learnt].mean(axis=0), values[learnt].std(axis=0) + 1e-6
        inputs = ((values - center) / scale).astype(np.float32)
        came = outcomes(history)

        def batch(origins: Origins) -> networks.Batch:
            after = type(came)(*(column[origins] for column in came))
            return networks.Batch(at(inputs, origins), after, np.ones(origins.size, np.float32))

        network = networks.train(
            getattr(networks, self.layers), batch(learnt), batch(held_back), seed=self.seed, watch=watch
        )
        weights = {f"weight_{part:02}": values for part, values in enumerate(networks.weights_of(network))}
        return {"center": center, "scale": scale, **weights}

    def predict(self, parameters: Parameters, history: History, origins: Origins) -> Prediction:
        said = self._ask(parameters, history, origins)
        level = hourly_level(history)[origins, None] * np.array(HORIZONS_H)
        return Prediction(
            mean=said[..., 0] * np.sqrt(level),
            variance=np.exp(np.clip(said[..., 1], -4, 4)) * level,
            up=1 / (1 + np.exp(-said[..., 2])),
        )

    def _ask(self, parameters: Parameters, history: History, origins: Origins) -> Inputs:
        from app.domain.trading.models import networks

        weights = [parameters[name] for name in sorted(parameters) if name.startswith("weight_")]
        network = networks.with_weights(getattr(networks, self.layers), weights)
        values = (figures(history) - parameters["center"]) / parameters["scale"]
        return networks.answer(network, at(values.astype(np.float32), origins)).astype(np.float64)

    def _require(self, windows: int) -> None:
        if windows < self.min_windows:
            raise NotEnoughData(
                f"{self.name} needs {self.min_windows:,} windows of {WINDOW_H} hours to learn from; "
                f"there are {max(windows, 0):,}."
            )
