"""Bringing years of candles from dump files, of a folder or of the exchange's own server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from app.clock import now
from app.db import transaction
from app.domain.trading.candles.service import store_candles
from app.domain.trading.candles.timeframes import MINUTES, minute_of
from app.domain.trading.collection.dumps import Dump, read_dump
from app.domain.trading.collection.errors import UnreadableDump
from app.domain.trading.collection.klines import with_instrument
from app.domain.trading.instruments.service import (
    InstrumentDraft,
    find_instrument,
    keep_instrument,
    state_has_data,
)
from app.jobs.prefetch import prefetch
from app.outbound.errors import BrokenAnswer
from app.outbound.http import Http

QUOTES = ("USDT", "USDC", "FDUSD", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "USD", "TRY", "GBP")
"""What prices are told in, as far as a symbol's end shows it; a collection asks the exchange."""


class Brought(NamedTuple):
    """What came of a file. refused: bars that cannot be, which are not stored. missing: between its ends."""

    name: str
    bars: int
    refused: int
    missing: int


def bring_dumps(dumps: Iterable[Dump], tell: Callable[[Brought], None]) -> None:
    """Store the candles of dump files: a run, a transaction for each, the next one read meanwhile.

    The symbol has data afterwards. Raises UnreadableDump; files before that one stay stored.
    """
    for dump, page in prefetch((dump, read_dump(dump)) for dump in dumps):
        step = MINUTES[dump.interval]
        first, end = int(page.bars["start"][0]), int(page.bars["start"][-1]) + step
        if end > minute_of(now()):
            # What follows the exchange would wait for that minute.
            raise UnreadableDump(f"{dump.name} holds candles that are still to come by this machine's clock.")
        with transaction():
            known = find_instrument(dump.symbol)
            instrument = known or keep_instrument(draft_of(dump.symbol), dump.interval)
            if instrument.interval != dump.interval:
                raise UnreadableDump(f"{dump.name}: {dump.symbol} is kept in bars of {instrument.interval}.")
            store_candles(with_instrument(page.bars, instrument.id), dump.interval)
            state_has_data(instrument.id)
        missing = (end - first) // step - len(page.bars) - len(page.refused)
        tell(Brought(dump.name, len(page.bars), len(page.refused), max(missing, 0)))


def draft_of(symbol: str) -> InstrumentDraft:
    """Say of a symbol what its letters show."""
    quote = next((each for each in QUOTES if symbol.endswith(each) and symbol != each), "")
    base = symbol.removesuffix(quote)
    return InstrumentDraft(symbol, f"{base}/{quote}" if quote else symbol, "crypto", base[:20], quote)


def fetch_dumps(url: str, symbol: str, months: Iterable[str], interval: str = "1m") -> Iterator[Dump]:
    """Yield a symbol's files of whole months from a server that lays them out as data.binance.vision does.

    Raises ProviderError, and UnreadableDump for a month that it does not have.
    """
    http = Http(url, title="The server of candles")
    for month in months:
        name = f"{symbol}-{interval}-{month}.zip"
        path = ("data", "spot", "monthly", "klines", symbol, interval)
        try:
            checksum = http.get_bytes(*path, f"{name}.CHECKSUM", headers={}).decode("ascii", "replace")
            yield Dump(name, http.get_bytes(*path, name, headers={}), checksum)
        except BrokenAnswer as exc:
            if exc.status == 404:
                raise UnreadableDump(f"The server has no {name}.") from exc
            raise
