"""What the engine of returns needs of one portfolio, read from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from app.domain.fx.lookup import has_own_rates, rate_table
from app.domain.fx.rates import RateTable
from app.domain.fx.units import unit_of
from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.activities.service import first_day
from app.domain.portfolio.investments.tables import Investment
from app.domain.portfolio.portfolios.cash_mode import CashMode
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.prices.lookup import Series, load_series
from app.domain.portfolio.returns.market import Attributes, Market, PriceHistory, Settings
from app.domain.portfolio.valuations.today import today_of
from app.extensions import db

i = Investment


def settings_of(portfolio: Portfolio) -> Settings:
    """Return how a portfolio is kept."""
    return Settings(
        currency=portfolio.currency, cash=CashMode(portfolio.cash), allow_shorts=portfolio.allow_shorts
    )


def load_market(
    portfolio: Portfolio,
    activities: Sequence[Activity],
    until: date,
    benchmark: str | None = None,
    since: Since | None = None,
) -> Market:
    """Return closes, rates and attributes up to a day, and later splits, by which closes were restated.

    since: only what later days need, of activities after that day.
    """
    rows = {row.symbol: row for row in db.session.scalars(select(i).where(i.portfolio_id == portfolio.id))}
    symbols = {*rows, *([benchmark] if benchmark else [])}
    today = today_of(portfolio.user_id)
    after = since.on if since else None
    series = load_series(portfolio.id, symbols, until, after=after, restated_on=today)
    currencies = currencies_of(portfolio, activities, [*rows.values(), *series.values()])
    return Market(
        prices={symbol: history_of(found, rows.get(symbol)) for symbol, found in series.items()}
        | {
            symbol: PriceHistory(percent_of_par=row.percent_of_par, currency=row.currency)
            for symbol, row in rows.items()
            if symbol not in series
        },
        rates=_rates(portfolio, currencies, activities, until, since),
        attributes={symbol: _attributes(row) for symbol, row in rows.items()},
    )


class Since(NamedTuple):
    """After which day something is to be known. currencies: those that occurred until then."""

    on: date
    currencies: Collection[str]


def history_of(series: Series, row: Investment | None) -> PriceHistory:
    """Return a symbol's closes and splits as the engine takes them. row: the investment, if there is one."""
    return PriceHistory(
        series.closes.items(),
        currency=series.currency or (row.currency if row else None),
        restated=series.restated,
        percent_of_par=bool(row and row.percent_of_par),
        splits=series.splits,
    )


def currencies_of(
    portfolio: Portfolio, activities: Sequence[Activity], quoted: Iterable[Investment | Series]
) -> set[str]:
    """Return every currency that occurs. quoted: investments, and series of closes."""
    units = {portfolio.currency, *(each.currency for each in quoted), *(each.currency for each in activities)}
    units |= {each.price_currency for each in activities} | {each.received_currency for each in activities}
    return {unit_of(unit).currency for unit in units if unit}


def _rates(
    portfolio: Portfolio,
    currencies: Collection[str],
    activities: Sequence[Activity],
    until: date,
    since: Since | None,
) -> RateTable:
    first = min((each.on for each in activities), default=until)
    if since is not None:
        # An owner's own rates stand beside the table's, and which way leads to the newest takes all of them.
        first_of_all = first_day(portfolio.id) if has_own_rates(portfolio.user_id) else None
        first, currencies = first_of_all or since.on, {*currencies, *since.currencies}
    return rate_table(portfolio.user_id, currencies, first, until)


def _attributes(row: Investment) -> Attributes:
    return Attributes(name=row.name, asset_class=row.asset_class, region=row.region, sector=row.sector)
