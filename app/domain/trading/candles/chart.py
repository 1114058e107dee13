"""Reading charts: what it costs depends on the bars that are shown, never on how long the history is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal, select

from app.clock import now
from app.domain.trading.candles.errors import UnknownTimeframe
from app.domain.trading.candles.tables import Candle, RolledBar
from app.domain.trading.candles.timeframes import (
    MINUTES,
    Timeframe,
    end_of,
    length_of,
    minute_of,
    start_of,
)
from app.domain.trading.candles.views import CandleView, ChartView, Summary
from app.domain.trading.instruments.tables import Instrument
from app.extensions import db

MAX_BARS = 5_000
c, b = Candle, RolledBar


class Wanted(NamedTuple):
    """Which bars: the newest ones, or the newest of those that begin before a minute."""

    frame: Timeframe
    limit: int
    before: int | None = None


def frame_of(instrument: Instrument, name: str) -> Timeframe:
    """Return a timeframe by its name. Raises UnknownTimeframe, for those that are not kept as well."""
    interval = Timeframe(instrument.interval)
    kept = [frame for frame in Timeframe if length_of(frame) >= MINUTES[interval]]
    if name not in kept:
        message = f"Expected one of {', '.join(kept)}"
        raise UnknownTimeframe(errors=[{"pointer": "timeframe", "message": message}])
    return Timeframe(name)


def read_chart(instrument: Instrument, wanted: Wanted) -> ChartView:
    """Return the bars that are wanted, oldest first."""
    current = current_start(wanted.frame)
    candles = [_view(row, current) for row in _rows(instrument, wanted)]
    return ChartView(instrument.symbol, wanted.frame.value, len(candles), candles)


def _view(row: Any, current: int) -> CandleView:
    start, opened, high, low, close, volume, trades, parts = row
    begun = datetime.fromtimestamp(start * 60, UTC)
    return CandleView(begun, opened, high, low, close, volume, trades, parts, closed=start < current)


def _rows(instrument: Instrument, wanted: Wanted) -> list[Any]:
    if wanted.frame == instrument.interval:
        return _candles(instrument, wanted)
    found = select(b.start, b.open, b.high, b.low, b.close, b.volume, b.trades, b.parts)
    found = found.where(b.instrument_id == instrument.id, b.timeframe == wanted.frame.value)
    if wanted.before is not None:
        found = found.where(b.start < wanted.before)
    rows = db.session.execute(found.order_by(b.start.desc()).limit(wanted.limit)).all()
    return list(reversed(rows))


def _candles(instrument: Instrument, wanted: Wanted) -> list[Any]:
    """Return stored bars, looking back over twice the time each time, as a span names the months it needs."""
    oldest, newest = _ends(instrument.id, wanted.before)
    if oldest is None or newest is None:
        return []
    end = newest if wanted.before is None else min(newest, wanted.before)
    span = wanted.limit * MINUTES[wanted.frame]
    while True:
        found = select(c.minute, c.open, c.high, c.low, c.close, c.volume, c.trades, literal(1))
        found = found.where(c.instrument_id == instrument.id, c.minute >= end - span, c.minute < end)
        rows = db.session.execute(found.order_by(c.minute.desc()).limit(wanted.limit)).all()
        if len(rows) == wanted.limit or end - span <= oldest:
            return list(reversed(rows))
        span *= 2


def _ends(instrument_id: int, before: int | None) -> tuple[int | None, int | None]:
    """Return when the first month begins of which there are bars, and when the last day ends."""
    months = select(func.min(b.start)).where(
        b.instrument_id == instrument_id, b.timeframe == Timeframe.MN1.value
    )
    days = select(func.max(b.start)).where(
        b.instrument_id == instrument_id, b.timeframe == Timeframe.D1.value
    )
    if before is not None:
        days = days.where(b.start < before)
    oldest, newest = db.session.execute(select(months.scalar_subquery(), days.scalar_subquery())).one()
    return oldest, None if newest is None else end_of(Timeframe.D1, newest)


def summaries(ids: Collection[int]) -> dict[int, Summary]:
    """Return what a list says of instruments' candles, by their numbers."""
    i = Instrument
    days = select(b.close).where(b.instrument_id == i.id, b.timeframe == Timeframe.D1.value)
    days = days.order_by(b.start.desc()).limit(1).correlate(i)
    months = select(func.sum(b.parts)).where(b.instrument_id == i.id, b.timeframe == Timeframe.MN1.value)
    found = select(
        i.id, days.scalar_subquery(), days.offset(1).scalar_subquery(), months.correlate(i).scalar_subquery()
    ).where(i.id.in_(ids))
    rows = db.session.execute(found)
    return {number: Summary(last, day, int(points or 0)) for number, last, day, points in rows}


def current_start(frame: Timeframe) -> int:
    """Return when the current bar of a timeframe began."""
    return start_of(frame, minute_of(now()))
