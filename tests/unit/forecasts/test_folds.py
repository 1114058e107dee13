"""Walk-forward folds: what each may see, that each stands alone, and what they come to together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.domain.trading.evaluation.fold_archive import dump_fold, load_fold
from app.domain.trading.evaluation.folds import (
    EMBARGO_H,
    FoldResult,
    has_data_for,
    joined,
    run_fold,
    walk_forward,
)
from app.domain.trading.evaluation.report import Evaluation, evaluate
from app.domain.trading.models.archive import UnreadableArchive, pack, unpack
from app.domain.trading.models.catalogue import MODELS
from app.domain.trading.models.contract import HORIZONS_H, Parameters, Step, Task, Watch
from app.domain.trading.models.errors import Cancelled, NotConverged, NotEnoughData
from app.domain.trading.models.garch import Garch
from app.domain.trading.models.har import LogHar
from app.domain.trading.models.history import History, hourly
from app.domain.trading.models.naive import Ewma
from app.domain.trading.models.windows import WINDOW_H
from tests.unit.forecasts.conftest import CHEAP, market

NAMES = tuple(model.name for model in CHEAP)


@pytest.mark.parametrize(("hours", "first", "count"), [(8_760, 4_380, 4), (2_000, 500, 3), (1_001, 600, 7)])
def test_folds_cover_each_hour_once_and_learn_from_all_before_a_gap(
    hours: int, first: int, count: int
) -> None:
    folds = walk_forward(hours, first_test=first, folds=count)
    tested = np.concatenate([np.arange(fold.test_start, fold.test_end) for fold in folds])
    assert tested.tolist() == list(range(first, hours))
    assert [fold.test_start - fold.train_end for fold in folds] == [EMBARGO_H] * count
    assert [fold.index for fold in folds] == list(range(count))


def test_a_model_takes_part_where_each_fold_has_what_it_needs() -> None:
    year, quarter = walk_forward(8_760), walk_forward(2_200)
    assert [model.name for model in MODELS if not has_data_for(model, year)] == []
    assert [model.name for model in MODELS if not has_data_for(model, quarter)] == ["log-HAR", "CNN", "GRU"]


def test_the_gap_is_as_long_as_a_window_and_the_longest_horizon() -> None:
    assert WINDOW_H + max(HORIZONS_H) <= EMBARGO_H


def test_a_fold_learns_nothing_from_what_comes_after_its_training_hours(history: History) -> None:
    fold = walk_forward(len(history), first_test=2_000, folds=2)[0]
    other = hourly(market(2_900, seed=50))
    gap = slice(fold.train_end, fold.test_start)
    changed = replace(history, variance=np.where(_within(history, gap), other.variance * 9, history.variance))
    learnt = [LogHar().fit(each.until(fold.train_end), Watch())["slopes"] for each in (history, changed)]
    assert np.array_equal(*learnt)


def test_a_fold_gives_the_same_wherever_it_is_run(history: History, results: list[FoldResult]) -> None:
    """Another process has nothing but the history, the fold and the model's name."""
    last = [result for result in results if result.model == "log-HAR"][-1]
    again = run_fold(LogHar(), history, last.fold, Watch())
    assert np.array_equal(again.prediction.variance, last.prediction.variance)
    assert again.origins.tolist() == list(range(last.fold.test_start, last.fold.test_end))


def test_a_fold_s_result_comes_back_from_its_bytes(results: list[FoldResult]) -> None:
    for result in results:
        again = load_fold(dump_fold(result))
        assert (again.model, again.fold) == (result.model, result.fold)
        for name in ("mean", "variance", "up"):
            assert np.array_equal(
                getattr(again.prediction, name), getattr(result.prediction, name), equal_nan=True
            )


@pytest.mark.parametrize("wrong", ["fold", "model", "shape", "nothing"])
def test_what_is_no_result_of_a_fold_is_refused(results: list[FoldResult], wrong: str) -> None:
    arrays, told = unpack(dump_fold(results[0]))
    if wrong == "shape":
        arrays["mean"] = arrays["mean"][:-1]
    elif wrong == "nothing":
        arrays = {}
    else:
        del told[wrong]
    with pytest.raises(UnreadableArchive):
        load_fold(pack(arrays, told))


def test_a_fold_tells_its_steps_and_ends_where_it_is_cancelled(history: History) -> None:
    fold = walk_forward(len(history), first_test=2_000, folds=2)[0]
    steps: list[Step] = []
    run_fold(Garch(), history, fold, Watch(report=steps.append))
    assert steps == [Step(1, 2), Step(2, 2)]
    with pytest.raises(Cancelled):
        run_fold(Ewma(), history, fold, Watch(is_cancelled=lambda: True))


