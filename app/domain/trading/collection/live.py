"""Keeping collected symbols current: each minute what has closed since, stored at once and told."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import structlog
from sqlalchemy import func, select

from app.clock import rfc3339
from app.db import on_commit, transaction
from app.domain.market.events import tick_of
from app.domain.market.ports import PriceQuote
from app.domain.market.topics import market_room
from app.domain.trading.candles.chart import summaries
from app.domain.trading.candles.closes import exact
from app.domain.trading.candles.logic import BAR, Bars
from app.domain.trading.candles.rows import Home, load
from app.domain.trading.candles.service import store_candles
from app.domain.trading.candles.tables import Candle, RolledBar
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
from app.realtime import Event, publisher

log = structlog.get_logger()
LEASE_S = 55
FETCHERS = 8
PUBLISHERS = 8
PATIENCE_S = 20.0
HOLES_EVERY_MINUTES = 15


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
            due = _all_due([row for row in list_instruments() if row.has_data], current)
        return _store(due, _fetch(exchange, due), current)


def _all_due(collected: Sequence[Instrument], current: int) -> list[_Due]:
    """Return what has closed of which symbol.

    Where the bar before the newest is there, the newest alone is due; now and then, and for the others, the
    whole day is looked through for holes.
    """
    due, newest = [], {} if current % HOLES_EVERY_MINUTES == 0 else _newest(collected, current)
    for row in collected:
        interval = Timeframe(row.interval)
        end = current - current % MINUTES[interval]
        first = newest.get(row.id, 0) + MINUTES[interval]
        if first == end:
            continue
        if first == end - MINUTES[interval]:
            due.append(_Due(row.id, row.symbol, row.quote, interval, Span(first, end)))
        elif (found := _due(row, current)) is not None:
            due.append(found)
    return due


def _newest(collected: Sequence[Instrument], current: int) -> dict[int, int]:
    """Return the newest stored bars of those instruments that are about current."""
    reach = 3 * max(MINUTES[Timeframe(row.interval)] for row in collected)
    newest = select(Candle.instrument_id, func.max(Candle.minute)).where(
        Candle.instrument_id.in_([row.id for row in collected]), Candle.minute >= current - reach
    )
    return {row[0]: row[1] for row in db.session.execute(newest.group_by(Candle.instrument_id))}


def _due(instrument: Instrument, current: int) -> _Due | None:
    """Return the first page of what is missing in the last day that is there, and in the hour before it."""
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
    missing = coverage_of(instrument.id, interval, Span(last_day - MINUTES[Timeframe.H1], end)).missing()
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
            keep_gaps(each.id, page.gaps, current)
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
    told_of: dict[str, list[Event]] = {quote.symbol: [tick_of(quote)] for quote in _quotes(told, end)}
    for event in closed:
        told_of[event.symbol].append(event)
    push = publisher()

    def tell(symbol: str) -> None:
        for event in told_of[symbol]:
            push.publish(event, to=market_room(symbol))

    def leave() -> None:
        # Side by side: Redis then writes many to its disk at once.
        with ThreadPoolExecutor(PUBLISHERS) as threads:
            list(threads.map(tell, told_of))

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
    """Return the newest prices."""
    known = summaries(list(told))
    return [
        PriceQuote(
            told[number].symbol, exact(each.last), told[number].quote,
            None if each.previous is None else exact(each.previous), moment_of(end),
        )
        for number, each in known.items() if each.last is not None
    ]  # fmt: skip
