"""How clients see their totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from app.domain.portfolio.analytics.logic import Amounts, FigureGap, PortfolioFigures, Totals
from app.money import decimal_string


class PortfolioTotals(Struct, frozen=True, kw_only=True):
    """One portfolio's figures in minor units of the base currency; null where one is not known.

    twr, xirr: since its first activity, as fractions: 0.1584 is 15.84 %.
    """

    id: int
    name: str
    value: int | None
    value_decimal: str | None
    cost: int | None
    cost_decimal: str | None
    total_gain: int | None
    total_gain_decimal: str | None
    income: int | None
    income_decimal: str | None
    twr: float | None
    xirr: float | None


class MissingFigure(Struct, frozen=True):
    """A figure that is not known. what: the portfolio's name, or the exchange rate that it lacks: USD/EUR."""

    what: str
    portfolio: int
    figure: str
    on: str


class AnalyticsBody(Struct, frozen=True, kw_only=True):
    """A user's totals over all portfolios in minor units of the base currency, at the close of `on`.

    A total is null where a portfolio's part of it is not known; `missing` names that.
    """

    on: str
    currency: str
    value: int | None
    value_decimal: str | None
    cost: int | None
    cost_decimal: str | None
    total_gain: int | None
    total_gain_decimal: str | None
    income: int | None
    income_decimal: str | None
    portfolios: list[PortfolioTotals]
    missing: list[MissingFigure]


class AnalyticsView(AnalyticsBody, frozen=True, kw_only=True):
    """Totals over all portfolios, in minor units of the base currency, and when they were computed.

    is_current: nothing has changed since. A total is null where a part is not known; `missing` names that.
    """

    refreshed_at: str
    is_current: bool


def body_of(on: str, currency: str, portfolios: Sequence[PortfolioFigures], totals: Totals) -> AnalyticsBody:
    found = {
        "on": on,
        "currency": currency,
        "portfolios": [_portfolio(each, totals.by_portfolio[each.id], currency) for each in portfolios],
        "missing": [_gap(each) for each in totals.missing],
        **_amounts(totals.amounts, currency),
    }
    return msgspec.convert(found, AnalyticsBody)


def _portfolio(figures: PortfolioFigures, amounts: Amounts, currency: str) -> dict[str, object]:
    rates = {"twr": figures.twr, "xirr": figures.xirr}
    return {"id": figures.id, "name": figures.name, **rates, **_amounts(amounts, currency)}


def _amounts(amounts: Amounts, currency: str) -> dict[str, object]:
    found: dict[str, Any] = {}
    for name, amount in amounts.items():
        found[name] = amount
        found[f"{name}_decimal"] = None if amount is None else decimal_string(amount, currency)
    return found


def _gap(gap: FigureGap) -> dict[str, object]:
    return gap._asdict() | {"on": gap.on.isoformat()}
