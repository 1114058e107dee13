"""Losses and comparisons, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.domain.trading.evaluation import losses
from app.domain.trading.evaluation.comparison import diebold_mariano, lags_for, standard_error
from app.domain.trading.evaluation.selection import choose
from app.domain.trading.evaluation.shares import wilson
from app.domain.trading.models.contract import Task


def test_qlike_is_zero_where_the_forecast_was_right_and_dearer_when_it_was_too_small() -> None:
    right, half, double = losses.qlike(np.array([1.0, 0.5, 2.0]), np.ones(3))
    assert right == 0
    assert half == pytest.approx(2 - math.log(2) - 1)
    assert double == pytest.approx(0.5 + math.log(2) - 1)
    assert half > double


def test_an_hour_without_a_move_has_a_finite_qlike() -> None:
    assert np.isfinite(losses.qlike(np.array([1e-4]), np.array([0.0]))).all()


def test_log_loss_and_brier_of_a_coin() -> None:
    even, happened = np.array([0.5, 0.5]), np.array([True, False])
    assert losses.log_loss(even, happened) == pytest.approx([math.log(2)] * 2)
    assert losses.brier(even, happened) == pytest.approx([0.25] * 2)


def test_log_loss_of_a_certainty_that_was_wrong_is_finite() -> None:
    assert losses.log_loss(np.array([1.0]), np.array([False]))[0] == pytest.approx(-math.log(1e-6))


def test_mase_is_one_for_the_naive_forecast() -> None:
    moves = np.array([1.0, -2.0, 3.0])
    assert losses.mase(moves, moves) == 1
    assert losses.mase(moves / 2, moves) == 0.5


def test_interval_score_is_the_width_and_ten_times_what_was_missed() -> None:
    """2 / (1 - 0.8) = 10."""
    outcomes = np.array([0.0, 1.5, -1.2])
    told = losses.interval_score(np.full(3, -1.0), np.full(3, 1.0), outcomes, share=0.8)
    assert told == pytest.approx([2.0, 2.0 + 5.0, 2.0 + 2.0])


def test_crps_of_a_normal_distribution_is_its_closed_form() -> None:
    """At the median of N(0, 1): 2 φ(0) - 1/√π = 0.2337 (Gneiting and Raftery 2007, equation 21)."""
    from statistics import NormalDist

    quantiles = np.array([[NormalDist().inv_cdf(level) for level in losses.LEVELS]])
    assert losses.crps(quantiles, np.array([0.0]))[0] == pytest.approx(0.2337, abs=0.01)


def test_the_central_interval_leaves_the_same_share_on_either_side() -> None:
    low, high = losses.interval(losses.LEVELS, 0.8)
    assert (low, high) == (pytest.approx(0.1), pytest.approx(0.9))
    low, high = losses.interval(losses.LEVELS, 0.95)
    assert (low, high) == (pytest.approx(0.025), pytest.approx(0.975))


@pytest.mark.parametrize(
    ("right", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_wilson_s_interval_is_the_published_one(right: int, of: int, low: float, high: float) -> None:
    """R. Newcombe, Statistics in Medicine 1998, method 3; e.g. 0 of 10: 0 to 27.75 %."""
    told = wilson(right, of)
    assert (told.low, told.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_a_share_of_nothing_may_be_anything() -> None:
    told = wilson(0, 0)
    assert math.isnan(told.value)
    assert (told.low, told.high) == (0, 1)


def test_the_error_of_independent_values_is_their_deviation_over_the_root_of_n() -> None:
    values = np.random.default_rng(1).standard_normal(10_000)
    assert standard_error(values, lags=0) == pytest.approx(values.std() / 100)
    assert standard_error(values, lags=10) == pytest.approx(0.01, rel=0.1)


def test_the_error_of_overlapping_sums_is_larger_than_it_looks() -> None:
    """Sums of 24 neighbours: the error of their mean is 24 times that of the single values."""
    values = np.random.default_rng(2).standard_normal(20_000)
    sums = np.convolve(values, np.ones(24), "valid")
    assert standard_error(sums, lags=0) < 6 / math.sqrt(sums.size)
    assert standard_error(sums, lags=lags_for(sums.size, 24)) == pytest.approx(
        24 / math.sqrt(20_000), rel=0.3
    )


def test_diebold_mariano_tells_skill_from_luck() -> None:
    draw = np.random.default_rng(3)
    one, other = draw.standard_normal(1_000) ** 2, draw.standard_normal(1_000) ** 2
    assert diebold_mariano(one, other, lags=5).p > 0.05
    better = diebold_mariano(one, other + 0.5, lags=5)
    assert better.p < 0.001
    assert better.difference < 0


def test_under_no_difference_p_is_below_a_twentieth_one_time_in_twenty() -> None:
    draw = np.random.default_rng(4)
    told = [diebold_mariano(*draw.standard_normal((2, 400)), lags=3).p for _ in range(400)]
    assert 0.03 < np.mean(np.array(told) < 0.05) < 0.08


def test_equal_losses_are_no_difference() -> None:
    assert diebold_mariano(np.ones(10), np.ones(10), lags=2) == (0.0, 0.0, 1.0)
    assert diebold_mariano(np.ones(10), np.zeros(10), lags=2).p == 0


def test_within_a_standard_error_the_simpler_model_is_chosen() -> None:
    noise = np.random.default_rng(5).standard_normal(1_000)
    losses_of = {"simple": np.ones(1_000), "rich": 1 - 0.01 + noise * 0.5}
    found = choose(
        Task.PRICE,
        1,
        {**losses_of, "rich": losses_of["rich"] - losses_of["rich"].mean() + 0.995},
        ("simple", "rich"),
    )
    assert (found.chosen, found.best, found.is_naive) == ("simple", "rich", True)


def test_a_model_that_is_clearly_better_is_chosen() -> None:
    noise = np.random.default_rng(6).standard_normal(1_000)
    found = choose(Task.VOLATILITY, 1, {"naive": 1 + noise, "good": 0.8 + noise}, ("naive", "good"))
    assert (found.chosen, found.is_naive) == ("good", False)
    naive, good = found.contestants
    assert naive.against_naive is None
    assert good.against_naive is not None
    assert good.against_naive.p < 0.01


def test_a_model_that_did_not_take_part_is_not_chosen() -> None:
    found = choose(Task.PRICE, 4, {"second": np.ones(10)}, ("first", "second"))
    assert [each.name for each in found.contestants] == ["second"]
