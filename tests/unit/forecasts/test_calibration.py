"""Intervals that cover what they say, probabilities that happen as often as they say, and neither looks ahead."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.trading.evaluation.conformal import MIN_ERRORS, calibrate
from app.domain.trading.evaluation.losses import LEVELS, covered
from app.domain.trading.evaluation.probability import EVEN, fit_curve

POINTS = 3_000


@pytest.fixture(scope="module")
def volatility() -> np.ndarray:
    """The log of a volatility that comes and goes over some two hundred hours."""
    draw, found = np.random.default_rng(1), [0.0]
    for shock in draw.standard_normal(POINTS - 1):
        found.append(0.995 * found[-1] + 0.05 * shock)
    return np.array(found)


@pytest.mark.parametrize("tails", [2.5, 4.0, 100.0])
def test_coverage_holds_whatever_the_errors_distribution(volatility: np.ndarray, tails: float) -> None:
    errors = np.random.default_rng(2).standard_t(tails, POINTS)
    quantiles, _ = calibrate(errors, volatility, horizon_h=1)
    for share in (0.5, 0.8, 0.95):
        hit = covered(quantiles[MIN_ERRORS + 1 :], errors[MIN_ERRORS + 1 :], share=share)
        assert hit.mean() == pytest.approx(share, abs=0.025)


def test_coverage_holds_in_calm_and_wild_hours_where_the_model_is_wrong_about_both(
    volatility: np.ndarray,
) -> None:
    """The predicted deviation is twice too large when calm, half when wild; one interval for all would fail."""
    wrong = np.exp(0.7 * np.clip(volatility / volatility.std(), -1, 1))
    errors = np.random.default_rng(3).standard_normal(POINTS) * wrong
    quantiles, _ = calibrate(errors, volatility, horizon_h=1)
    late = slice(MIN_ERRORS * 2, None)
    hit = covered(quantiles[late], errors[late], share=0.8)
    fixed = np.abs(errors[late]) <= np.quantile(np.abs(errors), 0.8)
    for side in (
        volatility[late] <= np.quantile(volatility[late], 0.2),
        volatility[late] >= np.quantile(volatility[late], 0.8),
    ):
        assert hit[side].mean() == pytest.approx(0.8, abs=0.06)
        assert abs(fixed[side].mean() - 0.8) > 0.1


def test_levels_follow_a_change_that_the_kept_errors_do_not_show(volatility: np.ndarray) -> None:
    errors = np.random.default_rng(4).standard_normal(POINTS)
    errors[1_500:] *= 2
    _, calibration = calibrate(errors, volatility, horizon_h=1)
    assert calibration.levels[3] < LEVELS[3]
    assert calibration.levels[-4] > LEVELS[-4]


def test_quantiles_ascend(volatility: np.ndarray) -> None:
    quantiles, calibration = calibrate(
        np.random.default_rng(5).standard_normal(POINTS), volatility, horizon_h=4
    )
    assert (np.diff(quantiles[MIN_ERRORS + 4 :], axis=1) >= 0).all()
    assert (np.diff(calibration.quantiles(0.0)) >= 0).all()


def test_before_there_are_enough_errors_there_is_no_quantile(volatility: np.ndarray) -> None:
    quantiles, _ = calibrate(np.zeros(POINTS), volatility, horizon_h=24)
    first = np.flatnonzero(np.isfinite(quantiles[:, 0]))[0]
    assert first == MIN_ERRORS + 24 - 1


@pytest.mark.parametrize("horizon_h", [1, 4, 24])
def test_an_error_counts_only_when_its_horizon_has_passed(volatility: np.ndarray, horizon_h: int) -> None:
    errors = np.random.default_rng(6).standard_normal(1_000)
    at = 900
    changed = errors.copy()
    changed[at - horizon_h + 1 :] = 50
    first, second = (
        calibrate(each, volatility[:1_000], horizon_h=horizon_h)[0] for each in (errors, changed)
    )
    assert np.array_equal(first[: at + 1], second[: at + 1], equal_nan=True)
    assert not np.array_equal(first[at + 1], second[at + 1])


def test_the_next_origin_has_the_quantiles_that_the_walk_would_have_given(volatility: np.ndarray) -> None:
    errors = np.random.default_rng(7).standard_normal(1_001)
    walked, _ = calibrate(errors, volatility[:1_001], horizon_h=1)
    _, calibration = calibrate(errors[:1_000], volatility[:1_000], horizon_h=1)
    assert calibration.quantiles(volatility[1_000]) == pytest.approx(walked[1_000], abs=0.02)


def outcomes_of(up: np.ndarray, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(up.size) < up


def test_an_overconfident_probability_is_drawn_to_what_happens() -> None:
    true = np.random.default_rng(8).uniform(0.3, 0.7, 4_000)
    stated = 0.5 + 2.2 * (true - 0.5)
    curve = fit_curve(stated, outcomes_of(true, 9), horizon_h=1)
    assert curve.kept > 0.8
    assert curve(np.array([0.1, 0.5, 0.9])) == pytest.approx([0.32, 0.5, 0.68], abs=0.05)


def test_a_model_that_is_wrong_the_same_way_round_is_turned() -> None:
    """The statement is upside down; a monotone curve cannot help, Platt's can."""
    true = np.random.default_rng(10).uniform(0.2, 0.8, 4_000)
    curve = fit_curve(1 - true, outcomes_of(true, 11), horizon_h=1)
    assert curve(np.array([0.2]))[0] > 0.65


@pytest.mark.parametrize("seed", range(8))
def test_without_evidence_the_answer_is_one_half_or_next_to_it(seed: int) -> None:
    draw = np.random.default_rng(seed)
    curve = fit_curve(draw.uniform(0.2, 0.8, 2_000), draw.random(2_000) < 0.5, horizon_h=1)
    assert curve(np.array([0.2, 0.8])) == pytest.approx([0.5, 0.5], abs=0.03)


def test_most_models_without_skill_are_held_to_exactly_one_half() -> None:
    exact = 0
    for seed in range(20):
        draw = np.random.default_rng(100 + seed)
        exact += fit_curve(draw.uniform(0.2, 0.8, 2_000), draw.random(2_000) < 0.5, horizon_h=1).kept == 0
    assert exact >= 10


def test_too_few_predictions_are_no_evidence() -> None:
    up = np.full(100, 0.9)
    assert fit_curve(up, up > 0, horizon_h=1) is EVEN


def test_a_market_that_only_rose_is_no_evidence() -> None:
    up = np.full(1_000, 0.9)
    assert fit_curve(up, up > 0, horizon_h=1) is EVEN
    assert EVEN(np.array([0.0, 0.3, 1.0])).tolist() == [0.5, 0.5, 0.5]


def test_a_market_that_fell_only_at_the_end_of_what_is_learnt_is_no_evidence() -> None:
    """The only falls lie within a horizon of what is held back, so that nothing has been learnt of falls."""
    up, rises = np.full(1_000, 0.9), np.full(1_000, True)
    rises[595:600] = False
    assert fit_curve(up, rises, horizon_h=24) is EVEN


def test_probabilities_stay_inside_zero_and_one() -> None:
    up = np.random.default_rng(12).random(2_000)
    curve = fit_curve(up, up > 0.5, horizon_h=1)
    assert ((curve(np.array([0.0, 1.0])) > 0) & (curve(np.array([0.0, 1.0])) < 1)).all()
