"""Prices that stay, move by single ticks or only one way: an answer or none, never an error or a false direction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.domain.trading.evaluation.folds import FoldResult, fit_all, run_fold, walk_forward
from app.domain.trading.evaluation.probability import fit_curve
from app.domain.trading.evaluation.report import evaluate
from app.domain.trading.forecasts.logic.distribution import Distribution
from app.domain.trading.forecasts.logic.forecaster import assemble, forecast
from app.domain.trading.forecasts.logic.scores import score
from app.domain.trading.models.arima import Arima
from app.domain.trading.models.contract import Model, Parameters, Watch
from app.domain.trading.models.errors import NotConverged
from app.domain.trading.models.garch import Garch
from app.domain.trading.models.history import HOUR_MS, Array, History, hourly
from app.domain.trading.models.naive import MajorityDirection
from app.domain.trading.models.targets import rise_shares
from tests.unit.forecasts.conftest import CHEAP, market
from tests.unit.forecasts.test_scores import SAID

HOURS = 3_100
TICK = 1e-8


def walk(closes: Array) -> Array:
    """A price of few ticks that never leaves the lowest for long."""
    ticks = np.round(3 * np.exp(np.cumsum(np.random.default_rng(0).normal(0, 0.01, closes.size))))
    return np.asarray(np.clip(ticks, 1, 4) * TICK)


SHAPES: dict[str, Callable[[Array], Array]] = {
    "still in its newer half": lambda closes: np.where(
        np.arange(HOURS) < 0.52 * HOURS, closes, closes[HOURS // 2]
    ),
    "at the smallest price there is": lambda closes: np.where(np.arange(HOURS) < 0.55 * HOURS, closes, TICK),
    "still but for its end": lambda closes: np.where(np.arange(HOURS) < 0.9 * HOURS, 100.0, closes),
    "by single ticks": walk,
    "the same rise each hour": lambda closes: 100 * np.exp(1e-4 * np.arange(HOURS)),
    "to and fro": lambda closes: 100 * np.exp(1e-3 * (np.arange(HOURS) % 2)),
    "falling to nothing": lambda closes: closes * np.exp(-np.linspace(0, 25, HOURS)),
    "a jump of a million times": lambda closes: closes * np.where(np.arange(HOURS) < 1_400, 1.0, 1e6),
}


def history_of(shape: str) -> History:
    bars = market(HOURS, interval_ms=HOUR_MS)
    closes = SHAPES[shape](bars.close)
    before = np.concatenate([closes[:1], closes[:-1]])
    high, low = np.maximum(closes, before) * 1.0001, np.minimum(closes, before) / 1.0001
    return hourly(replace(bars, close=closes, high=high, low=low))


def forecasts_of(history: History) -> tuple[list[Distribution], set[str]]:
    """Train whatever comes to an answer; return what is forecast, and the names of those that do not."""
    results: list[FoldResult] = []
    learnt: dict[str, Parameters] = {}
    silent = set()
    for model in CHEAP:
        try:
            found = [run_fold(model, history, fold, Watch()) for fold in walk_forward(HOURS, folds=3)]
            learnt[model.name] = fit_all(model, history, Watch())
            results += found
        except NotConverged:
            silent.add(model.name)
    evaluation = evaluate(history, results, tuple(learnt))
    return forecast(assemble(evaluation, learnt), history, CHEAP), silent


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_forecast_are_numbers_in_order_and_only_models_that_learn_are_silent(shape: str) -> None:
    history = history_of(shape)
    said, silent = forecasts_of(history)
    assert silent <= {"ARIMA", "GARCH"}
    for each in said:
        numbers = [each.last, each.expected, each.up, each.deviation, *each.quantiles]
        assert np.isfinite(numbers).all()
        assert (np.diff(each.quantiles) >= 0).all()
        assert each.deviation > 0


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "shape", ["still in its newer half", "at the smallest price there is", "by single ticks"]
)
def test_a_price_that_stays_is_not_foretold_to_fall(shape: str) -> None:
    for each in forecasts_of(history_of(shape))[0]:
        assert abs(each.up - 0.5) < 0.05
        assert each.price_at(0.1) * 0.999 <= each.last <= each.price_at(0.9) * 1.001


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("model", [Arima(), Garch()], ids=lambda model: model.name)
def test_a_model_that_prices_bring_to_no_number_says_so(model: Model) -> None:
    still = history_of("still but for its end").until(1_500)
    with pytest.raises(NotConverged, match=f"{model.name} came to no answer from all hours"):
        fit_all(model, still, Watch())


def test_a_price_that_stays_is_half_a_rise() -> None:
    assert rise_shares(np.array([0.1, -0.1, 0.0, -0.0])).tolist() == [1.0, 0.0, 0.5, 0.5]
    assert np.isnan(rise_shares(np.array([np.nan])))[0]


def test_the_majority_of_a_still_market_is_none() -> None:
    history = history_of("still but for its end").until(2_000)
    up = MajorityDirection().fit(history, Watch())["up"]
    assert up.tolist() == [0.5, 0.5, 0.5]


def test_a_curve_fitted_to_prices_that_mostly_stay_claims_no_more_than_they_move() -> None:
    """Of ten hours nine stay; the others are told as they come, so that 0.8 of one is 0.53 of all."""
    draw = np.random.default_rng(3)
    stated = draw.choice([0.2, 0.8], 20_000)
    rises = np.where(draw.random(20_000) < 0.9, 0.5, (draw.random(20_000) < stated).astype(float))
    curve = fit_curve(stated, rises, horizon_h=1)
    assert curve(np.array([0.2, 0.8])) == pytest.approx([0.47, 0.53], abs=0.01)


def test_of_a_price_that_stayed_no_side_was_right_and_a_coin_lost_nothing() -> None:
    told = score(SAID, SAID.last)
    assert (told.brier, told.naive_brier) == (pytest.approx(0.01), 0.0)
    assert told.log_loss == pytest.approx(-(np.log(0.6) + np.log(0.4)) / 2)
    assert score(SAID, 101.0).naive_brier == score(SAID, 99.0).naive_brier == 0.25
