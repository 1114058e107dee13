"""Binance's klines, of its API and of its files, read strictly. Pure.

Source: binance-spot-api-docs, rest-api.md, 'Kline/Candlestick data': arrays of twelve, prices as texts. Times
are milliseconds; in files from 2025 on, and where one asks for it, microseconds.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.candles.logic import BAR, LARGEST, MOST_TRADES, Bars, possible, sorted_once
from app.domain.trading.candles.timeframes import MINUTES, Timeframe
from app.domain.trading.collection.ports import BarPage
from app.domain.trading.collection.spans import Span

DECIMAL = re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,40})?", re.ASCII)
"""Of any precision: a double keeps what counts of it."""
TIME = re.compile(r"[0-9]{1,17}", re.ASCII)
NO_TIME = -1
LATEST = 10**17
"""In microseconds a moment of the year 5138, as FIRST_MICROSECONDS is in milliseconds."""
FIELDS = 9
"""What is read: the open time, five numbers, the close time, the quote volume, the number of trades."""
FIRST_MICROSECONDS = 10**14
"""A time of this many milliseconds is in the year 5138; microseconds reached it in 1973."""
MINUTE_MS = 60_000


def read_klines(raw: Any, interval: Timeframe, span: Span) -> BarPage:
    """Read an answer. Raises ValueError where it is no list of klines.

    Bars outside the span are passed over, which is told. One that cannot be, of which a number is none, that
    begins between two or lasts longer than the interval is refused: its start, rounded down, is told.
    """
    if not isinstance(raw, list) or not all(isinstance(row, list) and len(row) >= FIELDS for row in raw):
        raise ValueError("no list of klines")
    times = np.array([(_time(row[0]), _time(row[6])) for row in raw], dtype=np.int64).reshape(len(raw), 2)
    if (times == NO_TIME).any():
        raise ValueError("a kline begins or ends at no time")
    values = np.array([_values(row) for row in raw], dtype=np.float64).reshape(len(raw), 6)
    return judged(times, values, interval, span)


def _time(value: Any) -> int:
    if isinstance(value, str) and TIME.fullmatch(value):
        return int(value)
    return value if type(value) is int and 0 <= value < LATEST else NO_TIME


def _values(row: list[Any]) -> list[float]:
    """Read open, high, low, close, volume and trades; NaN for what is no number."""
    return [_number(each) for each in (*row[1:6], row[8])]


def _number(value: Any) -> float:
    if isinstance(value, str):
        return float(value) if DECIMAL.fullmatch(value) else float("nan")
    is_number = isinstance(value, Decimal | int) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < LARGEST else float("nan")


def judged(times: NDArray[Any], values: NDArray[np.float64], interval: Timeframe, span: Span) -> BarPage:
    """Make bars of what `read_klines` reads.

    times: rows of begin and end. values: rows of open, high, low, close, volume and trades.
    """
    ms, last_ms = np.where(times >= FIRST_MICROSECONDS, times // 1000, times).T
    bars, step = np.zeros(len(ms), dtype=BAR), MINUTES[interval]
    minutes = ms // MINUTE_MS
    bars["start"], bars["parts"] = minutes - minutes % step, 1
    for at, name in enumerate(("open", "high", "low", "close", "volume")):
        bars[name] = values[:, at]
    trades = values[:, 5]
    whole = np.isfinite(trades) & (trades == np.floor(trades)) & (np.abs(trades) <= MOST_TRADES)
    bars["trades"] = np.where(whole, trades, -1)
    on_time = ms == bars["start"] * MINUTE_MS
    inside = (bars["start"] >= span.first) & (bars["start"] < span.end)
    # One that an outage cut off ends earlier; none ends after the next one begins.
    good = possible(bars) & on_time & (last_ms <= ms + step * MINUTE_MS)
    kept = sorted_once(bars[good & inside])
    refused = np.setdiff1d(bars["start"][~good & inside], kept["start"])
    return BarPage(kept, refused, not bool(inside.all()))


def with_instrument(bars: Bars, instrument_id: int) -> Bars:
    """Return the bars as those of an instrument."""
    bars = bars.copy()
    bars["instrument"] = instrument_id
    return bars
