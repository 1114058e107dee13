"""Snapshots from the books, by a worker that has just valued a portfolio."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from app.clock import now
from app.days import day_start
from app.domain.fx.units import HUNDRED, ONE
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.prices.lookup import market_symbols
from app.domain.portfolio.returns.journal import Journal
from app.domain.portfolio.returns.report import Performance
from app.domain.portfolio.returns.valuation import value_holding
from app.domain.portfolio.valuations.snapshot import Held, Snapshot, total

MAX_KEPT_S = 3600
"""After this time a portfolio that is watched is valued anew, with the rates that there are then."""


def snapshot_of(portfolio: Portfolio, version: int, journal: Journal, found: Performance) -> Snapshot:
    """Return what a portfolio holds at the end of a day, ready to be valued by other prices."""
    holdings = tuple(_holdings(portfolio.id, journal, found))
    value = _amount(found.figures.value.value)
    rest = total([each.value for each in holdings])
    return Snapshot(
        portfolio=portfolio.id,
        version=version,
        on=found.end,
        currency=found.currency,
        cash=None if value is None or rest is None else value - rest,
        total_gain=_amount(found.figures.total_gain.value),
        holdings=holdings,
    )


def seconds_left(on: date, zone: str) -> int:
    """Return how long a snapshot of a day may be kept: until that day ends, an hour at most."""
    end = day_start(on + timedelta(days=1), zone)
    return min(MAX_KEPT_S, int((end - now()).total_seconds()))


def _holdings(portfolio_id: int, journal: Journal, found: Performance) -> Iterator[Held]:
    held = [each for each in found.holdings if each.quantity]
    live = market_symbols(portfolio_id, [each.symbol for each in held])
    for each in held:
        valued = value_holding(journal, each.symbol, found.end)
        par = HUNDRED if journal.quotes.history(each.symbol).percent_of_par else ONE
        known = not valued.rate.is_nan()
        yield Held(
            symbol=each.symbol,
            quantity=each.quantity,
            value=_amount(each.figures.value.value),
            gain=_amount(each.figures.unrealised_gain.value),
            quoted_in=valued.currency if each.symbol in live else None,
            per_price=valued.units * valued.rate / par if known else None,
        )


def _amount(value: Decimal | float | None) -> Decimal | None:
    """Narrow a figure that is money: an exact decimal, or nothing where something is missing."""
    return value if isinstance(value, Decimal) else None