class Silent(LogHar):
    """A model that did not converge."""

    name = "silent"

    def fit(self, history: History, watch: Watch) -> Parameters:
        return {name: values * np.nan for name, values in super().fit(history, watch).items()}


def test_a_model_that_says_no_number_is_named_and_not_scored(history: History) -> None:
    fold = walk_forward(len(history), folds=2)[1]
    with pytest.raises(NotConverged, match="silent came to no answer in fold 2"):
        run_fold(Silent(), history, fold, Watch())


def test_folds_are_joined_in_the_order_of_time(results: list[FoldResult]) -> None:
    ours = [result for result in results if result.model == "EWMA 0.94"]
    origins, prediction = joined(reversed(ours))
    assert origins.tolist() == list(range(1_560, 2_900))
    assert np.array_equal(prediction.variance, joined(ours)[1].variance)


def test_every_task_and_horizon_has_a_choice_with_the_naive_model_among_the_contestants(
    evaluation: Evaluation,
) -> None:
    naive = {
        Task.PRICE: "last price", Task.DIRECTION: "majority direction",
        Task.VOLATILITY: "EWMA 0.94", Task.INTERVAL: "EWMA 0.94",
    }  # fmt: skip
    assert len(evaluation.choices) == len(Task) * len(HORIZONS_H)
    for choice in evaluation.choices:
        assert choice.contestants[0].name == naive[choice.task]
        assert choice.chosen in {each.name for each in choice.contestants}
        assert len(choice.contestants) >= 2


def test_on_a_random_walk_the_last_price_wins_and_the_direction_is_even(evaluation: Evaluation) -> None:
    for hours in HORIZONS_H:
        assert evaluation.choice(Task.PRICE, hours).is_naive
        assert evaluation.scores["ARIMA", hours]["mae_ratio"] == pytest.approx(1, abs=0.01)
    assert evaluation.scores["majority direction", 1]["log_loss"] == pytest.approx(np.log(2), abs=0.01)


def test_where_variance_can_be_foreseen_a_model_is_chosen_over_the_naive_one(evaluation: Evaluation) -> None:
    choice = evaluation.choice(Task.VOLATILITY, 4)
    assert choice.chosen == "log-HAR"
    told = {each.name: each.against_naive for each in choice.contestants}["log-HAR"]
    assert told is not None
    assert told.p < 0.01


def test_the_scores_of_the_naive_price_are_one(evaluation: Evaluation) -> None:
    scores = evaluation.scores["last price", 24]
    assert scores["mae_ratio"] == 1
    assert scores["mase"] == pytest.approx(1, abs=0.3)


def test_coverage_is_near_what_was_promised(evaluation: Evaluation) -> None:
    """Over some 500 hours, two standard errors are 3.6 points."""
    for name in ("EWMA 0.94", "log-HAR", "GARCH"):
        assert evaluation.scores[name, 1]["coverage"] == pytest.approx(0.8, abs=0.06)


def test_accuracy_counts_no_move_twice(evaluation: Evaluation) -> None:
    """A day's direction is counted once a day, hence its wider interval."""
    hour, day = (evaluation.scores["majority direction", hours] for hours in (1, 24))
    width = {
        hours: scores["accuracy_high"] - scores["accuracy_low"] for hours, scores in ((1, hour), (24, day))
    }
    assert width[24] > 3 * width[1]


def test_what_was_shown_had_no_choice_made_by_later_losses(
    history: History, results: list[FoldResult]
) -> None:
    """The last 200 hours change; what was shown in the stretches before them stays."""
    calm = replace(
        history, close=np.where(np.arange(len(history)) >= 2_700, history.close[2_700], history.close)
    )
    seen, changed = (evaluate(each, results, NAMES).shown[1] for each in (history, calm))
    kept = seen.origins < 2_500
    assert np.array_equal(seen.quantiles[kept], changed.quantiles[kept])
    assert np.array_equal(seen.ups[kept], changed.ups[kept])
    assert not np.array_equal(seen.quantiles, changed.quantiles)


def test_too_few_predictions_to_score_are_not_enough_data(history: History) -> None:
    fold = walk_forward(len(history), first_test=2_000, folds=2)[0]
    with pytest.raises(NotEnoughData, match="can be scored"):
        evaluate(history, [run_fold(Ewma(), history, fold, Watch())], ("EWMA 0.94",))


def test_models_of_different_folds_are_not_compared(history: History, results: list[FoldResult]) -> None:
    some = [result for result in results if result.model != "GARCH" or result.fold.index == 0]
    with pytest.raises(ValueError, match="different hours"):
        evaluate(history, some, NAMES)


def _within(history: History, hours: slice) -> np.ndarray:
    at = np.arange(len(history))
    return (at >= hours.start) & (at < hours.stop)
