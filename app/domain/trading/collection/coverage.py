"""What of a span is stored, or known not to exist."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import delete, select

from app.clock import now
from app.db import insert_into
from app.domain.trading.candles.tables import Candle, RolledBar
from app.domain.trading.candles.timeframes import MINUTES, Timeframe, minute_of
from app.domain.trading.collection.spans import Coverage, Span
from app.domain.trading.collection.tables import CandleGap
from app.extensions import db

DAY = MINUTES[Timeframe.D1]
SETTLED_MINUTES = 15
"""What the exchange does not have by then, it will not have: it counts as a gap."""
c, b, g = Candle, RolledBar, CandleGap


def coverage_of(instrument_id: int, interval: Timeframe, span: Span) -> Coverage:
    """Return which bars of a span are known; days that are complete are not looked into."""
    found = _stored(instrument_id, interval, span)
    _note_gaps(found, instrument_id, span)
    return found


def _stored(instrument_id: int, interval: Timeframe, span: Span) -> Coverage:
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
    return found


def _note_gaps(found: Coverage, instrument_id: int, span: Span) -> None:
    gaps = select(g.first, g.end).where(
        g.instrument_id == instrument_id, g.first < span.end, g.end > span.first
    )
    for first, end in db.session.execute(gaps):
        found.note_span(Span(first, end))


def _complete_days(instrument_id: int, span: Span, parts: int) -> list[int]:
    days = select(b.start).where(
        b.instrument_id == instrument_id, b.timeframe == Timeframe.D1.value, b.parts == parts,
        b.start >= span.first - DAY, b.start < span.end,
    )  # fmt: skip
    return list(db.session.scalars(days))


def keep_gaps(instrument_id: int, gaps: Sequence[Span], current: int) -> None:
    """Record spans that the exchange does not have, but for what is too new to be told.

    current: the minute that it is there. One that our clock has not reached either is no gap yet.
    """
    settled = min(current, minute_of(now())) - SETTLED_MINUTES
    rows = [
        {"instrument_id": instrument_id, "first": span.first, "end": span.end}
        for span in gaps
        if span.end <= settled
    ]
    if not rows:
        return
    statement = insert_into(g).values(rows)
    longer = {"end": statement.excluded.end}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["instrument_id", "first"], set_=longer)
    )


def forget_gaps(instrument_id: int, span: Span) -> None:
    """Have a span asked for anew of which nothing came: where all is a gap, something else was wrong."""
    within = (g.instrument_id == instrument_id, g.first >= span.first, g.end <= span.end)
    db.session.execute(delete(g).where(*within))


def count_gaps(instrument_id: int, interval: Timeframe, span: Span) -> int:
    """Return how many bars of a span the exchange does not have, as far as no file has brought them since."""
    found = _stored(instrument_id, interval, span)
    stored = found.known
    _note_gaps(found, instrument_id, span)
    return found.known - stored
