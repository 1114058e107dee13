"""Risk from a series of returns, by hand and by published examples."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest

from app.domain.portfolio.measures import risk
from app.domain.portfolio.measures.drawdown import Drawdown, max_drawdown

MIXED = np.array([0.01, 0.1, -0.04, 0.02, 0.03, 0.02, 0.01, -0.1])
"""empyrical's test series; the expected figures are the ones it publishes."""


def days(count: int) -> list[date]:
    return [date(2015, 1, 1) + timedelta(days=day) for day in range(count)]


def drawdown(*values: float) -> Drawdown:
    return max_drawdown(np.array(values), days(len(values)).__getitem__)


def test_figures_of_a_published_daily_series() -> None:
    assert risk.volatility(MIXED, 252) == pytest.approx(0.9136465399704637)
    assert risk.downside_deviation(MIXED, 252) == pytest.approx(0.6044832503882965)
    assert risk.sharpe(MIXED, 252) == pytest.approx(1.7238613961706866)
    assert risk.sortino(MIXED, 252) == pytest.approx(2.605531251673693)
    assert risk.cumulative_return(MIXED) == pytest.approx(0.0389310917, abs=1e-9)


def test_a_yearly_rate_is_the_one_that_links_to_the_same() -> None:
    assert risk.annualised_return(np.array([0.1, 0.1]), 1) == pytest.approx(0.1)
    assert risk.annualised_return(np.array([0.21]), 0.5) == pytest.approx(0.1)
    assert risk.annualised_return(np.array([-1.0, 0.5]), 252) is None
    assert risk.annualised_return(np.array([99.0]), 365) is None  # 100 to the power of 365


def test_portfolio_performance_s_deviations_are_of_log_returns_for_the_period() -> None:
    # logs of 1.01 and 0.99: 0.00995033, -0.01005034; mean -0.00005; each 0.01000033 from it
    returns = np.array([0.01, -0.01])
    assert risk.volatility_log_period(returns) == pytest.approx(0.01000033 * 2, abs=1e-7)
    assert risk.semideviation_log_period(returns) == pytest.approx(0.01000033 * math.sqrt(2), abs=1e-7)


def test_a_series_that_moves_twice_as_much_has_a_beta_of_two() -> None:
    market = np.array([0.01, -0.02, 0.03, 0.0])
    assert risk.beta(2 * market, market) == pytest.approx(2)
    assert risk.correlation(2 * market, market) == pytest.approx(1)
    assert risk.correlation(-market, market) == pytest.approx(-1)


@pytest.mark.parametrize("returns", [[], [0.1], [0.01, 0.01, 0.01]])
def test_without_a_deviation_there_is_no_ratio(returns: list[float]) -> None:
    assert risk.sharpe(np.array(returns), 252) is None
    assert risk.beta(np.array(returns), np.array(returns)) is None


def test_without_a_loss_there_is_no_sortino_ratio() -> None:
    assert risk.sortino(np.array([0.01, 0.02]), 252) is None


def test_a_loss_on_the_first_day_is_part_of_the_drawdown() -> None:
    # -10 %, then -16.67 %: 0.75 of the starting value
    assert drawdown(1, 0.9, 0.75, 0.7875).depth == pytest.approx(-0.25)
    assert drawdown(1, 0.9, 0.75, 0.7875).peak_on == date(2015, 1, 1)


def test_a_drawdown_names_peak_trough_and_recovery() -> None:
    found = drawdown(100, 120, 110, 80, 85, 120, 130, 125)
    assert found.depth == pytest.approx(-1 / 3)
    assert (found.peak_on, found.trough_on, found.recovered_on) == (days(8)[1], days(8)[3], days(8)[5])


def test_a_loss_that_lasts_has_no_recovery() -> None:
    assert drawdown(100, 80, 99).recovered_on is None


def test_what_never_falls_has_a_drawdown_of_zero() -> None:
    assert drawdown(100, 100, 110).depth == 0
