"""Signals and their backtest as people see them."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from app.domain.trading.forecasts.views import TIMEFRAMES
from app.domain.trading.signals.logic.terms import NOTICE, Action
from app.domain.trading.signals.tables import MarketSignal, SignalBacktest

HOURS = {name: hours for hours, name in TIMEFRAMES.items()}
"""Horizons by how clients write them."""
LOG_RETURNS = {
    "gross", "net", "max_drawdown", "buy_and_hold", "random_low", "random_median", "random_high",
    "round_trip",
}  # fmt: skip
"""Kept as sums of log returns, which add up; shown as the gains that they stand for."""


class SignalView(Struct, frozen=True):
    """A signal at a timeframe. confidence: 0 to 100, the calibrated probability of the more likely direction.

    probability: that the move beats the costs. expected, costs: as log returns. entry_point, take_profit,
    stop_loss: prices, null of a hold. valid_until: when the horizon ends; past it a hold that says so.
    """

    timeframe: str
    signal: str
    confidence: float
    probability: float
    expected: float
    costs: float
    entry_point: float | None
    take_profit: float | None
    stop_loss: float | None
    reasoning: str
    generated_at: datetime
    valid_until: datetime


class EquityPoint(Struct, frozen=True):
    """What had come of it by a moment, as shares of the start, costs paid: by the rule, and by holding."""

    at: datetime
    rule: float
    hold: float


class BacktestView(Struct, frozen=True):
    """What the rule would have earned between two moments, costs paid, by what was known at each.

    Gains are shares of the start: -0.25 is a quarter lost. won: share of trades with a gain and its 95 %
    interval, or null. buy_and_hold: over the same stretch. random_low, random_median, random_high: the 5, 50
    and 95 % points of as many trades at random moments. round_trip: what buying and selling again cost.
    curve: how it came.
    """

    timeframe: str
    first_at: datetime
    last_at: datetime
    decisions: int
    trades: int
    gross: float
    net: float
    max_drawdown: float
    won: float | None
    won_low: float
    won_high: float
    buy_and_hold: float
    random_low: float
    random_median: float
    random_high: float
    round_trip: float
    curve: list[EquityPoint]


class SignalsView(Struct, frozen=True):
    """The signal at the timeframe that was asked for, those at all, and what the rule would have earned."""

    symbol: str
    signal: str
    confidence: float
    entry_point: float | None
    take_profit: float | None
    stop_loss: float | None
    reasoning: str
    generated_at: datetime
    timeframe: str
    valid_until: datetime
    notice: str
    signals: list[SignalView]
    backtest: list[BacktestView]


def signal_view(row: MarketSignal) -> SignalView:
    """Show a signal that holds."""
    return SignalView(
        TIMEFRAMES[row.horizon_h], row.action, round(100 * row.confidence, 1), row.probability, row.expected,
        row.costs, row.entry_point, row.take_profit, row.stop_loss, row.reasoning, row.generated_at,
        row.origin_at + timedelta(hours=row.horizon_h),
    )  # fmt: skip


def expired(view: SignalView) -> SignalView:
    """Show that a signal is over and no newer one is there."""
    return replace(view, **expiry(view.timeframe, view.valid_until))


def expiry(timeframe: str, valid_until: datetime) -> dict[str, Any]:
    """Return what a signal says once its horizon has passed, by the fields that change."""
    since = valid_until - timedelta(hours=HOURS[timeframe])
    told = f"Hold: the newest forecast was of {since:%Y-%m-%d %H:%M} UTC, and its horizon has passed."
    none = dict.fromkeys(("entry_point", "take_profit", "stop_loss"))
    figures = {"confidence": 50.0, "probability": 0.0, "expected": 0.0}
    return {"signal": Action.HOLD.value, **figures, **none, "reasoning": told}


def signals_view(
    symbol: str, asked: SignalView, every: list[SignalView], backtest: list[BacktestView]
) -> SignalsView:
    """Put one signal first, as the contract has it, and the others beside it."""
    return SignalsView(
        symbol, asked.signal, asked.confidence, asked.entry_point, asked.take_profit, asked.stop_loss,
        asked.reasoning, asked.generated_at, asked.timeframe, asked.valid_until, NOTICE, every, backtest,
    )  # fmt: skip


def backtest_view(row: SignalBacktest) -> BacktestView:
    """Show what the rule would have earned."""
    told: dict[str, Any] = {
        name: math.expm1(figure) if name in LOG_RETURNS else figure for name, figure in row.figures.items()
    }
    curve = [
        EquityPoint(datetime.fromisoformat(each["at"]), math.expm1(each["rule"]), math.expm1(each["hold"]))
        for each in told.pop("curve", ())
    ]
    first_at, last_at = (datetime.fromisoformat(told.pop(name)) for name in ("first_at", "last_at"))
    return BacktestView(
        timeframe=TIMEFRAMES[row.horizon_h], first_at=first_at, last_at=last_at, curve=curve, **told
    )
