"""Stored candles as the hourly history that models see."""

from __future__ import annotations

from app.domain.trading.candles.chart import Wanted, read_chart
from app.domain.trading.candles.rows import Home, load
from app.domain.trading.candles.timeframes import MINUTES, Timeframe, minute_of
from app.domain.trading.instruments.tables import Instrument
from app.domain.trading.models.errors import NotEnoughData, UnusableBars
from app.domain.trading.models.history import Bars, History, hourly
from app.extensions import db

HOUR = MINUTES[Timeframe.H1]
FINEST = Timeframe.M5
"""Squared returns of shorter bars add up to the noise between bid and ask, and are five times as many."""
MINUTE_MS = 60_000


def known_until(instrument: Instrument) -> int | None:
    """Return when the newest hour ends that is known as a whole, in minutes since 1970.

    An hour is known when all its candles are there, or a later one is: what is missing then stays missing.
    """
    if MINUTES[Timeframe(instrument.interval)] > HOUR:
        return None
    bars = read_chart(instrument, Wanted(Timeframe.H1, 2)).candles
    if not bars:
        return None
    start = minute_of(bars[-1].timestamp)
    is_whole = bars[-1].parts * MINUTES[Timeframe(instrument.interval)] == HOUR
    if is_whole:
        return start + HOUR
    return start if len(bars) > 1 else None


def read_history(instrument: Instrument, hours: int) -> History:
    """Return the newest whole hours. Raises NotEnoughData, UnusableBars."""
    interval = Timeframe(instrument.interval)
    if MINUTES[interval] > HOUR:
        raise UnusableBars(f"Bars of {interval} are longer than the hours that models learn from.")
    end = known_until(instrument)
    if end is None:
        raise NotEnoughData("There is no whole hour of prices yet.")
    frame = max(interval, FINEST, key=MINUTES.__getitem__)
    home = Home(None if frame is interval else frame)
    rows = load(db.session.connection(), home, [instrument.id], end - hours * HOUR, end)
    return hourly(
        Bars(
            interval_ms=MINUTES[frame] * MINUTE_MS,
            opened_at=rows["start"].astype("int64") * MINUTE_MS,
            high=rows["high"],
            low=rows["low"],
            close=rows["close"],
            volume=rows["volume"],
        )
    )
