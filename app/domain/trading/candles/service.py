"""The one write of candles: stores them, and rolls up the longer bars that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from app.domain.trading.candles.logic import Bars, Starts, bucket_starts, roll_up, sorted_once
from app.domain.trading.candles.partitions import ensure_partition
from app.domain.trading.candles.rows import Home, add, is_empty, load, put
from app.domain.trading.candles.timeframes import MINUTES, Timeframe, end_of, start_of, steps_from
from app.domain.trading.instruments.service import lock_instruments
from app.extensions import db


def store_candles(bars: Bars, interval: Timeframe) -> None:
    """Store bars of one interval, of one or many instruments, in any order, over those that are there.

    Every longer bar that one of them belongs to is made anew from what is stored then: late and corrected
    ones included. The instruments stay locked until the transaction ends.
    """
    if not len(bars):
        return
    bars = sorted_once(bars)
    lock_instruments(sorted(set(bars["instrument"].tolist())))
    connection = db.session.connection()
    for month in _months(bars):
        _store_month(connection, month, interval)


def _months(bars: Bars) -> Iterator[Bars]:
    """Take bars apart by month: no more of a history is looked at than what lies around them."""
    months = bucket_starts(Timeframe.MN1, bars["start"])
    for month in np.unique(months):
        yield bars[months == month]


@dataclass
class _Level:
    """The bars of one timeframe within a span. bars: all of them where nothing was there before, else None.

    touched: the starts of those that are new or changed. new: the span of what is stored, from and until.
    """

    home: Home
    first: int
    end: int
    touched: Starts
    bars: Bars | None
    ids: list[int]
    new: tuple[int, int]


def _store_month(connection: Connection, bars: Bars, interval: Timeframe) -> None:
    starts = bars["start"]
    first, end = int(starts.min()), int(starts.max()) + MINUTES[interval]
    ids = sorted(set(bars["instrument"].tolist()))
    ensure_partition(connection, first)
    is_new = is_empty(connection, ids, first, end) and add(connection, Home(None), bars)
    if not is_new:
        put(connection, Home(None), bars)
    level = _Level(Home(None), first, end, np.unique(starts), bars if is_new else None, ids, (first, end))
    levels = {interval: level}
    for frame, shorter in steps_from(interval):
        levels[frame] = _roll_up(connection, levels[shorter], frame)


def _roll_up(connection: Connection, below: _Level, frame: Timeframe) -> _Level:
    first, end = start_of(frame, below.first), end_of(frame, below.end - 1)
    made = roll_up(_parts(connection, below, first, end), frame)
    touched = np.unique(bucket_starts(frame, below.touched))
    made_here = made[np.isin(made["start"], touched)]
    home = Home(frame)
    if below.bars is None:
        put(connection, home, made_here)
        return _Level(home, first, end, touched, None, below.ids, below.new)
    # A bar that reaches out of what is new may be there, made of what was stored before.
    inside = (made["start"] >= below.new[0]) & (_ends(frame, made["start"]) <= below.new[1])
    if not add(connection, home, made[inside]):
        inside[:] = False
    put(connection, home, made[~inside])
    return _Level(home, first, end, touched, made, below.ids, below.new)


def _ends(frame: Timeframe, starts: Starts) -> Starts:
    if frame is Timeframe.MN1:
        return bucket_starts(frame, starts + 32 * 1440)
    return starts + MINUTES[frame]


def _parts(connection: Connection, below: _Level, first: int, end: int) -> Bars:
    """Return all bars below a span of longer ones; from the database only what is not at hand."""
    if below.bars is None:
        return load(connection, below.home, below.ids, first, end)
    before = load(connection, below.home, below.ids, first, below.first)
    after = load(connection, below.home, below.ids, below.end, end)
    if not len(before) and not len(after):
        return below.bars
    return sorted_once(np.concatenate([before, below.bars, after]))
