"""The shape of the answer: what is said of a portfolio and of each of its securities."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from app.domain.portfolio.measures.drawdown import Drawdown
from app.domain.portfolio.returns.allocation import Allocation
from app.domain.portfolio.returns.figures import Figure
from app.domain.portfolio.returns.gaps import Gap
from app.domain.portfolio.returns.market import Attributes


class Figures(Struct, frozen=True, kw_only=True):
    """What is said of a portfolio and of each security alike.

    value, cost, unrealised_gain: at the end of the period; all else within it.
    total_gain: value at the end less value at the start less what came in, net; where fees are excluded from
    cost, also price_effect + fx_effect + income - fees - taxes.
    """

    value: Figure
    cost: Figure
    total_gain: Figure
    realised_gain: Figure
    unrealised_gain: Figure
    income: Figure
    fees: Figure
    taxes: Figure
    net_contribution: Figure
    gain_on_invested: Figure
    fx_effect: Figure
    fx_effect_realised: Figure
    fx_effect_unrealised: Figure
    price_effect: Figure
    price_effect_realised: Figure
    price_effect_unrealised: Figure
    twr: Figure
    twr_annualised: Figure
    xirr: Figure
    max_drawdown: Figure
    volatility: Figure
    downside_deviation: Figure
    sharpe: Figure
    sortino: Figure
    beta: Figure
    correlation: Figure


class HoldingPerformance(Struct, frozen=True, kw_only=True):
    """One security. quantity: held at the end. average_price: per unit, in the security's currency.

    contribution: its part of the portfolio's total gain; all parts and `rest` add up to it.
    """

    symbol: str
    attributes: Attributes
    quantity: Decimal
    average_price: Figure
    average_cost: Figure
    contribution: Figure
    figures: Figures
    drawdown: Drawdown | None
    roots: tuple[float, ...]


class CashBalance(Struct, frozen=True, kw_only=True):
    """Cash in one currency at the end. value: in the portfolio's currency."""

    currency: str
    balance: Decimal
    value: Figure


class SeriesPoint(Struct, frozen=True, kw_only=True):
    """A day's close. value: rounded to a hundredth. twr, benchmark: since the period began."""

    on: date
    value: Decimal | None
    twr: float | None
    benchmark: float | None


class Performance(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """A portfolio in a period.

    start: at whose close the period begins; None: before the first activity.
    rest: the gain of cash, and of income and costs that belong to no security.
    roots: all rates that solve the flows, where there are several. quality: every gap of the period.
    """

    start: date | None
    end: date
    currency: str
    cost_method: str
    figures: Figures
    holdings: list[HoldingPerformance]
    cash: list[CashBalance]
    rest: Figure
    allocation: Allocation
    drawdown: Drawdown | None
    roots: tuple[float, ...]
    series: list[SeriesPoint]
    quality: tuple[Gap, ...]
