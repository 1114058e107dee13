"""Events about market prices."""

from __future__ import annotations

from datetime import datetime

from app.domain.market.ports import PriceQuote
from app.domain.market.topics import market_room
from app.realtime import Event, publisher


class PriceTick(Event):
    """A market price moved: while somebody watched, or with a minute that closed.

    price: a decimal text, in `currency`, which may be GBp and the like.
    change: since the close of the day before, as a fraction: 0.01 is 1 %; None without such a close.
    """

    name = "price.tick"
    audience = "topic market:{symbol}"
    symbol: str
    price: str
    currency: str
    change: float | None
    at: datetime


def announce_price(quote: PriceQuote) -> None:
    """Push a price to those who watch its symbol."""
    publisher().publish(tick_of(quote), to=market_room(quote.symbol))


def tick_of(quote: PriceQuote) -> PriceTick:
    """Return the event that tells a price."""
    before = quote.previous_close
    return PriceTick(
        symbol=quote.symbol,
        price=format(quote.price, "f"),
        currency=quote.currency,
        change=round(float((quote.price - before) / before), 8) if before else None,
        at=quote.at,
    )
