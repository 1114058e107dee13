"""Keeping collected symbols current: each minute what has closed since, stored at once and told."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import structlog
from sqlalchemy import func, select

from app.clock import rfc3339
from app.db import on_commit, transaction
from app.domain.market.events import announce_price
from app.domain.market.ports import PriceQuote
from app.domain.market.topics import market_room
from app.domain.trading.candles.chart import summaries
from app.domain.trading.candles.logic import BAR, Bars
from app.domain.trading.candles.rows import Home, load
from app.domain.trading.candles.service import store_candles
from app.domain.trading.candles.tables import RolledBar
from app.domain.trading.candles.timeframes import MINUTES, Timeframe, end_of, moment_of, start_of, steps_from
from app.domain.trading.collection.coverage import coverage_of, keep_gaps
from app.domain.trading.collection.events import CandleClosed
from app.domain.trading.collection.fetch import Fetched, Fetcher, Stopped
from app.domain.trading.collection.klines import with_instrument
from app.domain.trading.collection.ports import Exchange
from app.domain.trading.collection.spans import MAX_PAGE_BARS, Span
from app.domain.trading.instruments.service import list_instruments
from app.domain.trading.instruments.tables import Instrument
from app.extensions import db
from app.jobs.lease import lease
from app.outbound.errors import ProviderError
from app.realtime import publisher

log = structlog.get_logger()
LEASE_S = 55
FETCHERS = 8
SETTLED_MINUTES = 15
"""What the exchange does not have by then, it will not have: it counts as a gap."""
PATIENCE_S = 20.0


class _Due(NamedTuple):
    """An instrument and what of it has closed since its last stored bar."""

    id: int
    symbol: str
    quote: str
    interval: Timeframe
    span: Span


def follow_exchange(exchange: Exchange) -> int:
    """Store what has closed since of every collected symbol, and tell of it; return how many bars.

    A run: one transaction asks what is there, one stores all. One process at a time.
    """
    with lease("trading.follow", ttl_s=LEASE_S) as held:
        if held is None:
            return 0
        with transaction():
            if not any(row.has_data for row in list_instruments()):
                return 0
        try:
            current = exchange.now_minute()
        except ProviderError as exc:
            log.warning("exchange.not_followed", error=str(exc))
            return 0
        with transaction():
            collected = [row for row in list_instruments() if row.has_data]
            due = [each for row in collected if (each := _due(row, current)) is not None]
        return _store(due, _fetch(exchange, due), current)


def _due(instrument: Instrument, current: int) -> _Due | None:
    """Return the first page of what is missing after the last whole day that is there."""
    interval = Timeframe(instrument.interval)
    step = MINUTES[interval]
    end = current - current % step
    b = RolledBar
    newest = select(func.max(b.start)).where(
        b.instrument_id == instrument.id, b.timeframe == Timeframe.D1.value
    )
    last_day = db.session.scalar(newest)
    if last_day is None or last_day >= end:
        return None
    missing = coverage_of(instrument.id, interval, Span(last_day, end)).missing()
    if not missing:
        return None
    longest = MAX_PAGE_BARS * step
    # A hole of this day comes along while one page reaches over it; after that the newest bars count.
    first = missing[0 if end - missing[0].first <= longest else -1].first
    span = Span(first, min(end, first + longest))
    return _Due(instrument.id, instrument.symbol, instrument.quote, interval, span)


def _fetch(exchange: Exchange, due: Sequence[_Due]) -> list[Fetched]:
    stopped = threading.Event()
    timer = threading.Timer(PATIENCE_S, stopped.set)
    timer.daemon = True
    timer.start()

    def one(each: _Due) -> Fetched:
        try:
            return Fetcher(exchange, each.symbol, each.interval, stopped).fetch(each.span)
        except Stopped:
            return Fetched(each.span, np.empty(0, dtype=BAR), [], [])

    with ThreadPoolExecutor(FETCHERS) as threads:
        found = list(threads.map(one, due))
    timer.cancel()
    return found


def _store(due: Sequence[_Due], fetched: Sequence[Fetched], current: int) -> int:
    """Store what came, all symbols of one interval at once, and tell of it after the commit."""
    count, pairs = 0, list(zip(due, fetched, strict=True))
    with transaction():
        for each, page in pairs:
            keep_gaps(each.id, [gap for gap in page.gaps if gap.end <= current - SETTLED_MINUTES])
        for interval in {each.interval for each, page in pairs if len(page.bars)}:
            of_it = [(each, page) for each, page in pairs if each.interval is interval and len(page.bars)]
            bars = np.concatenate([with_instrument(page.bars, each.id) for each, page in of_it])
            store_candles(bars, interval)
            count += len(bars)
            _tell([each for each, _ in of_it], bars, interval, current)
    return count


def _tell(stored: Sequence[_Due], bars: Bars, interval: Timeframe, current: int) -> None:
    """Have the new prices pushed after the commit, and the bars that closed with the newest minute."""
    end = current - current % MINUTES[interval]
    newest = set(bars["instrument"][bars["start"] == end - MINUTES[interval]].tolist())
    told = {each.id: each for each in stored if each.id in newest}
    if not told:
        return
    frames = [interval, *(made for made, _ in steps_from(interval))]
    closing = [frame for frame in frames if end_of(frame, end - 1) == end]
    closed = [event for frame in closing for event in _closed(told, frame, interval, end)]
    quotes = _quotes(told, end)

    def leave() -> None:
        for quote in quotes:
            announce_price(quote)
        for event in closed:
            publisher().publish(event, to=market_room(event.symbol))

    on_commit(leave)


def _closed(told: dict[int, _Due], frame: Timeframe, interval: Timeframe, end: int) -> list[CandleClosed]:
    start = start_of(frame, end - 1)
    home = Home(None if frame is interval else frame)
    rows = load(db.session.connection(), home, list(told), start, start + 1).tolist()
    return [
        CandleClosed(
            symbol=told[row[0]].symbol, timeframe=frame.value, timestamp=rfc3339(moment_of(start)),
            open=row[2], high=row[3], low=row[4], close=row[5], volume=row[6],
        )
        for row in rows
    ]  # fmt: skip


def _quotes(told: dict[int, _Due], end: int) -> list[PriceQuote]:
    """Return the newest prices; a double's shortest text is the decimal that the exchange wrote."""
    known = summaries(list(told))
    return [
        PriceQuote(
            told[number].symbol, Decimal(repr(each.last)), told[number].quote,
            None if each.previous is None else Decimal(repr(each.previous)), moment_of(end),
        )
        for number, each in known.items() if each.last is not None
    ]  # fmt: skip
