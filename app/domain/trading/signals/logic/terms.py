"""What a signal may say, why it may not, and by which settings: without numpy, for web processes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

BASIS_POINTS = 10_000
NOTICE = "A calculation from past prices, not advice; nothing is bought or sold."


class Action(StrEnum):
    """What the rule says; hold wherever it cannot say the other two with enough probability."""

    BUY = "buy"
    SELL = "sell"
    HOLD = "hold"


class HoldReason(StrEnum):
    """Why nothing is to be done."""

    HORIZON = "the horizon is too short to earn its costs"
    WILD = "the market is wilder than what was calibrated on"
    EVEN = "no direction is more likely than the other"
    COSTS = "the expected move does not beat the costs"
    PROBABILITY = "the move beats the costs with too little probability"


@dataclass(frozen=True, slots=True)
class SignalSettings:
    """What a trade costs and how sure it has to be.

    commission_bps, slippage_bps: of each side of a trade. spread_bps: the whole one, paid once a round trip.
    min_probability: that the move beats the costs. max_volatility_ratio: deviation over its usual one.
    """

    commission_bps: float = 10.0
    spread_bps: float = 2.0
    slippage_bps: float = 3.0
    min_probability: float = 0.55
    max_volatility_ratio: float = 3.0
    horizons_h: tuple[int, ...] = (4, 24)

    @property
    def round_trip(self) -> float:
        """Return what buying and selling again costs, as a log return."""
        bps = 2 * (self.commission_bps + self.slippage_bps) + self.spread_bps
        return -math.log1p(-bps / BASIS_POINTS)
