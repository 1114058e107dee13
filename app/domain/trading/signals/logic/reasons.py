"""Why a signal says what it says, in words made from the numbers that decided it."""

from __future__ import annotations

import math

from app.domain.trading.forecasts.logic.distribution import Direction, Distribution
from app.domain.trading.signals.logic.rule import Signal
from app.domain.trading.signals.logic.terms import Action, HoldReason, SignalSettings

HORIZON_NAMES = {1: "hour", 4: "4 hours", 24: "day"}


def reasoning(signal: Signal, settings: SignalSettings) -> str:
    """Say in two to four sentences what was decided and by which numbers."""
    return " ".join([*_outlook(signal), _verdict(signal, settings)])


def _outlook(signal: Signal) -> list[str]:
    said = signal.distribution
    low, high = _percent(said.price_at(0.1) / said.last - 1), _percent(said.price_at(0.9) / said.last - 1)
    return [
        f"Over the next {HORIZON_NAMES[said.horizon_h]}, "
        f"8 of 10 outcomes are expected between {low} and {high}.",
        _side(said),
        f"A round trip costs {_percent(math.expm1(signal.costs), sign=False)}; "
        f"the expected move is {_percent(math.expm1(signal.expected))}.",
    ]


def _side(said: Distribution) -> str:
    if said.direction is Direction.EVEN:
        return "A rise is as likely as a fall: no model has told the direction better than a coin."
    name = "rise" if said.direction is Direction.UP else "fall"
    return f"The probability of a {name} is {_share(said.confidence)}."


def _verdict(signal: Signal, settings: SignalSettings) -> str:
    asked = (
        f"with a probability of {_share(signal.probability)}, {_share(settings.min_probability)} asked for"
    )
    if signal.action is not Action.HOLD:
        return (
            f"{signal.action.capitalize()}: the move beats the costs {asked}; "
            f"stop {_level(signal.stop)}, target {_level(signal.target)}."
        )
    if signal.hold_reason is HoldReason.PROBABILITY:
        return f"Hold: the move beats the costs only {asked}."
    return f"Hold: {signal.hold_reason}."


def _percent(share: float, *, sign: bool = True) -> str:
    return f"{100 * share:+.2f}%" if sign else f"{100 * share:.2f}%"


def _share(probability: float) -> str:
    return f"{100 * probability:.1f}%"


def _level(level: float | None) -> str:
    return "none" if level is None else f"{level:,.6g}"
