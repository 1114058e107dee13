"""Measures of risk from a series of returns: plain fractions, one for each observed period.

Sources: W. Sharpe, The Sharpe Ratio, Journal of Portfolio Management 1994; F. Sortino and R. van der Meer,
Downside Risk, 1991; the sample deviation (n - 1) and the scale by the root of time as in empyrical.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LARGEST_EXPONENT = 700
"""Of e, that still gives a number."""

_NO_DEVIATION = 1e-14
"""A deviation below this is the rounding of equal returns."""


def cumulative_return(returns: Array) -> float:
    """Return all periods linked."""
    return float(np.prod(1 + returns) - 1)


def annualised_return(returns: Array, periods_per_year: float) -> float | None:
    """Return the yearly rate that gives the same, None where nothing, or less, was left."""
    if not returns.size:
        return None
    return yearly(1 + cumulative_return(returns), periods_per_year / returns.size)


def yearly(level: float, per_year: float) -> float | None:
    """Return what a growth to `level` is a year; None where nothing is left, or it is past all numbers.

    per_year: how often the time of that growth fits into a year.
    """
    if level <= 0:
        return None
    exponent = math.log(level) * per_year
    return math.expm1(exponent) if exponent < _LARGEST_EXPONENT else None


def volatility(returns: Array, periods_per_year: float) -> float | None:
    """Return the sample deviation of simple returns, times the root of the periods in a year."""
    deviation = _deviation(returns)
    return None if deviation is None else deviation * math.sqrt(periods_per_year)


def volatility_log_period(returns: Array) -> float | None:
    """Return the sample deviation of log returns for the whole period, not for a year.

    As Portfolio Performance shows it; for comparison alone.
    """
    if not (returns > -1).all():
        return None
    deviation = _deviation(np.log1p(returns))
    return None if deviation is None else deviation * math.sqrt(returns.size)


def semideviation_log_period(returns: Array) -> float | None:
    """Return the same from the log returns below their mean, the squares divided by n - 1 of all."""
    if returns.size < 2 or not (returns > -1).all():
        return None
    logs = np.log1p(returns)
    below = np.minimum(logs - logs.mean(), 0)
    return float(math.sqrt((below**2).sum() / (returns.size - 1) * returns.size))


def downside_deviation(returns: Array, periods_per_year: float, target: float = 0.0) -> float | None:
    """Return the root mean square of what falls short of `target`, over all periods, scaled to a year."""
    if not returns.size:
        return None
    short = np.minimum(returns - target, 0)
    return float(math.sqrt((short**2).mean() * periods_per_year))


def sharpe(returns: Array, periods_per_year: float, risk_free: float = 0.0) -> float | None:
    """Return mean over sample deviation of what exceeds `risk_free` a period, scaled to a year."""
    deviation = _deviation(returns)
    if not deviation:
        return None
    return float((returns - risk_free).mean() / deviation * math.sqrt(periods_per_year))


def sortino(returns: Array, periods_per_year: float, target: float = 0.0) -> float | None:
    """Return the mean of what exceeds `target`, in a year, over the downside deviation."""
    downside = downside_deviation(returns, periods_per_year, target)
    if not downside:
        return None
    return float((returns - target).mean() * periods_per_year / downside)


def beta(returns: Array, benchmark: Array) -> float | None:
    """Return covariance with the benchmark over its variance; both of shape (n,)."""
    if returns.size < 2 or not _deviation(benchmark):
        return None
    return float(np.cov(returns, benchmark)[0, 1] / np.var(benchmark, ddof=1))


def correlation(returns: Array, benchmark: Array) -> float | None:
    """Return Pearson's correlation with the benchmark; both of shape (n,)."""
    if returns.size < 2 or not _deviation(returns) or not _deviation(benchmark):
        return None
    return float(np.corrcoef(returns, benchmark)[0, 1])


def _deviation(returns: Array) -> float | None:
    """Return the sample deviation, zero where all returns are alike but for rounding."""
    if returns.size < 2:
        return None
    deviation = float(returns.std(ddof=1))
    return deviation if deviation > _NO_DEVIATION else 0.0
