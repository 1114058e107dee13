"""Fetching one page in a thread of its own: tried again, and looked at twice before it counts as a gap."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import structlog

from app.domain.trading.candles.logic import BAR, Bars, sorted_once
from app.domain.trading.candles.timeframes import MINUTES, Timeframe
from app.domain.trading.collection.ports import BarPage, Exchange
from app.domain.trading.collection.spans import Coverage, Span
from app.outbound.errors import ProviderAway, ProviderError

T = TypeVar("T")
log = structlog.get_logger()
TRIES = 4
FIRST_WAIT_S = 0.5
SIGN_OF_LIFE_S = 5
MAX_WAIT_S = 180
"""An exchange that wants us away for longer is not waited for."""
MAX_WAITED_S = 900
"""For one answer in all, where it asks us to wait again and again."""
MAX_SECOND_LOOKS = 5
"""Where more spans of one page are not there, the whole page is asked for again."""
MAX_ROUNDS = 20
"""Of looking at what is not there, while each brings something; more parts of a page are too many."""
ASTRAY = "The exchange answered with candles that were not asked for."
IN_PARTS = "The exchange sends ever smaller parts of what it is asked for."
IMPOSSIBLE = "The exchange's bars cannot be: high below low, no number, or of another length."


class Stopped(Exception):
    """Nobody wants the page any more."""


class Fetched(NamedTuple):
    """What came of a page. gaps: spans that the exchange does not have. failed: spans with the reason."""

    page: Span
    bars: Bars
    gaps: list[Span]
    failed: list[tuple[Span, str]]


@dataclass(frozen=True)
class Fetcher:
    """Asks an exchange for the pages of one symbol; safe for threads.

    stopped: ends all waiting. still_here: called while it waits, where nobody else keeps a lease meanwhile.
    """

    exchange: Exchange
    symbol: str
    interval: Timeframe
    stopped: threading.Event
    still_here: Callable[[], object] = lambda: None

    def fetch(self, page: Span) -> Fetched:
        """Fetch a page. Raises Stopped."""
        try:
            found, doubt = self._gathered(page)
        except ProviderError as exc:
            log.warning("collection.page_failed", symbol=self.symbol, first=page.first, error=str(exc))
            return Fetched(page, np.empty(0, dtype=BAR), [], [(page, str(exc))])
        return self._sorted_out(page, found, doubt)

    def _gathered(self, page: Span) -> tuple[BarPage, str]:
        """Look at a page, and again at what it lacks until nothing comes of that.

        Returns with it why what is absent then may be there all the same; empty where it is not.
        """
        found = self._look(page)
        for _ in range(MAX_ROUNDS):
            before = len(found.bars)
            try:
                for span in self._second_looks(page, self._absent(page, found.bars)):
                    found = _both(found, self._look(span))
            except ProviderError as exc:
                return found, str(exc)
            if len(found.bars) == before:
                return found, ASTRAY if found.is_astray else ""
        return found, IN_PARTS

    def _sorted_out(self, page: Span, found: BarPage, doubt: str) -> Fetched:
        gaps, failed = [], []
        for span in self._absent(page, found.bars):
            is_refused = bool(((found.refused >= span.first) & (found.refused < span.end)).any())
            if is_refused or doubt:
                failed.append((span, IMPOSSIBLE if is_refused else doubt))
            else:
                gaps.append(span)
        return Fetched(page, found.bars, gaps, failed)

    def _absent(self, page: Span, bars: Bars) -> list[Span]:
        coverage = Coverage(page, MINUTES[self.interval])
        coverage.note(bars["start"])
        return coverage.missing()

    def _second_looks(self, page: Span, absent: list[Span]) -> list[Span]:
        return absent if len(absent) <= MAX_SECOND_LOOKS else [page]

    def _look(self, span: Span) -> BarPage:
        return self.patiently(lambda: self.exchange.bars(self.symbol, self.interval, span))

    def patiently(self, ask: Callable[[], T]) -> T:
        """Ask until there is an answer. Raises ProviderError after the last try, Stopped."""
        wait_s, tries, waited_s = FIRST_WAIT_S, 0, 0.0
        while True:
            try:
                return ask()
            except ProviderError as exc:
                asked = exc.retry_after_s if isinstance(exc, ProviderAway) else None
                # To be told to wait is no failure: only answers that should have come are counted.
                tries += asked is None
                if tries >= TRIES or (asked or 0) > MAX_WAIT_S or waited_s >= MAX_WAITED_S:
                    raise
            self._wait(asked or wait_s)
            waited_s += asked or wait_s
            wait_s *= 2

    def _wait(self, seconds: float) -> None:
        while seconds > 0:
            if self.stopped.wait(min(seconds, SIGN_OF_LIFE_S)):
                raise Stopped
            self.still_here()
            seconds -= SIGN_OF_LIFE_S


def _both(page: BarPage, other: BarPage) -> BarPage:
    """Put two answers together; of a bar that both have, the later one counts."""
    bars = sorted_once(np.concatenate([page.bars, other.bars]))
    return BarPage(bars, np.union1d(page.refused, other.refused), page.is_astray or other.is_astray)
