"""Bars as arrays, and longer bars made from shorter ones. Pure; workers alone load it, for its numpy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.candles.timeframes import MINUTES, MONDAY, Timeframe

Bars = NDArray[np.void]
"""shape (n,) of BAR."""
Starts = NDArray[np.int64]
"""shape (n,), minutes since 1970."""
PRICES = ("open", "high", "low", "close")
BAR = np.dtype(
    [("instrument", "i8"), ("start", "i8"), *((name, "f8") for name in (*PRICES, "volume")),
     ("trades", "i8"), ("parts", "i8")]
)  # fmt: skip
"""A bar. start: its first minute. parts: how many stored bars it is made of, 1 for one of these."""
LARGEST = 1e20
"""Of a price or a volume; a sum of such numbers is still one."""
MOST_TRADES = 2**31 - 1
"""What a column holds; more are told as so many."""
VOLUME_DECIMALS, SAFE_DIGITS = 8, 15
"""Exchanges count volume in this many; a sum of doubles is brought back to the decimals it stands for."""


def bars_of(rows: Iterable[tuple[Any, ...]]) -> Bars:
    """Make an array of rows `(instrument, start, open, high, low, close, volume, trades, parts)`."""
    return np.array(list(rows), dtype=BAR)


def bucket_starts(frame: Timeframe, starts: Starts) -> Starts:
    """Return when the bar of a timeframe begins that each minute belongs to."""
    if frame is Timeframe.MN1:
        months = starts.astype("M8[m]").astype("M8[M]")
        return months.astype("M8[m]").astype(np.int64)
    offset = MONDAY if frame is Timeframe.W1 else 0
    return starts - (starts - offset) % MINUTES[frame]


def sorted_once(bars: Bars) -> Bars:
    """Sort by instrument and start; of several with the same, the last given is kept."""
    order = np.lexsort((np.arange(len(bars)), bars["start"], bars["instrument"]))
    bars = bars[order]
    is_last = np.ones(len(bars), dtype=bool)
    same = (bars["start"][1:] == bars["start"][:-1]) & (bars["instrument"][1:] == bars["instrument"][:-1])
    is_last[:-1] = ~same
    return bars[is_last]


def roll_up(bars: Bars, frame: Timeframe) -> Bars:
    """Make the bars of a timeframe from shorter ones, sorted, each once.

    Opens first, closes last, the highest, the lowest, and sums; bars without a trade say nothing of open,
    high and low where there is one with a trade, which is how exchanges make their own.
    """
    if not len(bars):
        return bars
    starts = bucket_starts(frame, bars["start"])
    begins = _begins(bars["instrument"], starts)
    last = np.append(begins[1:], len(bars)) - 1
    counts = _traded(bars, begins)
    made = np.empty(len(begins), dtype=BAR)
    made["instrument"], made["start"] = bars["instrument"][begins], starts[begins]
    made["high"] = np.maximum.reduceat(np.where(counts, bars["high"], -np.inf), begins)
    made["low"] = np.minimum.reduceat(np.where(counts, bars["low"], np.inf), begins)
    first = np.minimum.reduceat(np.where(counts, np.arange(len(bars)), len(bars)), begins)
    made["open"], made["close"] = bars["open"][first], bars["close"][last]
    made["volume"] = to_decimals(np.add.reduceat(bars["volume"], begins))
    made["trades"] = np.minimum(np.add.reduceat(bars["trades"], begins), MOST_TRADES)
    made["parts"] = np.add.reduceat(bars["parts"], begins)
    return made


def to_decimals(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bring sums of decimals back to the nearest decimal, of 15 digits and at most VOLUME_DECIMALS places.

    A double holds any such decimal, and a sum of thousands strays by less than half of the last place.
    """
    digits = np.ceil(np.log10(np.maximum(np.abs(sums), 1.0)))
    scale = 10.0 ** np.clip(SAFE_DIGITS - digits, 0, VOLUME_DECIMALS)
    result: NDArray[np.float64] = np.rint(sums * scale) / scale
    return result


def _begins(instruments: Starts, starts: Starts) -> NDArray[np.intp]:
    """Return where each bucket begins."""
    changes = (starts[1:] != starts[:-1]) | (instruments[1:] != instruments[:-1])
    return np.concatenate(([0], np.flatnonzero(changes) + 1))


def _traded(bars: Bars, begins: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell which bars count for open, high and low: all of a bucket in which nothing was traded."""
    traded = bars["volume"] > 0
    sizes = np.diff(np.append(begins, len(bars)))
    any_traded = np.logical_or.reduceat(traded, begins)
    result: NDArray[np.bool_] = traded | ~np.repeat(any_traded, sizes)
    return result


def possible(bars: Bars) -> NDArray[np.bool_]:
    """Tell which bars can be: numbers, none endless, prices above 0, high the highest, low the lowest."""
    high, low = bars["high"], bars["low"]
    finite = np.all([np.abs(bars[name]) < LARGEST for name in (*PRICES, "volume")], axis=0)
    ordered = (high >= np.maximum(bars["open"], bars["close"])) & (low <= high)
    ordered &= low <= np.minimum(bars["open"], bars["close"])
    result: NDArray[np.bool_] = finite & ordered & (low > 0) & (bars["volume"] >= 0) & (bars["trades"] >= 0)
    return result
