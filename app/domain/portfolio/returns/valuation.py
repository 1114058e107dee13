"""What a portfolio was worth on one day, exactly, and by which prices and rates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from msgspec import Struct

from app.domain.fx.units import unit_of
from app.domain.portfolio.returns.journal import Journal
from app.domain.portfolio.returns.positions import NOTHING, ZERO, Basis
from app.domain.portfolio.returns.quotes import NAN


class Valued(Struct, frozen=True, kw_only=True):
    """A security, or a currency's cash, at the close of a day.

    units: held, or the balance. price: of one unit in `currency`, 1 for cash; NaN where there is none.
    priced_on: the close's day, None where the last trade's price stands in. rate: to the base currency, NaN
    where there is none; rate_on: its day. local_rate: of the security's own currency, that of its cost.
    fifo, average: what the units cost.
    """

    symbol: str | None
    units: Decimal
    price: Decimal
    currency: str
    priced_on: date | None
    rate: Decimal
    rate_on: date | None
    local_rate: Decimal
    fifo: Basis = NOTHING
    average: Basis = NOTHING

    @property
    def value(self) -> Decimal:
        """In the base currency; NaN where price or rate is missing."""
        return self.units * self.price * self.rate if self.units != 0 else ZERO


def value_holding(journal: Journal, symbol: str, on: date) -> Valued:
    """Value a security at the close of a day."""
    last = journal.by_symbol[symbol].last(on)
    quoted_in = journal.quoted_in.get(symbol, "")
    quote = journal.quotes.close(symbol, on, quoted_in)
    if quote is not None:
        price, currency, priced_on = quote.price, quote.currency, quote.on
    elif last is not None and last.price is not None:
        price, currency, priced_on = last.price, last.price_currency, None
    else:
        price, currency, priced_on = NAN, quoted_in, None
    rate = journal.quotes.rate(currency, on)
    local_rate = journal.quotes.rate(unit_of(quoted_in).currency, on)
    return Valued(
        symbol=symbol,
        units=last.held if last else ZERO,
        price=price,
        currency=currency,
        priced_on=priced_on,
        rate=rate.rate if rate else NAN,
        rate_on=rate.on if rate else None,
        local_rate=local_rate.rate if local_rate else NAN,
        fifo=last.fifo if last else NOTHING,
        average=last.average if last else NOTHING,
    )


def value_cash(journal: Journal, on: date) -> Iterator[Valued]:
    """Value each currency's cash at the close of a day."""
    for currency in sorted(journal.cash):
        rate = journal.quotes.rate(currency, on)
        yield Valued(
            symbol=None,
            units=journal.balance(currency, on),
            price=Decimal(1),
            currency=currency,
            priced_on=on,
            rate=rate.rate if rate else NAN,
            rate_on=rate.on if rate else None,
            local_rate=rate.rate if rate else NAN,
        )
