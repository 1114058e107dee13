"""What cannot be trained is said: too little data, constant prices, models left out; nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from apiflask import APIFlask

from app import clock
from app.domain.trading.evaluation import report
from app.domain.trading.forecasts.scoreboard import scoreboard
from app.domain.trading.models.arima import Arima
from app.domain.trading.models.contract import Watch
from app.domain.trading.models.errors import NotEnoughData
from app.domain.trading.models.har import LogHar
from app.domain.trading.models.history import Bars
from app.domain.trading.models.neural import Neural
from tests.support import training as tr
from tests.support.candles import add_instrument, store, walk


@pytest.mark.parametrize("hours", [30, 2_100])
def test_too_short_a_history_is_said_and_nothing_is_trained(app: APIFlask, hours: int) -> None:
    instrument_id = tr.add_market(app, hours)
    number = tr.start(app)
    found = tr.plan(app, number)
    assert (found.state, found.error) == ("failed", "not_enough_data")
    assert found.message == f"A training needs 2,160 hours of prices; there are {hours:,}."
    assert found.progress == []
    assert not tr.is_shown(app, instrument_id)


def test_twenty_minutes_of_data_are_not_enough(app: APIFlask) -> None:
    number = add_instrument(app, "BTCUSDT", "1m", has_data=True)
    clock.freeze(tr.end_of(1))
    first = int(tr.end_of(0).timestamp() // 60)
    store(app, walk(number, first, 20))
    found = tr.plan(app, tr.start(app))
    assert (found.state, found.error) == ("failed", "not_enough_data")


def test_constant_prices_are_unusable(app: APIFlask) -> None:
    instrument_id = add_instrument(app, "BTCUSDT", "1h", has_data=True)
    bars = tr.market(tr.HOURS, interval_ms=3_600_000)
    flat = replace(bars, high=bars.close * 0 + 5, low=bars.close * 0 + 5, close=bars.close * 0 + 5)
    tr.store_market(app, instrument_id, flat, 0, tr.HOURS)
    clock.freeze(tr.end_of(tr.HOURS) + tr.LATE)
    found = tr.plan(app, tr.start(app))
    assert (found.state, found.error) == ("failed", "unusable_bars")
    assert "never changed" in found.message


def test_auto_mode_leaves_out_what_cannot_be_trained_and_says_why(app: APIFlask) -> None:
    tr.add_market(app)
    network = Neural("GRU", "Gru")
    found = tr.train(app, of=[*tr.CHEAP, network])
    assert found.state == "done"
    (left,) = found.left_out
    assert left.name == "GRU"
    assert "Not installed" in left.reason or "Needs 4,192 hours" in left.reason
    assert "GRU" not in found.models


def test_a_model_that_was_asked_for_by_name_is_not_left_out_in_silence(app: APIFlask) -> None:
    instrument_id = tr.add_market(app)
    found = tr.plan(app, tr.start(app, ["GRU"]), [*tr.CHEAP, Neural("GRU", "Gru")])
    assert (found.state, found.error) == ("failed", "models_left_out")
    assert found.message.startswith("GRU: ")
    assert not tr.is_shown(app, instrument_id)


class Refusing(LogHar):
    def fit(self, history: Any, watch: Watch) -> Any:
        raise NotEnoughData("Too few wild hours.")


def test_a_model_that_finds_too_little_in_a_fold_is_left_out_of_all(app: APIFlask) -> None:
    tr.add_market(app)
    found = tr.train(app, of=[*tr.CHEAP[:3], Refusing()])
    assert found.state == "done"
    assert [(left.name, left.reason) for left in found.left_out] == [("log-HAR", "Too few wild hours.")]
    number = tr.start(app, ["log-HAR"])
    tr.plan(app, number)
    tr.run_parts(app, number, [*tr.CHEAP[:3], Refusing()])
    again = tr.seen(app, number)
    assert (again.state, again.error) == ("failed", "not_enough_data")


class Failing(LogHar):
    def fit(self, history: Any, watch: Watch) -> Any:
        raise np.linalg.LinAlgError("Singular matrix")


class Silent(LogHar):
    def predict(self, parameters: Any, history: Any, origins: Any) -> Any:
        said = super().predict(parameters, history, origins)
        return replace(said, variance=said.variance * np.nan)


class SilentAtTheEnd(LogHar):
    """Answers in each fold; what it learns from all hours brings no number."""

    def fit(self, history: Any, watch: Watch) -> Any:
        learnt = super().fit(history, watch)
        return learnt if len(history) < tr.HOURS else {**learnt, "slopes": learnt["slopes"] * np.nan}


@pytest.mark.parametrize("model", [Failing(), Silent(), SilentAtTheEnd()])
def test_a_model_that_comes_to_no_answer_is_left_out_at_once(app: APIFlask, model: LogHar) -> None:
    tr.add_market(app)
    models = [*tr.CHEAP[:3], model]
    found = tr.train(app, of=models)
    assert found.state == "done"
    (left,) = found.left_out
    assert left.name == "log-HAR"
    assert left.reason.startswith("log-HAR came to no answer ")
    number = tr.start(app, ["log-HAR"])
    tr.plan(app, number)
    tr.run_parts(app, number, models)
    again = tr.seen(app, number)
    assert (again.state, again.error) == ("failed", "not_converged")


def test_a_market_that_stood_still_for_months_is_trained_without_what_cannot_learn_from_it(
    app: APIFlask,
) -> None:
    """Its hours have highs and lows, so that it is no market without movement; its newest closes are all one."""
    instrument_id = add_instrument(app, "BTCUSDT", "1h", has_data=True)
    bars = tr.market(tr.HOURS, interval_ms=3_600_000)
    rest = slice(tr.HOURS // 2, None)
    for column, value in (("close", 100.0), ("high", 100.1), ("low", 99.9)):
        getattr(bars, column)[rest] = value
    tr.store_market(app, instrument_id, bars, 0, tr.HOURS)
    clock.freeze(tr.end_of(tr.HOURS) + tr.LATE)
    found = tr.train(app, of=[*tr.CHEAP, Arima()])
    assert (found.state, [left.name for left in found.left_out]) == ("done", ["ARIMA"])
    assert tr.predict(app, instrument_id) > 0
    tr.store_market(app, instrument_id, still_for(bars, 24), tr.HOURS, tr.HOURS + 24)
    clock.freeze(tr.end_of(tr.HOURS + 24) + tr.LATE)
    tr.predict(app, instrument_id)
    with app.app_context():
        board = {(row.prediction_type, row.timeframe): row for row in scoreboard()}
    assert board["direction", "1h"].trials == 0
    assert board["direction", "1h"].mean_loss == 0


def still_for(bars: Bars, hours: int) -> Bars:
    """The market and some hours more at its last price."""
    names = ("high", "low", "close", "volume")
    longer = {name: np.append(getattr(bars, name), np.full(hours, getattr(bars, name)[-1])) for name in names}
    opened_at = np.arange(bars.close.size + hours) * bars.interval_ms + bars.opened_at[0]
    return replace(bars, opened_at=opened_at, **longer)


def test_what_cannot_be_judged_ends_the_training(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would else be tried anew for ever: a figure of what the parts came to divides by nothing."""
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    tr.run_parts(app, number)
    monkeypatch.setattr(report, "HORIZONS_H", (1, 4, 24, 168))
    found = tr.finish(app, number)
    assert (found.state, found.error) == ("failed", "not_converged")
    assert "cannot be judged" in found.message


def test_chosen_models_are_trained_beside_the_naive_ones(app: APIFlask) -> None:
    tr.add_market(app)
    found = tr.train(app, ["log-HAR"])
    assert (found.mode, found.state) == ("chosen", "done")
    assert found.models == ["last price", "EWMA 0.94", "majority direction", "log-HAR"]
