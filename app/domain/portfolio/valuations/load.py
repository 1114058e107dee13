"""What the engine of returns needs of one portfolio, read from the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.domain.fx.lookup import rate_table
from app.domain.fx.rates import RateTable
from app.domain.fx.units import unit_of
from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.investments.tables import Investment
from app.domain.portfolio.portfolios.cash_mode import CashMode
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.prices.lookup import Series, load_series
from app.domain.portfolio.returns.market import Attributes, Market, PriceHistory, Settings
from app.extensions import db

i = Investment


def settings_of(portfolio: Portfolio) -> Settings:
    """Return how a portfolio is kept."""
    return Settings(
        currency=portfolio.currency, cash=CashMode(portfolio.cash), allow_shorts=portfolio.allow_shorts
    )


def load_market(
    portfolio: Portfolio, activities: Sequence[Activity], until: date, benchmark: str | None = None
) -> Market:
    """Return closes, rates and attributes up to a day; nothing later is read."""
    rows = {row.symbol: row for row in db.session.scalars(select(i).where(i.portfolio_id == portfolio.id))}
    symbols = {*rows, *([benchmark] if benchmark else [])}
    series = load_series(portfolio.id, symbols, until)
    return Market(
        prices={symbol: history_of(found, rows.get(symbol)) for symbol, found in series.items()}
        | {
            symbol: PriceHistory(percent_of_par=row.percent_of_par, currency=row.currency)
            for symbol, row in rows.items()
            if symbol not in series
        },
        rates=_rates(portfolio, activities, [*rows.values()], series, until),
        attributes={symbol: _attributes(row) for symbol, row in rows.items()},
    )


def history_of(series: Series, row: Investment | None) -> PriceHistory:
    """Return a symbol's closes and splits as the engine takes them. row: the investment, if there is one."""
    return PriceHistory(
        series.closes.items(),
        currency=series.currency or (row.currency if row else None),
        restated=series.restated,
        percent_of_par=bool(row and row.percent_of_par),
        splits=series.splits,
    )


def _rates(
    portfolio: Portfolio,
    activities: Sequence[Activity],
    rows: Sequence[Investment],
    series: dict[str, Series],
    until: date,
) -> RateTable:
    first = min((each.on for each in activities), default=until)
    units = {portfolio.currency, *(row.currency for row in rows), *(each.currency for each in activities)}
    units |= {each.price_currency for each in activities if each.price_currency}
    units |= {each.received_currency for each in activities if each.received_currency}
    units |= {each.currency for each in series.values() if each.currency}
    return rate_table(portfolio.user_id, {unit_of(unit).currency for unit in units}, first, until)


def _attributes(row: Investment) -> Attributes:
    return Attributes(name=row.name, asset_class=row.asset_class, region=row.region, sector=row.sector)
