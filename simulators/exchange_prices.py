"""The prices of an exchange that does not exist: the same symbol has the same minutes everywhere and always.

Each day's closing price follows from the seed alone: a random walk whose volatility is itself a slow walk, so
that calm weeks and wild weeks cluster as in real markets. Within a day the minutes are a Brownian bridge from
close to close, louder where the day is wild, with bursts. A day is therefore made without those before it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
DAY = 1440
FIRST_DAY = (datetime(2017, 8, 17, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days
"""Minutes begin with it, unless a symbol was listed later."""
LAST_DAY = FIRST_DAY + 40 * 366
USUAL_VOLATILITY = 0.028
"""Of a day's logarithm."""
MEMORY = 0.97
"""How much of a day's deviation from the usual volatility is left on the next."""
JOLTS = 0.22
MAX_GAP_MINUTES = 90


class Coin(NamedTuple):
    """base, quote; begun_at: about its first price; decimals: of its price; calm: how seldom it is traded."""

    base: str
    quote: str
    name: str
    begun_at: float
    decimals: int
    quiet: float = 0.0

    @property
    def symbol(self) -> str:
        return f"{self.base}{self.quote}"


COINS = (
    Coin("BTC", "USDT", "Bitcoin", 4_300.0, 2),
    Coin("ETH", "USDT", "Ethereum", 300.0, 2),
    Coin("SOL", "USDT", "Solana", 9.0, 2),
    Coin("ADA", "USDT", "Cardano", 0.2, 4, 0.05),
    Coin("DOGE", "USDT", "Dogecoin", 0.004, 6, 0.2),
)


@dataclass(frozen=True)
class Minutes:
    """A day's minutes, each array of shape (1440,). there: false where the exchange has none."""

    open: Values
    high: Values
    low: Values
    close: Values
    volume: Values
    trades: NDArray[np.int64]
    there: NDArray[np.bool_]


class Prices:
    """gaps: the probability that a day has an outage. seed: another one is another market."""

    def __init__(self, seed: int = 1, gaps: float = 0.0) -> None:
        self._seed, self._gaps = seed, gaps
        self.day = lru_cache(maxsize=64)(self._day)
        self._logs = lru_cache(maxsize=len(COINS))(self._closes)

    def _closes(self, coin: Coin) -> tuple[Values, Values]:
        """Return the logarithm of each day's close, and each day's volatility."""
        chance = self._chance(coin, "days")
        deviation, logs = 0.0, np.empty(LAST_DAY - FIRST_DAY + 1)
        volatility = np.empty_like(logs)
        level = math.log(coin.begun_at)
        for at, (jolt, step) in enumerate(chance.standard_normal((len(logs), 2)).tolist()):
            deviation = MEMORY * deviation + JOLTS * math.sqrt(1 - MEMORY**2) * 2 * jolt
            volatility[at] = USUAL_VOLATILITY * math.exp(deviation)
            level += 0.0004 + volatility[at] * step
            logs[at] = level
        return logs, volatility

    def _day(self, coin: Coin, day: int) -> Minutes:
        logs, volatility = self._logs(coin)
        at = day - FIRST_DAY
        before = logs[at - 1] if at else math.log(coin.begun_at)
        chance = self._chance(coin, str(day))
        loud = np.exp(0.6 * _smooth(chance.standard_normal(DAY)))
        steps = chance.standard_normal(DAY) * loud * volatility[at] / math.sqrt(DAY)
        quiet = chance.random(DAY) < coin.quiet
        steps[quiet] = 0.0
        steps[~quiet] += (logs[at] - before - steps.sum()) / max((~quiet).sum(), 1)
        path = np.concatenate(([before], before + np.cumsum(steps)))
        return self._minutes(coin, chance, path, quiet, loud)

    def _minutes(
        self, coin: Coin, chance: np.random.Generator, path: Values, quiet: NDArray[np.bool_], loud: Values
    ) -> Minutes:
        edges: Values = np.round(np.exp(path), coin.decimals).astype(np.float64)
        opened, closed = edges[:-1], edges[1:]
        reach = np.abs(chance.standard_normal((2, DAY))) * np.std(np.diff(path)) * 0.5 * np.where(quiet, 0, 1)
        high = np.maximum(
            np.round(np.maximum(opened, closed) * (1 + reach[0]), coin.decimals), np.maximum(opened, closed)
        )
        low = np.minimum(
            np.round(np.minimum(opened, closed) * (1 - reach[1]), coin.decimals), np.minimum(opened, closed)
        )
        trades = np.where(quiet, 0, 1 + chance.poisson(20 * loud))
        volume = np.where(
            quiet, 0.0, np.round(trades * chance.exponential(1.0, DAY) * 400 / closed + 0.00001, 5)
        )
        there = np.ones(DAY, dtype=bool)
        if chance.random() < self._gaps:
            begin = int(chance.integers(0, DAY - MAX_GAP_MINUTES))
            there[begin : begin + int(chance.integers(1, MAX_GAP_MINUTES))] = False
        return Minutes(opened, high, low, closed, volume, trades.astype(np.int64), there)

    def _chance(self, coin: Coin, what: str) -> np.random.Generator:
        digest = blake2b(f"{self._seed}:{coin.symbol}:{what}".encode(), digest_size=8).digest()
        return np.random.default_rng(int.from_bytes(digest))


def _smooth(noise: Values) -> Values:
    """Let bursts last: an average over an hour, brought back to the noise's own size."""
    window = np.ones(60) / 60
    smoothed: Any = np.convolve(noise, window, mode="same")
    return np.asarray(smoothed / max(float(np.std(smoothed)), 1e-9))
