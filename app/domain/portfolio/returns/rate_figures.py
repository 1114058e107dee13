"""The figures that are rates: returns and risk, from daily growth and from dated flows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cached_property

import numpy as np

from app.domain.portfolio.measures import risk
from app.domain.portfolio.measures.drawdown import Drawdown, max_drawdown
from app.domain.portfolio.measures.xirr import (
    DAYS_PER_YEAR,
    NO_SOLUTION,
    RateStatus,
    Xirr,
    paid_by_day,
    solve,
)
from app.domain.portfolio.returns.amount_figures import Amounts
from app.domain.portfolio.returns.figures import Figure, FigureStatus, rate
from app.domain.portfolio.returns.gaps import Gap, GapKind, merged
from app.domain.portfolio.returns.grid import Array

MIN_RETURNS = 20
"""Fewer say little about a deviation."""

_DAILY, _DAILY_AND_WEEKENDS = 252, 365
_PACES = ((5, 9, 52), (25, 35, 12), (85, 97, 4), (350, 380, 1))
"""Days between prices, from and to, and how many such periods a year has."""


class Rates:
    """Returns and risk of a scope. benchmark: closes in the base currency for each day, NaN where unknown."""

    def __init__(self, amounts: Amounts, benchmark: Array | None) -> None:
        self.scope, self.amounts, self.benchmark = amounts.scope, amounts, benchmark
        self._level = self.scope.growth.level
        self._gaps = [*self.scope.gaps, *self.scope.growth.gaps]

    def gap(self, kind: GapKind) -> Gap:
        """Name a gap of the whole period."""
        return Gap(kind, "", self.scope.begins_on, self.scope.span.period.end)

    @property
    def days(self) -> int:
        """The length of the period, from when there was something."""
        return (self.scope.span.period.end - self.scope.begins_on).days

    @cached_property
    def twr(self) -> Figure:
        """The time-weighted return of the period."""
        return self._path("time-weighted, a sub-period ends at each flow", lambda: float(self._level[-1] - 1))

    @cached_property
    def twr_annualised(self) -> Figure:
        """The same a year, said to say little where the period is shorter."""
        return self._path("time-weighted, (1 + twr)^(365 / days) - 1", self._annual, *self._short)

    def _annual(self) -> float | None:
        level = float(self._level[-1])
        if self.days == 0 or np.isnan(level):
            return None if self.days == 0 else level
        return -1.0 if level == 0 else risk.yearly(level, DAYS_PER_YEAR / self.days)

    @property
    def _short(self) -> list[Gap]:
        return [self.gap(GapKind.UNDER_A_YEAR)] if self.days < DAYS_PER_YEAR else []

    def _path(self, method: str, number: Callable[[], float | None], *more: Gap) -> Figure:
        """State a figure of the daily growth, none where nothing was held or the capital was below zero."""
        lacks = None if self._has_something else self.gap(GapKind.NO_RETURN)
        found = None if lacks or not self.scope.growth.has_capital else number()
        if found is None and lacks is None and self.scope.growth.has_capital:
            lacks = self.gap(GapKind.NO_RETURN)
        return rate(found, method, [*self._gaps, *more], lacks=lacks)

    @property
    def _has_something(self) -> bool:
        return self.scope.has_something

    @cached_property
    def flows(self) -> list[tuple[date, Decimal]]:
        """Flows as their owner sees them, paid below zero, with the values at both ends."""
        scope = self.scope
        return [
            (scope.span.opening_on, -scope.opening_value),
            *scope.net_flows,
            (scope.span.period.end, scope.closing_value),
        ]

    @property
    def paid(self) -> dict[date, float]:
        """The same by day, with those that are kept from before the days that are computed."""
        return self.scope.before.paid.by_day() | paid_by_day(self.flows)

    @cached_property
    def solved(self) -> Xirr:
        """The rates that solve the flows; none where one is missing, or has the sign of no investment.

        A position that began with money received, sold short, has a rate of borrowing, above zero for a loss.
        """
        gain = self.amounts.total_gain
        if gain.is_nan():
            return NO_SOLUTION
        found = solve(self.paid)
        if found.rate is not None and (found.rate > 0) != (gain > 0) and round(gain, 9) != 0:
            return NO_SOLUTION
        return found

    @cached_property
    def xirr(self) -> Figure:
        """The money-weighted return."""
        method = "money-weighted, actual days / 365, a year"
        gaps = [*self.scope.end_gaps, *self._short]
        if self.amounts.total_gain.is_nan():
            return rate(float("nan"), method, [*self.scope.gaps])
        if self.solved.status is RateStatus.NO_UNIQUE_SOLUTION:
            quality = merged([*gaps, self.gap(GapKind.SEVERAL_ROOTS)])
            status = FigureStatus.NO_UNIQUE_SOLUTION
            return Figure(value=None, method=method, quality=quality, status=status)
        return rate(self.solved.rate, method, gaps, lacks=self.gap(GapKind.NO_RETURN))

    @cached_property
    def gain_on_invested(self) -> Figure:
        """Total gain over the value at the start and all that came in."""
        gain, invested = self.amounts.total_gain, self.amounts.invested
        gaps = self.scope.end_gaps
        method = "total gain / (value at the start + all that came in)"
        if gain.is_nan() or invested.is_nan():
            return rate(float("nan"), method, self.scope.gaps)
        part = float(gain / invested) if invested > 0 else None
        return rate(part, method, gaps, lacks=self.gap(GapKind.NO_RETURN))

    @cached_property
    def drawdown(self) -> Drawdown | None:
        """The deepest fall of the growth, None where that is not known all the way."""
        level = self._level[self.scope.begins :]
        if not np.isfinite(level).all() or (level < 0).any() or not self._has_something:
            return None
        return max_drawdown(level, self._day)

    def _day(self, at: int) -> date:
        return self.scope.span.calendar.day(self.scope.begins + at) if at else self.scope.begins_on

    @cached_property
    def max_drawdown(self) -> Figure:
        """The depth of it."""
        method = "largest fall of the time-weighted growth from a peak, the first of which is the start"
        if np.isnan(self._level).any() and self.scope.growth.has_capital:
            return rate(float("nan"), method, self._gaps)
        return self._path(method, lambda: self.drawdown.depth if self.drawdown else None)

    @cached_property
    def returns(self) -> Array:
        """The return of each observed day since the one observed before."""
        at = np.concatenate([[self.scope.begins], self.scope.observed])
        level = self._level[at]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(level[1:] / level[:-1] - 1)

    @cached_property
    def periods_per_year(self) -> int | None:
        """How many observations a year has at their usual pace, None where they have none."""
        observed = self.scope.observed
        if observed.size < 2:
            return None
        weekends = int(((self.scope.span.calendar.ordinals[observed] - 1) % 7 >= 5).sum())
        pace = float(np.median(np.diff(observed)))
        if pace < 2:
            return _DAILY_AND_WEEKENDS if weekends * 10 > observed.size else _DAILY
        return next((yearly for low, high, yearly in _PACES if low <= pace <= high), None)

    def risk(self, method: str, of: Callable[[Array, int], float | None]) -> Figure:
        """State a measure of the observed returns, scaled to a year."""
        scale = self.periods_per_year
        few = [self.gap(GapKind.FEW_RETURNS)] if self.returns.size < MIN_RETURNS else []
        if scale is None:
            lacks = self.gap(GapKind.FEW_RETURNS if self.returns.size < 3 else GapKind.IRREGULAR_PRICES)
            return rate(None, method, self._gaps, lacks=lacks)
        return self._path(
            f"{method}, {scale} periods a year", lambda: of(self.returns, scale), *few, *self._short
        )

    def against(self, method: str, of: Callable[[Array, Array], float | None]) -> Figure:
        """State a measure of the observed returns beside the benchmark's."""
        if self.benchmark is None:
            return rate(None, method, lacks=self.gap(GapKind.NO_BENCHMARK))
        at = np.concatenate([[self.scope.begins], self.scope.observed])
        other = self.benchmark[at]
        theirs = other[1:] / other[:-1] - 1
        both = np.isfinite(theirs)
        few = [self.gap(GapKind.FEW_RETURNS)] if int(both.sum()) < MIN_RETURNS else []
        return self._path(method, lambda: of(self.returns[both], theirs[both]), *few)

    @cached_property
    def volatility(self) -> Figure:
        """The deviation of returns."""
        return self.risk("sample deviation of simple returns x sqrt(n)", risk.volatility)

    @cached_property
    def downside_deviation(self) -> Figure:
        """The deviation of losses."""
        return self.risk("root mean square of min(r, 0) x sqrt(n)", risk.downside_deviation)

    @cached_property
    def sharpe(self) -> Figure:
        """Return over deviation."""
        return self.risk("mean / sample deviation x sqrt(n), risk-free 0", risk.sharpe)

    @cached_property
    def sortino(self) -> Figure:
        """Return over the deviation of losses."""
        return self.risk("mean x n / downside deviation, target 0", risk.sortino)

    @cached_property
    def beta(self) -> Figure:
        """How much the benchmark's moves are moved with."""
        return self.against("covariance with the benchmark / its variance", risk.beta)

    @cached_property
    def correlation(self) -> Figure:
        """How closely."""
        return self.against("correlation with the benchmark", risk.correlation)
