"""What the engine is told about a portfolio and about the market."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from msgspec import Struct

from app.domain.fx.rates import RateTable
from app.domain.portfolio.portfolios.cash_mode import CashMode as CashMode
from app.domain.portfolio.prices.split import Split as Split


class Settings(Struct, frozen=True, kw_only=True):
    """How a portfolio is kept. currency: the one in which its figures are stated."""

    currency: str
    cash: CashMode = CashMode.IMPLICIT
    allow_shorts: bool = False

    @property
    def tracked(self) -> bool:
        """Tell whether cash counts in the value."""
        return self.cash is CashMode.TRACKED


class PriceHistory:
    """A security's closes as a source states them, oldest first; of two of one day the later given counts.

    currency: of the closes, also GBp and its like; None: that of the security's first trade.
    restated: closes before a split are stated in today's units, as most providers do.
    percent_of_par: closes and unit prices are percent of the nominal that quantities count, as for bonds.
    splits: those the market knows of; activities may name more.
    Raises ValueError for a close that is negative or not a number.
    """

    __slots__ = ("closes", "currency", "days", "percent_of_par", "restated", "splits")

    def __init__(
        self,
        closes: Iterable[tuple[date, Decimal]] = (),
        *,
        currency: str | None = None,
        restated: bool = False,
        percent_of_par: bool = False,
        splits: Iterable[Split] = (),
    ) -> None:
        by_day = dict(closes)
        self.days = sorted(by_day)
        self.closes = [by_day[on] for on in self.days]
        self.currency, self.restated, self.percent_of_par = currency, restated, percent_of_par
        self.splits = sorted(splits)
        for on, close in zip(self.days, self.closes, strict=True):
            if not close.is_finite() or close < 0:
                raise ValueError(f"the close of {on} is not a price: {close}")


class Attributes(Struct, frozen=True, kw_only=True):
    """What a security is, for the allocation; None where it is not known."""

    name: str | None = None
    asset_class: str | None = None
    region: str | None = None
    sector: str | None = None


class Market(Struct, frozen=True, kw_only=True):
    """What is known of the world: closes and attributes by symbol, and exchange rates."""

    prices: Mapping[str, PriceHistory] = {}
    rates: RateTable
    attributes: Mapping[str, Attributes] = {}


class Period(Struct, frozen=True, kw_only=True):
    """From the close of `start`, None for before the first activity, to the close of `end`.

    Raises ValueError where it ends before it starts.
    """

    start: date | None = None
    end: date

    def __post_init__(self) -> None:
        if self.start is not None and self.start > self.end:
            raise ValueError(f"the period ends on {self.end}, before it starts on {self.start}")
