"""What cannot be trained is said: too little data, constant prices, models left out; nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from apiflask import APIFlask

from app import clock
from app.domain.trading.models.contract import Watch
from app.domain.trading.models.errors import NotEnoughData
from app.domain.trading.models.har import LogHar
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


def test_chosen_models_are_trained_beside_the_naive_ones(app: APIFlask) -> None:
    tr.add_market(app)
    found = tr.train(app, ["log-HAR"])
    assert (found.mode, found.state) == ("chosen", "done")
    assert found.models == ["last price", "EWMA 0.94", "majority direction", "log-HAR"]
