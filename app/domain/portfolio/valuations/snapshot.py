"""What a portfolio holds, small enough to be valued again with each price: kept in Redis for a while."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import cast

import msgspec
from msgspec import Struct

from app.domain.fx.units import unit_of
from app.domain.market.ports import PriceQuote
from app.extensions import redis


class Held(Struct, frozen=True):
    """A security in a snapshot. value, gain: at its last close, in the portfolio's currency.

    quoted_in: the currency of its price; None where a price of the market does not count, as its owner
    states prices. per_price: the value of all that is held for a price of one of that currency; None
    where a rate is missing.
    """

    symbol: str
    quantity: Decimal
    value: Decimal | None
    gain: Decimal | None
    quoted_in: str | None
    per_price: Decimal | None


class Snapshot(Struct, frozen=True):
    """A portfolio as it was valued last. on: the day of it, its owner's. version: the portfolio's.

    cash, total_gain: in its currency; None where a price or a rate is missing.
    """

    portfolio: int
    version: int
    on: date
    currency: str
    cash: Decimal | None
    total_gain: Decimal | None
    holdings: tuple[Held, ...]

    @property
    def value(self) -> Decimal | None:
        return total([self.cash, *(each.value for each in self.holdings)])

    def at(self, quotes: Mapping[str, PriceQuote]) -> Snapshot:
        """Return it valued by these prices; what has none keeps the value of its last close."""
        holdings = tuple(_at(each, quotes.get(each.symbol)) for each in self.holdings)
        moved = msgspec.structs.replace(self, holdings=holdings)
        after, before = moved.value, self.value
        known = after is not None and before is not None and self.total_gain is not None
        gain = self.total_gain + after - before if known else None  # type: ignore[operator]
        return msgspec.structs.replace(moved, total_gain=gain)


def total(values: list[Decimal | None]) -> Decimal | None:
    """Add amounts; None where one of them is missing."""
    known = [each for each in values if each is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None


def _at(held: Held, quote: PriceQuote | None) -> Held:
    if quote is None or held.per_price is None:
        return held
    currency, per_currency = unit_of(quote.currency)
    if currency != held.quoted_in:
        return held
    value = held.per_price * quote.price / per_currency
    gain = None if held.gain is None or held.value is None else held.gain + value - held.value
    return msgspec.structs.replace(held, value=value, gain=gain)


def keep_snapshot(snapshot: Snapshot, seconds: int) -> None:
    """Keep a portfolio's snapshot for so long."""
    redis().set(_key(snapshot.portfolio), msgspec.json.encode(snapshot), ex=max(1, seconds))


def kept_snapshots(versions: Mapping[int, int]) -> dict[int, Snapshot]:
    """Return what is kept of these portfolios, each in the version that it has now."""
    if not versions:
        return {}
    raw = cast(list[bytes | None], redis().mget([_key(portfolio_id) for portfolio_id in versions]))
    found = (msgspec.json.decode(each, type=Snapshot) for each in raw if each)
    return {each.portfolio: each for each in found if each.version == versions[each.portfolio]}


def _key(portfolio_id: int) -> str:
    return f"portfolio:snapshot:{portfolio_id}"
