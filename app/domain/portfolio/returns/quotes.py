"""Prices and rates on a day, exactly: the close that holds, per unit of that day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.domain.fx.rates import EXACT, DatedRate
from app.domain.fx.units import HUNDRED, ONE, unit_of
from app.domain.portfolio.activities.corporate import Split
from app.domain.portfolio.returns.market import Market, PriceHistory

NAN = Decimal("NaN")
"""Stands for an amount that nobody knows: what is reckoned with it is not known either."""

_NO_HISTORY = PriceHistory()


class Quote(NamedTuple):
    """A price per unit as it holds on a day. on: the day it is of. currency: a currency, never pence."""

    price: Decimal
    currency: str
    on: date


class Splits:
    """A security's splits, and what one unit of an earlier day has become."""

    __slots__ = ("days", "products")

    def __init__(self, splits: Sequence[Split]) -> None:
        self.days = [each.on for each in splits]
        self.products = [ONE]
        for each in splits:
            self.products.append(EXACT.multiply(self.products[-1], each.ratio))

    def units(self, on: date) -> Decimal:
        """Return how many units of a day's close one unit before all splits has become."""
        return self.products[bisect_right(self.days, on)]

    @property
    def all(self) -> Decimal:
        """The same after the last split."""
        return self.products[-1]


class Quotes:
    """Looks up closes and rates on days for one base currency. all_splits: by symbol, oldest first."""

    def __init__(self, market: Market, base: str, splits: Mapping[str, Sequence[Split]]) -> None:
        self.base = base
        self.market = market
        self.all_splits = splits
        self._splits = {symbol: Splits(found) for symbol, found in splits.items()}
        self._none = Splits(())
        self._rates: dict[tuple[str, str, date], DatedRate | None] = {}

    def history(self, symbol: str) -> PriceHistory:
        """Return a security's closes, none where nothing is known of it."""
        return self.market.prices.get(symbol, _NO_HISTORY)

    def splits(self, symbol: str) -> Splits:
        """Return a security's splits, the market's and those that activities state."""
        return self._splits.get(symbol, self._none)

    def par(self, symbol: str) -> Decimal:
        """Return by what a stated price is divided: 100 where it is percent of par."""
        return HUNDRED if self.history(symbol).percent_of_par else ONE

    def close(self, symbol: str, on: date, quoted_in: str) -> Quote | None:
        """Return the last close on or before a day, per unit of that day.

        quoted_in: the unit of closes whose history names none.
        """
        history = self.history(symbol)
        at = bisect_right(history.days, on) - 1
        if at < 0:
            return None
        unit = unit_of(history.currency or quoted_in)
        splits = self.splits(symbol)
        stated_in = splits.all if history.restated else splits.units(history.days[at])
        scale = EXACT.multiply(EXACT.multiply(splits.units(on), self.par(symbol)), unit.per_currency)
        price = EXACT.divide(EXACT.multiply(history.closes[at], stated_in), scale)
        return Quote(price, unit.currency, history.days[at])

    def rate(self, currency: str, on: date) -> DatedRate | None:
        """Return what one unit of a currency is worth in the base currency."""
        return self.rate_to(currency, self.base, on)

    def rate_to(self, currency: str, target: str, on: date) -> DatedRate | None:
        """Return what one unit of a currency is worth in another."""
        key = (currency, target, on)
        if key not in self._rates:
            self._rates[key] = self.market.rates.find(currency, target, on)
        return self._rates[key]
