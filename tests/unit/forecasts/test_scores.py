"""A forecast's worth once its horizon has passed, by hand; and when its intervals have drifted."""

from __future__ import annotations

import math

import pytest

from app.domain.trading.evaluation.losses import LEVELS
from app.domain.trading.forecasts.logic.distribution import Distribution
from app.domain.trading.forecasts.logic.scores import has_drifted, score

SAID = Distribution(24, 0, 100.0, 101.0, (LEVELS - 0.5) / 10, 0.6, 0.03)
"""Uniform from -5 to +5 %; its 80 % interval is -4 to +4 %."""


def test_an_outcome_inside_the_interval_is_covered_and_costs_its_width() -> None:
    told = score(SAID, 100 * math.exp(0.01))
    assert told.covered
    assert told.interval_score == pytest.approx(0.08)
    assert told.naive_error == pytest.approx(0.01)
    assert told.error == pytest.approx(abs(0.01 - math.log(1.01)))
    assert told.log_loss == pytest.approx(-math.log(0.6))
    assert told.brier == pytest.approx(0.16)


@pytest.mark.parametrize("move", [0.05, -0.05])
def test_an_outcome_outside_costs_ten_times_what_it_missed_by(move: float) -> None:
    told = score(SAID, 100 * math.exp(move))
    assert not told.covered
    assert told.interval_score == pytest.approx(0.08 + 10 * 0.01)


def test_a_fall_costs_who_foretold_a_rise() -> None:
    told = score(SAID, 99.0)
    assert told.log_loss == pytest.approx(-math.log(0.4))
    assert told.brier == pytest.approx(0.36)


def test_crps_of_a_uniform_distribution_at_its_middle() -> None:
    """Of width w: w/12 = 0.1/12."""
    assert score(SAID, 100.0).crps == pytest.approx(0.1 / 12, rel=0.03)


def test_a_sharper_forecast_that_is_right_scores_better() -> None:
    sharp = Distribution(24, 0, 100.0, 100.0, (LEVELS - 0.5) / 20, 0.6, 0.03)
    assert score(sharp, 100.5).crps < score(SAID, 100.5).crps
    assert score(sharp, 110.0).crps > score(SAID, 110.0).crps


@pytest.mark.parametrize(
    ("hits", "forecasts", "drifted"),
    [(0, 49, False), (80, 100, False), (72, 100, False), (69, 100, True), (88, 100, False), (92, 100, True)],
)
def test_coverage_that_chance_hardly_gives_is_drift(hits: int, forecasts: int, drifted: bool) -> None:
    """Of 100, two and a half deviations are 10.3."""
    assert has_drifted(hits, forecasts) is drifted
