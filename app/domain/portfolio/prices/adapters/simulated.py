"""A market that does not exist: the same symbol has the same price at the same moment, everywhere.

Closes are a geometric random walk, a step a day; between two closes lies a Brownian bridge, halved again and
again down to the second asked for, so that each moment is found without those before it (P. Lévy's
construction). It trades around the clock, and a day's last second, in UTC, is its close.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import blake2b
from statistics import NormalDist

from app.domain.market.ports import DayClose, Listing, PriceQuote

FIRST_DAY = date(2020, 1, 1)
"""There are no prices before it."""
DAY_S = 86_400
LAST_SECOND = DAY_S - 1
CALMEST, WILDEST = 0.003, 0.015
"""The standard deviation of a day's logarithm, of the symbol that moves least and most."""
DRIFT = 0.0002
"""By how much the logarithm grows a day."""
SMALLEST = Decimal("0.0001")
LISTINGS = (
    (Listing("ACME.US", "USD", "Acme Works", "stock", "North America", "Industrials"), 84.0),
    (Listing("NORD.EU", "EUR", "Nordlicht Energie", "stock", "Europe", "Utilities"), 31.0),
    (Listing("ISLE.UK", "GBp", "Isle Provisions", "stock", "Europe", "Consumer staples"), 412.0),
    (Listing("GLOBAL.ETF", "EUR", "Global Shares Index", "fund", "World"), 46.0),
    (Listing("BOND.ETF", "EUR", "Euro Bonds Index", "bond fund", "Europe"), 97.0),
    (Listing("COIN", "USD", "Coin", "crypto", "World"), 900.0),
)
"""What is traded, and about the price with which each began."""
_NORMAL = NormalDist()


class SimulatedMarket:
    """Prices for a demo and for tests. seed: another one is another market."""

    name = "simulated"
    restated = False

    def __init__(self, seed: int = 12) -> None:
        self._seed = seed
        self._listings = {listing.symbol: listing for listing, _ in LISTINGS}
        self._logs = {listing.symbol: [math.log(begun_at)] for listing, begun_at in LISTINGS}

    def listing(self, symbol: str) -> Listing | None:
        """Return what is known of a symbol."""
        return self._listings.get(symbol)

    def latest(self, symbols: Collection[str], at: datetime) -> dict[str, PriceQuote]:
        """Return the prices at a moment, to the second."""
        moment = at.astimezone(UTC).replace(microsecond=0)
        found = (self._quote(symbol, moment) for symbol in symbols)
        return {each.symbol: each for each in found if each is not None}

    def history(self, symbol: str, first: date, last: date) -> list[DayClose]:
        """Return the closes from one day to another."""
        if symbol not in self._listings:
            return []
        first = max(first, FIRST_DAY)
        days = [first + timedelta(number) for number in range((last - first).days + 1)]
        return [DayClose(on, _price(self._close(symbol, on))) for on in days]

    def _quote(self, symbol: str, moment: datetime) -> PriceQuote | None:
        listing, on = self._listings.get(symbol), moment.date()
        if listing is None or on <= FIRST_DAY:
            return None
        midnight = datetime.combine(on, time.min, UTC)
        tick = self._tick(symbol, on, int((moment - midnight).total_seconds()))
        before = _price(self._close(symbol, on - timedelta(1)))
        return PriceQuote(symbol, _price(tick), listing.currency, before, moment)

    def _close(self, symbol: str, on: date) -> float:
        """Return the logarithm of a day's close; what was reckoned on the way is kept."""
        logs, number = self._logs[symbol], (on - FIRST_DAY).days
        while len(logs) <= number:
            step = self._normal(symbol, len(logs), LAST_SECOND) * self._volatility(symbol)
            logs.append(logs[-1] + DRIFT + step)
        return logs[number]

    def _tick(self, symbol: str, on: date, second: int) -> float:
        """Return the logarithm of the price at a second of a day."""
        number, volatility = (on - FIRST_DAY).days, self._volatility(symbol)
        low, high = -1, LAST_SECOND
        at_low, at_high = self._close(symbol, on - timedelta(1)), self._close(symbol, on)
        while low < second < high:
            middle = (low + high) // 2
            part = (middle - low) / (high - low)
            spread = volatility * math.sqrt((high - low) * part * (1 - part) / DAY_S)
            at_middle = at_low + (at_high - at_low) * part + spread * self._normal(symbol, number, middle)
            if second < middle:
                high, at_high = middle, at_middle
            else:
                low, at_low = middle, at_middle
        return at_low if second == low else at_high

    def _volatility(self, symbol: str) -> float:
        return CALMEST + (WILDEST - CALMEST) * self._uniform(symbol, "volatility")

    def _normal(self, symbol: str, day: int, second: int) -> float:
        return _NORMAL.inv_cdf(self._uniform(symbol, f"{day}:{second}"))

    def _uniform(self, symbol: str, what: str) -> float:
        """Return a number between 0 and 1, both excluded, which is always the same."""
        digest = blake2b(f"{self._seed}:{symbol}:{what}".encode(), digest_size=6).digest()
        return (int.from_bytes(digest) + 0.5) / 2**48


def _price(log: float) -> Decimal:
    return Decimal(math.exp(log)).quantize(SMALLEST)
