"""What a source of market prices offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from msgspec import Struct


class Listing(Struct, frozen=True):
    """What a source knows of a symbol. currency: in which it is quoted, GBp and the like included."""

    symbol: str
    currency: str
    name: str
    asset_class: str
    region: str
    sector: str | None = None


class PriceQuote(Struct, frozen=True):
    """A symbol's price at a moment, in the unit in which it is quoted.

    previous_close: that of the day before, None where there is none.
    """

    symbol: str
    price: Decimal
    currency: str
    previous_close: Decimal | None
    at: datetime


class DayClose(NamedTuple):
    """The price with which a day ended."""

    on: date
    price: Decimal


class PriceSource(Protocol):
    """Where the market's prices come from.

    name: what is stored with its prices. restated: its closes before a split are in today's units.
    """

    name: str
    restated: bool

    def listing(self, symbol: str) -> Listing | None:
        """Return what is known of a symbol, None where the source does not have it."""
        ...

    def latest(self, symbols: Collection[str], at: datetime) -> Mapping[str, PriceQuote]:
        """Return the prices at a moment; a symbol that the source does not have is left out."""
        ...

    def history(self, symbol: str, first: date, last: date) -> Sequence[DayClose]:
        """Return the closes of a range of days, both ends included, oldest first; none of unknown symbols."""
        ...
