"""The distribution that is shown: its spread by the calibrated interval, its middle by the probability."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.domain.trading.evaluation.losses import LEVELS
from app.domain.trading.models.history import Array


class Direction(StrEnum):
    """Where a price is more likely to end; even where nothing is known to tell."""

    UP = "up"
    DOWN = "down"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A calibrated distribution of the log return over a horizon.

    made_at: the end of the hour after which nothing was known, ms since 1970 in UTC.
    last: the price then. expected: the price that the chosen price model expects, `last` for a random walk.
    quantiles: log returns at LEVELS, shape (levels,), ascending.
    up: calibrated probability of a rise, with half of that of no move.
    deviation: predicted standard deviation of the log return.
    """

    horizon_h: int
    made_at: int
    last: float
    expected: float
    quantiles: Array
    up: float
    deviation: float

    @property
    def direction(self) -> Direction:
        if self.up == 0.5:
            return Direction.EVEN
        return Direction.UP if self.up > 0.5 else Direction.DOWN

    @property
    def confidence(self) -> float:
        """Return the calibrated probability of the stated direction, and nothing else; 1/2 of none."""
        return max(self.up, 1 - self.up)

    def price_at(self, level: float) -> float:
        """Return the price below which the outcome lies with a probability, one of LEVELS."""
        return self.last * math.exp(float(np.interp(level, LEVELS, self.quantiles)))

    def probability_above(self, log_return: float) -> float:
        """Return the probability of a larger log return; past the outermost quantiles, that beyond them."""
        return 1 - float(np.interp(log_return, self.quantiles, LEVELS))


def with_probability(quantiles: Array, up: float) -> Array:
    """Move a distribution so that it rises with a probability: its quantile at 1 - up becomes zero."""
    return quantiles - np.interp(1 - up, LEVELS, quantiles)
