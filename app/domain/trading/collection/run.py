"""The run of a collection: pages in parallel, stored as they come; a worker that dies is followed by another.

What is missing is found in the database, so that a run goes on at the first missing minute of an earlier one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select, update

from app.clock import now
from app.db import transaction
from app.domain.trading.candles.service import store_candles
from app.domain.trading.candles.timeframes import MINUTES, Timeframe
from app.domain.trading.collection.coverage import count_gaps, coverage_of, forget_gaps, keep_gaps
from app.domain.trading.collection.errors import UnknownSymbol
from app.domain.trading.collection.fetch import Fetched, Fetcher
from app.domain.trading.collection.jobs import ask_now, run_of
from app.domain.trading.collection.klines import with_instrument
from app.domain.trading.collection.ports import Exchange
from app.domain.trading.collection.spans import Span, pages
from app.domain.trading.collection.tables import UNFINISHED, Collection, CollectionState
from app.domain.trading.instruments.service import keep_instrument, state_has_data
from app.extensions import db
from app.jobs.lease import is_leased, lease
from app.jobs.progress import Progress
from app.jobs.topics import ADMIN_JOBS
from app.outbound.errors import ProviderError

log = structlog.get_logger()
LEASE_S = 20
LOOK_S = 0.5
"""How often a run looks whether it was cancelled."""
FETCHERS = 4
MAX_PAGES_AHEAD = 2 * FETCHERS
MAX_FAILED_IN_A_ROW = 5
"""After so many pages in a row the exchange is away; the rest is not asked for."""
MAX_TOLD_SPANS = 100
"""Missing spans that are told one by one; the last one of these reaches to the end of the last."""
c = Collection


def run_collection(exchange: Exchange, collection_id: int) -> None:
    """Collect what is missing of a span. A run: opens a transaction per page."""
    with lease(run_of(collection_id), ttl_s=LEASE_S) as held:
        if held is None:
            return
        with transaction():
            record = db.session.get(c, collection_id, populate_existing=True)
            symbol = record.symbol if record and record.state in UNFINISHED else None
        if symbol is not None:
            _Run(exchange, collection_id, symbol, held.reacquire).go()


def resume_collections() -> None:
    """Ask for every collection that runs or should, so that one whose worker died goes on. A run."""
    with transaction():
        waiting = list(db.session.scalars(select(c.id).where(c.state.in_(UNFINISHED))))
    for collection_id in waiting:
        if not is_leased(run_of(collection_id)):
            ask_now(collection_id)


@dataclass
class _Plan:
    """What is to be done. missing: spans that are neither stored nor known as gaps.

    current: the minute that it was at the exchange. done: bars that are stored, and gaps.
    """

    instrument_id: int
    interval: Timeframe
    span: Span
    missing: list[Span]
    current: int
    total: int
    done: int
    gaps: int

    @property
    def step(self) -> int:
        return MINUTES[self.interval]


@dataclass
class _Run:
    """One worker's run of a collection. still_here: keeps the lease."""

    exchange: Exchange
    id: int
    symbol: str
    still_here: Callable[[], object]
    stopped: threading.Event = field(default_factory=threading.Event)
    failed: list[tuple[Span, str]] = field(default_factory=list)
    failures: int = 0

    def go(self) -> None:
        try:
            plan = self._plan()
        except UnknownSymbol:
            self._end(None, CollectionState.FAILED, f"{self.exchange.name} does not know {self.symbol}")
            return
        except ProviderError as exc:
            self._end(None, CollectionState.FAILED, str(exc))
            return
        if plan is not None:
            self._collect(plan)

    # --- what is to be done -------------------------------------------------------------------

    def _plan(self) -> _Plan | None:
        """Ask the exchange about the symbol, and the database what is missing; None where it is cancelled."""
        asker = Fetcher(self.exchange, self.symbol, Timeframe.M1, self.stopped, self.still_here)
        listed = asker.patiently(lambda: self.exchange.listing(self.symbol))
        current = asker.patiently(self.exchange.now_minute)
        with transaction() as session:
            running = {"state": CollectionState.RUNNING, "started_at": now()}
            statement = update(c).where(c.id == self.id, c.state.in_(UNFINISHED)).values(**running)
            if session.scalar(statement.returning(c.id)) is None:
                return None
            instrument = keep_instrument(listed, Timeframe.M1)
            number, interval = instrument.id, Timeframe(instrument.interval)
        oldest = asker.patiently(lambda: self.exchange.first_minute(self.symbol, interval))
        with transaction() as session:
            record = session.get_one(c, self.id, populate_existing=True)
            span = _settle_span(record, current, oldest, MINUTES[interval])
            coverage = coverage_of(number, interval, span)
            record.total, record.done = span.bars(MINUTES[interval]), coverage.known
            record.gaps = count_gaps(number, interval, span)
            return _Plan(
                number, interval, span, coverage.missing(), current, record.total, record.done, record.gaps
            )

    # --- doing it -----------------------------------------------------------------------------

    def _collect(self, plan: _Plan) -> None:
        progress = Progress(ADMIN_JOBS.name, run_of(self.id), "collection", self.symbol, already=plan.done)
        fetcher = Fetcher(self.exchange, self.symbol, plan.interval, self.stopped)
        todo = pages(plan.missing, plan.step)
        with ThreadPoolExecutor(FETCHERS) as threads:
            try:
                is_wanted = self._store_all(plan, fetcher, todo, threads, progress)
            finally:
                self.stopped.set()
        if is_wanted:
            self._finish(plan, [*todo], progress)
        else:
            progress.finish(CollectionState.CANCELLED, f"{self.symbol}: cancelled; what was stored stays")

    def _store_all(
        self, plan: _Plan, fetcher: Fetcher, todo: Iterator[Span], threads: ThreadPoolExecutor,
        progress: Progress,
    ) -> bool:  # fmt: skip
        """Fetch and store page after page; False where it was cancelled."""
        ahead: set[Future[Fetched]] = set()
        while True:
            while len(ahead) < MAX_PAGES_AHEAD and self.failures < MAX_FAILED_IN_A_ROW:
                page = next(todo, None)
                if page is None:
                    break
                ahead.add(threads.submit(fetcher.fetch, page))
            if not ahead:
                return True
            ready, ahead = wait(ahead, timeout=LOOK_S, return_when=FIRST_COMPLETED)
            self.still_here()
            if not self._store([each.result() for each in ready], plan):
                self.stopped.set()
                return False
            if ready:
                rate = f"{progress.rate(plan.done):,.0f} bars/s"
                progress.tell(
                    plan.done, plan.total, f"{self.symbol}: {plan.done:,} of {plan.total:,}, {rate}"
                )

    def _store(self, fetched: list[Fetched], plan: _Plan) -> bool:
        """Store pages and how far it is, in one transaction; False where the collection is cancelled."""
        found = sum(len(each.bars) for each in fetched)
        gaps = [gap for each in fetched for gap in each.gaps]
        lost = sum(gap.bars(plan.step) for gap in gaps)
        with transaction() as session:
            further = {"done": c.done + found + lost, "gaps": c.gaps + lost}
            running = update(c).where(c.id == self.id, c.state == CollectionState.RUNNING).values(**further)
            if session.scalar(running.returning(c.id)) is None:
                return False
            for each in fetched:
                store_candles(with_instrument(each.bars, plan.instrument_id), plan.interval)
            keep_gaps(plan.instrument_id, gaps, plan.current)
        plan.done += found + lost
        plan.gaps += lost
        for each in fetched:
            self.failed += each.failed
            self.failures = self.failures + 1 if each.failed and each.failed[0][0] == each.page else 0
        return True

    # --- the end ------------------------------------------------------------------------------

    def _finish(self, plan: _Plan, left: list[Span], progress: Progress) -> None:
        last = self.failed[-1][1] if self.failed else ""
        missing = sorted([*self.failed, *((span, last) for span in left)])
        name, bars = self.exchange.name, plan.done - plan.gaps
        if not missing and not bars:
            state, message = CollectionState.FAILED, f"{name} has no candles of {self.symbol} in these days"
        elif not missing:
            lacks = f"; {name} lacks {plan.gaps:,}" if plan.gaps else ""
            state, message = CollectionState.DONE, f"{bars:,} bars{lacks}"
        elif bars:
            state, message = CollectionState.PARTIAL, f"Not all could be had: {last}"
        else:
            state, message = CollectionState.FAILED, last
        self._end(plan, state, message, missing, progress)

    def _end(
        self, plan: _Plan | None, state: CollectionState, message: str,
        missing: list[tuple[Span, str]] | None = None, progress: Progress | None = None,
    ) -> None:  # fmt: skip
        with transaction() as session:
            ended = {"state": state, "message": message[:300], "missing": told(missing or [])}
            statement = update(c).where(c.id == self.id, c.state.in_(UNFINISHED))
            statement = statement.values(**ended, finished_at=now())
            if session.scalar(statement.returning(c.id)) is None:
                return
            if plan is not None and state is CollectionState.DONE:
                state_has_data(plan.instrument_id)
            if plan is not None and state is CollectionState.FAILED:
                forget_gaps(plan.instrument_id, plan.span)
        log.info("collection.ended", symbol=self.symbol, state=state.value, message=message)
        progress = progress or Progress(ADMIN_JOBS.name, run_of(self.id), "collection", self.symbol)
        progress.finish(state, f"{self.symbol}: {message}")


def _settle_span(record: Collection, current: int, oldest: int | None, step: int) -> Span:
    """Return the span, settled by the first run: whole bars that have closed, none before the oldest.

    Where there is none yet, it is left to the next run.
    """
    if record.first is None or record.end is None:
        end = current - current % step
        first = max(end - record.days * MINUTES[Timeframe.D1], oldest if oldest is not None else end, 0)
        if first >= end:
            return Span(end, end)
        record.first, record.end = first, end
    return Span(record.first, record.end)


def told(missing: list[tuple[Span, str]]) -> list[list[int | str]]:
    """Write missing spans down; neighbours with the same reason are one."""
    found: list[list[int | str]] = []
    for span, reason in missing:
        if found and found[-1][1] == span.first and found[-1][2] == reason:
            found[-1][1] = span.end
        else:
            found.append([span.first, span.end, reason])
    if len(found) > MAX_TOLD_SPANS:
        found[MAX_TOLD_SPANS - 1][1] = found[-1][1]
    return found[:MAX_TOLD_SPANS]
