"""Small portfolios in a few words: activities, closes and rates from text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.fx.rates import RateTable
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.returns.figures import Figure
from app.domain.portfolio.returns.gains import CostMethod, Fees, Lots
from app.domain.portfolio.returns.gaps import GapKind
from app.domain.portfolio.returns.market import Attributes, CashMode, Market, Period, PriceHistory, Settings
from app.domain.portfolio.returns.performance import performance
from app.domain.portfolio.returns.report import HoldingPerformance, Performance

NUMBERS = frozenset({"quantity", "unit_price", "amount", "fee", "tax", "fx_rate", "received"})
AVERAGE = CostMethod(Lots.AVERAGE)
FIFO_WITH_FEES = CostMethod(Lots.FIFO, Fees.INCLUDED)
AVERAGE_WITH_FEES = CostMethod(Lots.AVERAGE, Fees.INCLUDED)


def day(text: str) -> date:
    return date.fromisoformat(text)


def act(on: str, kind: str, symbol: str | None = None, currency: str = "EUR", **fields: Any) -> Activity:
    told = {key: Decimal(str(value)) if key in NUMBERS else value for key, value in fields.items()}
    return Activity(on=day(on), type=ActivityType(kind), symbol=symbol, currency=currency, **told)


def buy(on: str, symbol: str, quantity: Any, unit_price: Any, **fields: Any) -> Activity:
    return act(on, "buy", symbol, quantity=quantity, unit_price=unit_price, **fields)


def sell(on: str, symbol: str, quantity: Any, unit_price: Any, **fields: Any) -> Activity:
    return act(on, "sell", symbol, quantity=quantity, unit_price=unit_price, **fields)


def closes(text: str, **fields: Any) -> PriceHistory:
    """Read '2024-01-02 100, 2024-01-03 101'."""
    pairs = [each.split() for each in text.split(",")] if text else []
    return PriceHistory([(day(on), Decimal(price)) for on, price in pairs], **fields)


def rates(*lines: str) -> RateTable:
    """Read '2024-01-02 EUR USD 1.1'."""
    parts = [each.split() for each in lines]
    return RateTable((day(on), source, target, Decimal(rate)) for on, source, target, rate in parts)


class Case:
    """A portfolio and its market; `at` answers for a period."""

    def __init__(
        self,
        *activities: Activity,
        prices: Mapping[str, PriceHistory | str] | None = None,
        fx: Iterable[str] = (),
        currency: str = "EUR",
        tracked: bool = False,
        allow_shorts: bool = False,
        attributes: Mapping[str, Attributes] | None = None,
    ) -> None:
        cash = CashMode.TRACKED if tracked else CashMode.IMPLICIT
        self.activities = list(activities)
        self.settings = Settings(currency=currency, cash=cash, allow_shorts=allow_shorts)
        histories = {
            symbol: closes(each) if isinstance(each, str) else each for symbol, each in (prices or {}).items()
        }
        self.market = Market(prices=histories, rates=rates(*fx), attributes=attributes or {})

    def at(self, end: str, start: str | None = None, **options: Any) -> Performance:
        period = Period(start=start and day(start), end=day(end))  # type: ignore[arg-type]
        return performance(self.settings, self.activities, self.market, period, **options)


def holding(answer: Performance, symbol: str) -> HoldingPerformance:
    (found,) = [each for each in answer.holdings if each.symbol == symbol]
    return found


def money(answer: Performance, name: str, symbol: str | None = None) -> Decimal:
    """Return an amount of the portfolio, or of a security."""
    figure = figure_of(answer, name, symbol)
    assert isinstance(figure.value, Decimal), figure
    return figure.value


def rate(answer: Performance, name: str, symbol: str | None = None) -> float:
    figure = figure_of(answer, name, symbol)
    assert isinstance(figure.value, float), figure
    return figure.value


def figure_of(answer: Performance, name: str, symbol: str | None = None) -> Figure:
    figure: Figure = getattr(holding(answer, symbol).figures if symbol else answer.figures, name)
    return figure


def gap_kinds(figure: Figure) -> set[GapKind]:
    return {each.kind for each in figure.quality}
