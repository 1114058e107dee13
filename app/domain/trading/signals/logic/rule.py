"""Buy, sell or hold, from a calibrated distribution and what a trade costs."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.trading.evaluation.losses import LEVELS
from app.domain.trading.forecasts.logic.distribution import Distribution
from app.domain.trading.signals.logic.terms import Action, HoldReason, SignalSettings

STOP_LEVEL, TARGET_LEVEL = 0.1, 0.9
"""Quantiles of a purchase's stop and target, the ends of the 80 % interval; of a sale the other way round."""


@dataclass(frozen=True, slots=True)
class Signal:
    """What to do at a horizon, and the very numbers that it was decided by.

    expected: mean log return; costs: of a round trip, as a log return.
    probability: that the move in the more likely direction beats the costs.
    stop, target: prices; None of a hold.
    """

    action: Action
    distribution: Distribution
    expected: float
    costs: float
    probability: float
    stop: float | None = None
    target: float | None = None
    hold_reason: HoldReason | None = None


def decide(distribution: Distribution, usual_deviation: float, settings: SignalSettings) -> Signal:
    """Decide on one distribution.

    usual_deviation: the median of the deviations predicted for this horizon, to tell a wild market by.
    """
    expected = expected_return(distribution)
    costs = settings.round_trip
    above, below = distribution.probability_above(costs), 1 - distribution.probability_above(-costs)
    rises = expected > 0
    probability = above if rises else below
    reason = _hold_reason(distribution, expected, probability, usual_deviation, settings)
    if reason is not None:
        return Signal(Action.HOLD, distribution, expected, costs, probability, hold_reason=reason)
    low, high = distribution.price_at(STOP_LEVEL), distribution.price_at(TARGET_LEVEL)
    stop, target = (low, high) if rises else (high, low)
    return Signal(
        Action.BUY if rises else Action.SELL, distribution, expected, costs, probability, stop, target
    )


def expected_return(distribution: Distribution) -> float:
    """Return the mean of a distribution given by its quantiles, which stand for equal shares of it."""
    return float(distribution.quantiles.sum()) / LEVELS.size


def _hold_reason(
    distribution: Distribution,
    expected: float,
    probability: float,
    usual_deviation: float,
    settings: SignalSettings,
) -> HoldReason | None:
    if distribution.horizon_h not in settings.horizons_h:
        return HoldReason.HORIZON
    if distribution.deviation > settings.max_volatility_ratio * usual_deviation:
        return HoldReason.WILD
    if distribution.up == 0.5:
        return HoldReason.EVEN
    if abs(expected) <= settings.round_trip:
        return HoldReason.COSTS
    return HoldReason.PROBABILITY if probability < settings.min_probability else None
