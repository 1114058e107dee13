"""The answer: all figures of a portfolio and of each of its securities in a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, localcontext
from math import isfinite

import numpy as np

from app.domain.fx.rates import EXACT
from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.returns.allocation import allocate
from app.domain.portfolio.returns.amount_figures import Amounts
from app.domain.portfolio.returns.figures import Figure, money, rounded
from app.domain.portfolio.returns.gains import FIFO_WITHOUT_FEES, CostMethod, Gain
from app.domain.portfolio.returns.gaps import Gap, merged
from app.domain.portfolio.returns.grid import Array, close_in_base
from app.domain.portfolio.returns.journal import Journal, keep_books
from app.domain.portfolio.returns.market import Attributes, Market, Period, Settings
from app.domain.portfolio.returns.positions import ZERO
from app.domain.portfolio.returns.rate_figures import Rates
from app.domain.portfolio.returns.report import (
    CashBalance,
    Figures,
    HoldingPerformance,
    Performance,
    SeriesPoint,
)
from app.domain.portfolio.returns.scope import Holding, Span, Whole, total
from app.domain.portfolio.returns.valuation import Valued, value_cash


def performance(  # noqa: PLR0913 - all that an answer is made from
    settings: Settings,
    activities: Sequence[Activity],
    market: Market,
    period: Period,
    *,
    method: CostMethod = FIFO_WITHOUT_FEES,
    benchmark: str | None = None,
) -> Performance:
    """Book activities and answer for a period. benchmark: a symbol of the market's prices.

    Activities have passed `activities.checks`. Takes no activity, price or rate of a day after the period.
    """
    return answer(keep_books(settings, activities, market), period, method=method, benchmark=benchmark)


def answer(
    journal: Journal, period: Period, *, method: CostMethod = FIFO_WITHOUT_FEES, benchmark: str | None = None
) -> Performance:
    """Answer for a period from books that are kept already."""
    with localcontext(EXACT), np.errstate(invalid="ignore", divide="ignore"):
        return _Answer(Span(journal, period), method, benchmark).performance()


class _Answer:
    """One answer on its way."""

    def __init__(self, span: Span, method: CostMethod, benchmark: str | None) -> None:
        self.span, self.method = span, method
        self.journal, self.currency = span.journal, span.journal.settings.currency
        self.benchmark = None if benchmark is None else close_in_base(span.journal, span.calendar, benchmark)

    def performance(self) -> Performance:
        whole = Whole(self.span)
        amounts = Amounts(whole, self.method)
        rates = Rates(amounts, self.benchmark)
        holdings = [Amounts(Holding(self.span, symbol), self.method) for symbol in self.span.symbols]
        rest = self._rest(amounts)
        # What exchange rates made of cash: the rest, less its income, plus its costs.
        cash_effect = rest - amounts.loose_income + amounts.loose_costs
        end = self.span.period.end
        return Performance(
            start=self.span.period.start,
            end=end,
            currency=self.currency,
            cost_method=str(self.method),
            figures=self._figures(amounts, rates, cash_effect=cash_effect),
            holdings=[self._holding(each) for each in holdings],
            cash=[self._cash(each, whole.cash_gaps) for each in value_cash(self.journal, end)],
            rest=money(
                rest, "gain of cash and of what belongs to no security", self.currency, whole.end_gaps
            ),
            allocation=allocate(whole.closing, self.journal.quotes.market.attributes),
            drawdown=rates.drawdown,
            roots=rates.solved.roots,
            series=self._series(whole),
            quality=merged([*whole.gaps, *whole.cost_gaps, *whole.growth.gaps]),
        )

    def _rest(self, whole: Amounts) -> Decimal:
        """Return the gain that no security made."""
        return self._cash_change() + whole.into_securities - whole.paid_in + whole.paid_out

    def _cash_change(self) -> Decimal:
        start, end = self.span.period.start, self.span.period.end
        before = ZERO if start is None else total(value_cash(self.journal, start))
        return total(value_cash(self.journal, end)) - before

    def _holding(self, amounts: Amounts) -> HoldingPerformance:
        scope = amounts.scope
        assert isinstance(scope, Holding)  # noqa: S101 - they are made above
        rates, (valued,) = Rates(amounts, self.benchmark), scope.closing
        basis, method = self.method.held(valued), f"cost / quantity, {self.method}"
        return HoldingPerformance(
            symbol=scope.symbol,
            attributes=self.journal.quotes.market.attributes.get(scope.symbol, Attributes()),
            quantity=rounded(valued.units),
            average_price=_per_unit(
                self.method.local_cost(basis), valued.units, method, scope.local_currency, scope.cost_gaps
            ),
            average_cost=_per_unit(
                self.method.cost(basis), valued.units, method, self.currency, scope.cost_gaps
            ),
            contribution=money(amounts.total_gain, "part of the total gain", self.currency, scope.end_gaps),
            figures=self._figures(amounts, rates),
            drawdown=rates.drawdown,
            roots=rates.solved.roots,
        )

    def _figures(self, amounts: Amounts, rates: Rates, *, cash_effect: Decimal = ZERO) -> Figures:
        scope, how = amounts.scope, str(self.method)
        ends, booked = scope.end_gaps, scope.flow_gaps
        kept = [*scope.closing_gaps, *scope.cost_gaps]
        effects = Gain(amounts.effects.total + cash_effect, amounts.effects.fx + cash_effect)
        closed, held = amounts.realised, amounts.unrealised

        def stated(value: Decimal, method: str, gaps: Iterable[Gap]) -> Figure:
            return money(value, method, self.currency, gaps)

        by_rate = f"cost in the security's currency x change of the rate, {how}"
        by_price = f"the gain less the currency effect, {how}"
        return Figures(
            value=stated(scope.closing_value, "quantity x close x rate", scope.closing_gaps),
            cost=stated(amounts.cost, how, scope.cost_gaps),
            total_gain=stated(amounts.total_gain, "value at the end - at the start - net flows", ends),
            realised_gain=stated(closed.total, how, scope.cost_gaps),
            unrealised_gain=stated(held.total, how, kept),
            income=stated(amounts.income, "before fee and tax", booked),
            fees=stated(amounts.fees, "sum", booked),
            taxes=stated(amounts.taxes, "sum", booked),
            net_contribution=stated(amounts.paid_in - amounts.paid_out, "paid in - paid out", booked),
            gain_on_invested=rates.gain_on_invested,
            fx_effect=stated(effects.fx, by_rate, [*ends, *kept]),
            fx_effect_realised=stated(closed.fx, by_rate, scope.cost_gaps),
            fx_effect_unrealised=stated(held.fx, by_rate, kept),
            price_effect=stated(effects.price, by_price, [*ends, *kept]),
            price_effect_realised=stated(closed.price, by_price, scope.cost_gaps),
            price_effect_unrealised=stated(held.price, by_price, kept),
            twr=rates.twr,
            twr_annualised=rates.twr_annualised,
            xirr=rates.xirr,
            max_drawdown=rates.max_drawdown,
            volatility=rates.volatility,
            downside_deviation=rates.downside_deviation,
            sharpe=rates.sharpe,
            sortino=rates.sortino,
            beta=rates.beta,
            correlation=rates.correlation,
        )

    def _cash(self, valued: Valued, cash_gaps: Iterable[Gap]) -> CashBalance:
        gaps = [each for each in cash_gaps if each.last_on == self.span.period.end]
        value = money(valued.value, "balance x rate", self.currency, gaps)
        return CashBalance(currency=valued.currency, balance=rounded(valued.units), value=value)

    def _series(self, whole: Whole) -> list[SeriesPoint]:
        first = whole.begins + 1 if self.span.period.start is None else 0
        curve, twr = whole.curve, whole.growth.level - 1
        beside = self._benchmark_growth(whole)
        columns = [self.span.calendar.ordinals, curve, twr, twr if beside is None else beside]
        return [
            SeriesPoint(
                on=date.fromordinal(day),
                value=_hundredth(value),
                twr=_number(grown),
                benchmark=None if beside is None else _number(other),
            )
            for day, value, grown, other in zip(*(each[first:].tolist() for each in columns), strict=True)
        ]

    def _benchmark_growth(self, whole: Whole) -> Array | None:
        """Return its growth since the close before the first activity, else since that of its day."""
        if self.benchmark is None:
            return None
        first = self.benchmark[whole.begins]
        if np.isnan(first):
            first = self.benchmark[self.span.calendar.index(whole.begins_on)]
        return np.asarray(self.benchmark / first - 1)


def _per_unit(whole: Decimal, units: Decimal, method: str, currency: str, gaps: Iterable[Gap]) -> Figure:
    return money(whole / units if units != 0 else ZERO, method, currency, gaps)


def _number(value: float) -> float | None:
    return value if isfinite(value) else None


def _hundredth(value: float) -> Decimal | None:
    return Decimal(f"{value:.2f}") if isfinite(value) else None
