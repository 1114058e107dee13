"""Bars that are no prices are refused by name; too few of them are 'not enough data'."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.domain.trading.evaluation.folds import walk_forward
from app.domain.trading.models.catalogue import MODELS
from app.domain.trading.models.contract import Model, Watch
from app.domain.trading.models.errors import NotEnoughData, UnusableBars
from app.domain.trading.models.history import HOUR_MS, Bars, hourly
from tests.unit.forecasts.conftest import SMALL, START_MS, market

MINUTE_MS = 60_000


def test_hours_are_the_first_to_last_of_their_bars() -> None:
    bars = market(3)
    found = hourly(bars)
    assert found.close.tolist() == bars.close[3::4].tolist()
    assert found.high.tolist() == bars.high.reshape(3, 4).max(axis=1).tolist()
    assert found.low.tolist() == bars.low.reshape(3, 4).min(axis=1).tolist()
    assert found.ended_at.tolist() == [START_MS + hour * HOUR_MS for hour in (1, 2, 3)]
    squares = np.diff(np.log(bars.close)) ** 2
    assert found.variance[1] == pytest.approx(squares[3:7].sum())


def test_an_hour_that_is_not_over_is_left_out() -> None:
    bars = market(3)
    assert len(hourly(without(bars, slice(10, 12)))) == 2


def test_a_missing_hour_stands_still_and_counts_as_no_trade() -> None:
    found = hourly(without(market(100), slice(40, 44)))
    assert len(found) == 100
    assert found.close[10] == found.close[9] == found.high[10] == found.low[10]
    assert (found.volume[10], found.variance[10]) == (0, 0)


def test_twenty_minutes_are_not_enough_data() -> None:
    with pytest.raises(NotEnoughData):
        hourly(without(market(1, interval_ms=MINUTE_MS), slice(20, 60)))


def test_no_bar_at_all_is_not_enough_data() -> None:
    with pytest.raises(NotEnoughData):
        hourly(without(market(1), slice(0, 4)))


@pytest.mark.parametrize("model", [*MODELS, *SMALL], ids=lambda model: model.name)
def test_every_model_says_so_where_there_is_too_little_to_learn_from(model: Model) -> None:
    short = hourly(market(30)).until(20)
    with pytest.raises(NotEnoughData, match=r"20|needs"):
        model.fit(short, Watch())


def test_networks_need_thousands_of_windows() -> None:
    networks = [model for model in MODELS if model.kind == "network"]
    assert len(networks) == 2
    for model in networks:
        with pytest.raises(NotEnoughData, match=r"needs 4,000 windows of 48 hours .* there are 1,808"):
            model.fit(hourly(market(2_000)), Watch())


def test_folds_of_less_than_a_day_are_not_enough_data() -> None:
    with pytest.raises(NotEnoughData):
        walk_forward(200, first_test=150, folds=4)


@pytest.mark.parametrize("column", ["high", "low", "close", "volume"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_is_refused_with_its_moment(column: str, value: float) -> None:
    with pytest.raises(UnusableBars, match=rf"2023-11-15 01:15 UTC has no number as its {column}"):
        hourly(changed(market(3), 5, **{column: value}))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"low": 0.0}, "not above zero"),
        ({"low": -1.0}, "not above zero"),
        ({"volume": -1.0}, "volume below zero"),
        ({"close": 1_000.0}, "closes outside"),
        ({"high": 1.0}, "closes outside"),
        ({"opened_at": START_MS}, "not later than the one before"),
        ({"opened_at": START_MS + 1}, "do not divide an hour"),
    ],
)
def test_impossible_bars_are_refused(changes: dict[str, float], why: str) -> None:
    with pytest.raises(UnusableBars, match=why):
        hourly(changed(market(3), 5, **changes))


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(UnusableBars, match="differ in length"):
        hourly(replace(market(3), close=np.ones(2)))


@pytest.mark.parametrize("interval_ms", [0, -1, 7 * 60_000])
def test_an_interval_that_is_no_part_of_an_hour_is_refused(interval_ms: int) -> None:
    with pytest.raises(UnusableBars, match="divide an hour"):
        hourly(replace(market(8), interval_ms=interval_ms))


def test_bars_longer_than_an_hour_are_refused() -> None:
    with pytest.raises(UnusableBars, match="divide an hour"):
        hourly(replace(market(8, interval_ms=HOUR_MS), interval_ms=4 * HOUR_MS))


def test_a_constant_price_is_refused() -> None:
    flat = np.full(400, 5.0)
    with pytest.raises(UnusableBars, match="never changed"):
        hourly(replace(market(100), close=flat, high=flat * 1.01, low=flat * 0.99))


def test_bars_without_any_volume_are_refused() -> None:
    with pytest.raises(UnusableBars, match="Nothing was traded"):
        hourly(replace(market(100), volume=np.zeros(400)))


def test_a_market_that_hardly_trades_is_refused() -> None:
    volume = market(100).volume
    volume[:240] = 0
    with pytest.raises(UnusableBars, match="60%"):
        hourly(replace(market(100), volume=volume))


def test_a_history_full_of_holes_is_refused_with_their_number() -> None:
    with pytest.raises(UnusableBars, match="20 of 100 hours have no bar"):
        hourly(without(market(100), slice(40, 120)))


def changed(bars: Bars, at: int, **values: float) -> Bars:
    columns = {name: getattr(bars, name).copy() for name in values}
    for name, value in values.items():
        columns[name][at] = value
    return replace(bars, **columns)


def without(bars: Bars, left_out: slice) -> Bars:
    names = ("opened_at", "high", "low", "close", "volume")
    return replace(bars, **{name: np.delete(getattr(bars, name), left_out) for name in names})
