"""What an exchange offers; docs/markets.md says how another one is added."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from app.domain.trading.candles.logic import Bars, Starts
from app.domain.trading.candles.timeframes import Timeframe
from app.domain.trading.collection.spans import Span
from app.domain.trading.instruments.service import InstrumentDraft


class BarPage(NamedTuple):
    """bars: sorted, each once, with 0 for the instrument. refused: starts of those that cannot be.

    is_astray: it held bars that were not asked for, so that those it lacks may be there all the same.
    """

    bars: Bars
    refused: Starts
    is_astray: bool = False


class Exchange(Protocol):
    """Where candles come from. All raise ProviderError; its `retry_after_s` says how long to stay away.

    name: for people.
    """

    name: str

    def listing(self, symbol: str) -> InstrumentDraft:
        """Return what is known of a symbol. Raises UnknownSymbol."""
        ...

    def now_minute(self) -> int:
        """Return the minute that it is there: the exchange's clock counts, not ours."""
        ...

    def first_minute(self, symbol: str, interval: Timeframe) -> int | None:
        """Return when the oldest bar begins, None where there is none."""
        ...

    def bars(self, symbol: str, interval: Timeframe, span: Span) -> BarPage:
        """Return the bars that begin in a span of at most MAX_PAGE_BARS."""
        ...
