"""Yahoo's chart of one symbol, as its address /v8/finance/chart/{symbol} answers.

Closes are restated for splits. `adjclose` is not read: it takes dividends out, which would then count twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.market.ports import DayClose
from app.domain.portfolio.prices.errors import UnreadablePrices
from app.domain.portfolio.prices.files.history import PriceHistory, one_a_day, rounded
from app.domain.portfolio.prices.split import Split
from app.json_values import member, text_of
from app.tabular.pauses import with_pauses

DIGITS = 7
"""Yahoo's closes are 32-bit floats, 189.9499969482422 for 189.95."""
MAX_OFFSET_S = 86_400


def read_yahoo(chart: Any) -> PriceHistory:
    """Read what is under `chart`. Raises UnreadablePrices."""
    result = member(chart, "result")
    if not isinstance(result, list) or not result:
        said = text_of(member(chart, "error", "description"), 200)
        raise UnreadablePrices(f"Yahoo says: {said}" if said else "Yahoo's chart has no result in it.")
    if len(result) > 1:
        raise UnreadablePrices("This file has charts of several symbols; bring one at a time.")
    zone = _zone(member(result[0], "meta"))
    return PriceHistory(
        closes=one_a_day(list(with_pauses(_closes(result[0], zone)))),
        currency=text_of(member(result[0], "meta", "currency"), 3),
        splits=list(_splits(member(result[0], "events", "splits"), zone)),
        restated=True,
    )


def _closes(result: Any, zone: tzinfo) -> Iterator[DayClose]:
    moments, quotes = member(result, "timestamp") or [], member(result, "indicators", "quote")
    closes = (member(quotes[0], "close") if isinstance(quotes, list) and quotes else None) or []
    if not isinstance(moments, list) or not isinstance(closes, list) or len(moments) != len(closes):
        raise UnreadablePrices("Yahoo's chart does not have a close for each moment.")
    for moment, close in zip(moments, closes, strict=True):
        if close is not None:  # a day without trade
            yield DayClose(_day(moment, zone), rounded(_number(close), DIGITS))


def _splits(events: Any, zone: tzinfo) -> Iterator[Split]:
    for event in events.values() if isinstance(events, dict) else ():
        new, old = _number(member(event, "numerator")), _number(member(event, "denominator"))
        if new <= 0 or old <= 0:
            raise UnreadablePrices("Yahoo's chart has a split without a ratio.")
        yield Split(_day(member(event, "date"), zone), new / old)


def _zone(meta: Any) -> tzinfo:
    """Return the exchange's zone: a day of Tokyo begins while it is the day before in UTC."""
    try:
        return ZoneInfo(str(member(meta, "exchangeTimezoneName")))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        offset = member(meta, "gmtoffset")
        if isinstance(offset, int) and abs(offset) < MAX_OFFSET_S:
            return timezone(timedelta(seconds=offset))
        raise UnreadablePrices("Yahoo's chart does not say in which time zone its days are.") from None


def _day(moment: Any, zone: tzinfo) -> date:
    try:
        return datetime.fromtimestamp(int(moment), UTC).astimezone(zone).date()
    except (TypeError, ValueError, OverflowError, OSError):
        raise UnreadablePrices("Yahoo's chart has a moment that is none.") from None


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise UnreadablePrices("Yahoo's chart has a price that is no number.")
    return Decimal(value)
