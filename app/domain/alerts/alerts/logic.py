"""When an alert fires: once, and again only after its condition has been false."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from app.domain.alerts.alerts.conditions import Side

MIN_BETWEEN_FIRINGS = timedelta(minutes=5)
"""What moves to and fro across its threshold is told of no oftener."""


class Watch(NamedTuple):
    """An alert as it stands.

    hysteresis: a fraction of the threshold, by which a value has to come back to arm the alert again.
    armed: it fires when its condition holds. fired_at: the last time.
    """

    side: Side
    threshold: Decimal
    hysteresis: Decimal
    armed: bool
    fired_at: datetime | None


Step = Literal["fire", "arm"]


def step_of(watch: Watch, value: Decimal | None, at: datetime) -> Step | None:
    """Return what an alert is to do at a value, None for nothing. At what nobody knows it does nothing."""
    if value is None:
        return None
    if watch.armed:
        rests = watch.fired_at is not None and at - watch.fired_at < MIN_BETWEEN_FIRINGS
        return "fire" if holds(watch.side, value, watch.threshold) and not rests else None
    return "arm" if has_come_back(watch, value) else None


def holds(side: Side, value: Decimal, threshold: Decimal) -> bool:
    """Tell whether a value is past a threshold."""
    return value > threshold if side is Side.ABOVE else value < threshold


def has_come_back(watch: Watch, value: Decimal) -> bool:
    """Tell whether a value is on the other side again, by as much as the hysteresis asks for."""
    by = abs(watch.threshold) * watch.hysteresis
    if watch.side is Side.ABOVE:
        return value <= watch.threshold - by
    return value >= watch.threshold + by


def drawdown(growth: float, peak: float) -> Decimal:
    """Return how far a growth index lies below its peak, as a fraction rounded to twelve decimals."""
    return Decimal(repr(round(1 - growth / peak, 12))) if peak > 0 else Decimal(0)
