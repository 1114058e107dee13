"""What the rule would have earned after costs, beside holding all along and beside entering at random.

Each trade pays a whole round trip, also where the next signal says the same. It is entered at the price at
which the signal was made, as the market never closes; what that misses is in the slippage. Where an hour
reaches both stop and target, the stop came first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from app.domain.trading.evaluation.shares import Share, wilson
from app.domain.trading.evaluation.shown import Shown
from app.domain.trading.forecasts.logic.distribution import Distribution, with_probability
from app.domain.trading.forecasts.logic.forecaster import usual_deviation
from app.domain.trading.models.history import Array, History
from app.domain.trading.signals.logic.rule import Signal, decide
from app.domain.trading.signals.logic.terms import Action, SignalSettings

RANDOM_DRAWS = 1_000


@dataclass(frozen=True, slots=True)
class Trade:
    """A signal carried out; log returns before and after costs."""

    signal: Signal
    origin: int
    gross: float
    net: float


class Equity(NamedTuple):
    """What had come of it by an hour, as sums of log returns, costs paid; at: its index in the history."""

    at: int
    rule: float
    hold: float


@dataclass(frozen=True, slots=True)
class Backtest:
    """A rule's trades in one stretch; returns are sums of log returns.

    buy_and_hold: of the same stretch, one round trip paid. random: the 5 %, 50 % and 95 % points of as many
    trades on the same sides at random decisions, costs paid. equity: at the end of each decision's horizon.
    """

    horizon_h: int
    decisions: int
    trades: tuple[Trade, ...]
    gross: float
    net: float
    max_drawdown: float
    won: Share
    buy_and_hold: float
    random: tuple[float, float, float]
    equity: tuple[Equity, ...]


def backtest(
    shown: Shown, history: History, settings: SignalSettings, *, sell_short: bool = False, seed: int = 7
) -> Backtest:
    """Decide at every horizon's end by what was shown then; a sale is a trade only where it may be short."""
    signals = list(_signals(shown, history, settings))
    sides = {Action.BUY: 1, Action.SELL: -1 if sell_short else 0, Action.HOLD: 0}
    trades = tuple(
        _trade(signal, origin, history, sides[signal.action])
        for origin, signal in signals
        if sides[signal.action]
    )
    origins = [origin for origin, _ in signals]
    first, last = origins[0], origins[-1] + shown.horizon_h
    nets = np.array([trade.net for trade in trades])
    return Backtest(
        horizon_h=shown.horizon_h,
        decisions=len(signals),
        trades=trades,
        gross=math.fsum(trade.gross for trade in trades),
        net=math.fsum(nets),
        max_drawdown=_drawdown(nets),
        won=wilson(int((nets > 0).sum()), nets.size),
        buy_and_hold=math.log(history.close[last] / history.close[first]) - settings.round_trip,
        random=_random_entries(
            np.array([sides[trade.signal.action] for trade in trades], np.float64),
            np.log(history.close[np.array(origins) + shown.horizon_h] / history.close[origins]),
            costs=settings.round_trip, seed=seed,
        ),
        equity=_equity(trades, origins, history, horizon_h=shown.horizon_h, costs=settings.round_trip),
    )  # fmt: skip


def distribution_at(shown: Shown, history: History, at: int) -> Distribution:
    """Return what was shown at one of its origins, counted from its first."""
    origin, up = int(shown.origins[at]), float(shown.ups[at])
    last = float(history.close[origin])
    return Distribution(
        horizon_h=shown.horizon_h,
        made_at=int(history.ended_at[origin]),
        last=last,
        expected=last,
        quantiles=with_probability(shown.quantiles[at], up),
        up=up,
        deviation=float(shown.deviations[at]),
    )


def _signals(shown: Shown, history: History, settings: SignalSettings) -> list[tuple[int, Signal]]:
    found = []
    step = shown.horizon_h
    for at in range(0, shown.origins.size, step):
        usual = usual_deviation(shown.deviations[: at + 1], step)
        signal = decide(distribution_at(shown, history, at), usual, settings)
        found.append((int(shown.origins[at]), signal))
    return found


def _trade(signal: Signal, origin: int, history: History, side: int) -> Trade:
    hours = slice(origin + 1, origin + 1 + signal.distribution.horizon_h)
    stop, target = signal.stop or 0.0, signal.target or 0.0
    low, high = history.low[hours], history.high[hours]
    stopped, reached = (low <= stop, high >= target) if side > 0 else (high >= stop, low <= target)
    ends = np.flatnonzero(stopped | reached)
    exit_at = float(history.close[hours][-1])
    if ends.size:
        exit_at = stop if stopped[ends[0]] else target
    gross = side * math.log(exit_at / signal.distribution.last)
    return Trade(signal, origin, gross, gross - signal.costs)


def _equity(
    trades: Sequence[Trade], origins: Sequence[int], history: History, *, horizon_h: int, costs: float
) -> tuple[Equity, ...]:
    nets = {trade.origin: trade.net for trade in trades}
    rule = np.cumsum([nets.get(origin, 0.0) for origin in origins]).tolist()
    first = float(history.close[origins[0]])
    ends = [origin + horizon_h for origin in origins]
    return tuple(
        Equity(end, earned, math.log(float(history.close[end]) / first) - costs)
        for end, earned in zip(ends, rule, strict=True)
    )


def _drawdown(nets: Array) -> float:
    """Return the largest fall of the sum from its highest point so far, as a log return, 0 or negative."""
    if not nets.size:
        return 0.0
    total = np.concatenate([[0.0], np.cumsum(nets)])
    return float((total - np.maximum.accumulate(total)).min())


def _random_entries(sides: Array, moves: Array, *, costs: float, seed: int) -> tuple[float, float, float]:
    """Draw other decisions for the same sides, none twice in a draw; hold each for the whole horizon."""
    draw = np.random.default_rng(seed)
    sums = [
        float((moves[draw.permutation(moves.size)[: sides.size]] * sides - costs).sum())
        for _ in range(RANDOM_DRAWS)
    ]
    low, middle, high = np.quantile(sums, [0.05, 0.5, 0.95]).tolist()
    return low, middle, high
