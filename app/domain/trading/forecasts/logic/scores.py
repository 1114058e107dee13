"""What a forecast was worth, once its horizon has passed; and whether they still hold what they promise."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from app.domain.trading.evaluation import losses
from app.domain.trading.forecasts.logic.distribution import Distribution
from app.domain.trading.models.targets import rise_shares
from app.domain.trading.models.terms import INTERVAL_SHARE

MIN_FORECASTS = 50
"""Without overlap, before they can tell of drift."""
DRIFT_DEVIATIONS = 2.576
"""Of the binomial, beyond which chance alone comes one time in a hundred."""


class ForecastScore(NamedTuple):
    """Losses of one forecast beside those of doing nothing; smaller is better.

    error, naive_error: absolute, as log returns. log_loss of an even forecast is log 2. brier, naive_brier:
    of the stated probability, and of one half; a price that stayed is half a rise.
    """

    covered: bool
    error: float
    naive_error: float
    crps: float
    interval_score: float
    log_loss: float
    brier: float
    naive_brier: float


def score(said: Distribution, outcome: float) -> ForecastScore:
    """Score a forecast by the price at the end of its horizon."""
    move = math.log(outcome / said.last)
    low, high = losses.interval(said.quantiles, INTERVAL_SHARE)
    moves, up, rose = np.array([move]), np.array([said.up]), rise_shares(np.array([move]))
    width = losses.interval_score(low, high, moves, share=INTERVAL_SHARE)
    return ForecastScore(
        covered=bool(low <= move <= high),
        error=abs(move - math.log(said.expected / said.last)),
        naive_error=abs(move),
        crps=float(losses.crps(said.quantiles[None, :], moves)[0]),
        interval_score=float(width[0]),
        log_loss=float(losses.log_loss(up, rose)[0]),
        brier=float(losses.brier(up, rose)[0]),
        naive_brier=float(losses.brier(np.array([0.5]), rose)[0]),
    )


def has_drifted(hits: int, forecasts: int) -> bool:
    """Tell whether intervals covered so much less or more than they promise that they should be learnt anew.

    hits, forecasts: of forecasts that do not overlap, made since the last training.
    """
    if forecasts < MIN_FORECASTS:
        return False
    deviation = math.sqrt(INTERVAL_SHARE * (1 - INTERVAL_SHARE) / forecasts)
    return abs(hits / forecasts - INTERVAL_SHARE) > DRIFT_DEVIATIONS * deviation
