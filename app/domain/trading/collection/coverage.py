"""What of a span is stored, or known not to exist."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import select

from app.db import insert_into
from app.domain.trading.candles.tables import Candle, RolledBar
from app.domain.trading.candles.timeframes import MINUTES, Timeframe
from app.domain.trading.collection.spans import Coverage, Span
from app.domain.trading.collection.tables import CandleGap
from app.extensions import db

DAY = MINUTES[Timeframe.D1]
c, b, g = Candle, RolledBar, CandleGap


def coverage_of(instrument_id: int, interval: Timeframe, span: Span) -> Coverage:
    """Return which bars of a span are known; days that are complete are not looked into."""
    step = MINUTES[interval]
    found = Coverage(span, step)
    days = _complete_days(instrument_id, span, DAY // step)
    for day in days:
        found.note_span(Span(day, day + DAY))
    for part in found.missing():
        minutes = select(c.minute).where(
            c.instrument_id == instrument_id, c.minute >= part.first, c.minute < part.end
        )
        found.note(np.array(list(db.session.scalars(minutes)), dtype=np.int64))
    gaps = select(g.first, g.end).where(
        g.instrument_id == instrument_id, g.first < span.end, g.end > span.first
    )
    for first, end in db.session.execute(gaps):
        found.note_span(Span(first, end))
    return found


def _complete_days(instrument_id: int, span: Span, parts: int) -> list[int]:
    days = select(b.start).where(
        b.instrument_id == instrument_id, b.timeframe == Timeframe.D1.value, b.parts == parts,
        b.start >= span.first - DAY, b.start < span.end,
    )  # fmt: skip
    return list(db.session.scalars(days))


def keep_gaps(instrument_id: int, gaps: Sequence[Span]) -> None:
    """Record spans that the exchange does not have."""
    if not gaps:
        return
    rows = [{"instrument_id": instrument_id, "first": span.first, "end": span.end} for span in gaps]
    statement = insert_into(g).values(rows)
    longer = {"end": statement.excluded.end}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["instrument_id", "first"], set_=longer)
    )


def count_gaps(instrument_id: int, interval: Timeframe, span: Span) -> int:
    """Return how many bars of a span are recorded as ones that the exchange does not have."""
    found = Coverage(span, MINUTES[interval])
    gaps = select(g.first, g.end).where(
        g.instrument_id == instrument_id, g.first < span.end, g.end > span.first
    )
    for first, end in db.session.execute(gaps):
        found.note_span(Span(first, end))
    return found.known
