"""What a model is: it learns parameters from a history, and predicts from them and a history alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.models.errors import Cancelled
from app.domain.trading.models.history import Array, History
from app.domain.trading.models.terms import HORIZONS_H as HORIZONS_H
from app.domain.trading.models.terms import Kind as Kind
from app.domain.trading.models.terms import Task as Task

Origins = NDArray[np.int64]
"""Hours at whose end a prediction is made, as indices into a history."""
Parameters = Mapping[str, Array]
"""All that a fit has learnt: arrays of numbers, so that it can be stored and read without running code."""


class Step(NamedTuple):
    """How far a fit is: so many of its epochs or trials, and the loss so far where it has one."""

    done: int
    total: int
    loss: float | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Who follows a fit: told of each step, and asked whether it should go on."""

    report: Callable[[Step], None] = lambda _step: None
    is_cancelled: Callable[[], bool] = lambda: False

    def check(self) -> None:
        """Raise Cancelled where the fit should end; asked several times a second."""
        if self.is_cancelled():
            raise Cancelled


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says at n origins, each array of shape (n, horizons), NaN where it says nothing.

    mean: expected log return over the horizon.
    variance: of that log return.
    up: probability that the price ends above the last one, as the model has it, uncalibrated.
    """

    mean: Array
    variance: Array
    up: Array


class Model(Protocol):
    """A way to predict. It has no state: what it learnt is in its parameters.

    min_hours: the shortest history that it can learn from.
    tasks: what it says something about.
    """

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def tasks(self) -> frozenset[Task]: ...
    @property
    def min_hours(self) -> int: ...

    def fit(self, history: History, watch: Watch) -> Parameters:
        """Learn from a whole history. Raises NotEnoughData, or Cancelled by the watch."""

    def predict(self, parameters: Parameters, history: History, origins: Origins) -> Prediction:
        """Predict at each origin from the hours up to it, whatever the history holds after it."""


def silence(origins: Origins) -> Array:
    """Return NaN for each origin and horizon."""
    return np.full((origins.size, len(HORIZONS_H)), np.nan)
