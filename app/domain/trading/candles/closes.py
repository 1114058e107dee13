"""Collected prices for portfolios: the port of market prices, answered from candles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.clock import now
from app.domain.market.ports import DayClose, Listing, PriceQuote
from app.domain.trading.candles.chart import summaries
from app.domain.trading.candles.tables import RolledBar
from app.domain.trading.candles.timeframes import Timeframe, minute_of, moment_of
from app.domain.trading.candles.views import Summary
from app.domain.trading.instruments.service import find_instrument
from app.domain.trading.instruments.tables import Instrument
from app.extensions import db
from app.money import is_currency

CURRENCY_OF = dict.fromkeys(("USDT", "USDC", "FDUSD", "TUSD", "BUSD"), "USD")
"""Coins that stand for a currency: a price in one of them counts as one in that currency."""
b = RolledBar


class MarketCloses:
    """Prices of the symbols that are collected. A day ends at midnight UTC."""

    name = "markets"
    restated = False

    def listing(self, symbol: str) -> Listing | None:
        """Return what is known of a symbol; None where it is not collected, or priced in no currency."""
        found = find_instrument(symbol)
        currency = None if found is None else _currency(found)
        if found is None or not found.has_data or currency is None:
            return None
        return Listing(symbol, currency, found.name, found.category, "World")

    def latest(self, symbols: Collection[str], at: datetime) -> dict[str, PriceQuote]:
        """Return the newest closes; `at` says nothing here, as they are the newest that there are."""
        i = Instrument
        rows = db.session.scalars(select(i).where(i.symbol.in_(list(symbols)), i.has_data))
        wanted = {row.id: row for row in rows if _currency(row) is not None}
        known = summaries(wanted)
        return {
            row.symbol: quote for row in wanted.values() if (quote := _quote(row, known[row.id])) is not None
        }

    def history(self, symbol: str, first: date, last: date) -> list[DayClose]:
        """Return the closes of the days that are over, both ends included."""
        found = find_instrument(symbol)
        if found is None or self.listing(symbol) is None:
            return []
        today = minute_of(datetime.combine(now().date(), time.min, UTC))
        begin, end = (minute_of(datetime.combine(on, time.min, UTC)) for on in (first, last + timedelta(1)))
        closes = select(b.start, b.close).where(
            b.instrument_id == found.id, b.timeframe == Timeframe.D1.value,
            b.start >= begin, b.start < min(end, today),
        )  # fmt: skip
        rows = db.session.execute(closes.order_by(b.start))
        return [DayClose(moment_of(start).date(), exact(close)) for start, close in rows]


def _quote(row: Instrument, known: Summary) -> PriceQuote | None:
    currency = _currency(row)
    if known.last is None or currency is None:
        return None
    previous = None if known.previous is None else exact(known.previous)
    return PriceQuote(row.symbol, exact(known.last), currency, previous, now())


def _currency(row: Instrument) -> str | None:
    code = CURRENCY_OF.get(row.quote, row.quote)
    return code if is_currency(code) else None


def exact(close: float) -> Decimal:
    """Return the decimal that an exchange wrote: the shortest text of its double."""
    return Decimal(repr(close))
