"""Stored candles and what is rolled up from them, on both databases: new, late, corrected, in any order."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db import transaction
from app.domain.trading.candles.logic import BAR, bars_of, sorted_once
from app.domain.trading.candles.service import store_candles
from app.domain.trading.candles.tables import Candle
from app.domain.trading.candles.timeframes import Timeframe, minute_of, steps_from
from app.extensions import db
from tests.support.candles import FIRST, add_instrument, bars, by_pandas, rolled, store, walk

LONGER = [frame for frame in Timeframe if frame is not Timeframe.M1]
_numbers = iter(range(1, 10_000))


def agree(app: APIFlask, number: int, given_bars: list[tuple[Any, ...]]) -> None:
    """Compare all that is stored of an instrument with pandas."""
    stored = sorted_once(bars_of(given_bars))
    for frame in LONGER:
        assert rolled(app, number, frame) == by_pandas(stored, frame), frame


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(bars(), min_size=1, max_size=4))
def test_any_minutes_in_any_order_roll_up_to_what_pandas_makes(
    app: APIFlask, parts: list[list[tuple[Any, ...]]]
) -> None:
    number = add_instrument(app, f"C{next(_numbers)}")
    mine = [[(number, *row[1:]) for row in part] for part in parts]
    for part in mine:
        store(app, part)
    agree(app, number, [row for part in mine for row in part])


def test_an_import_of_months_and_the_same_minutes_one_by_one_are_alike(app: APIFlask) -> None:
    whole, single = add_instrument(app, "WHOLE"), add_instrument(app, "SINGLE")
    days = walk(whole, FIRST - 40 * 1440, 3_000, step=20)
    store(app, days)
    shuffled = [(single, *row[1:]) for row in days]
    random.Random(1).shuffle(shuffled)
    for at in range(0, len(shuffled), 250):
        store(app, shuffled[at : at + 250])
    for frame in LONGER:
        assert rolled(app, whole, frame) == rolled(app, single, frame) != []
    agree(app, whole, days)


def test_a_late_minute_and_a_corrected_one_change_every_bar_they_belong_to(app: APIFlask) -> None:
    number = add_instrument(app)
    minutes = walk(number, FIRST, 30)
    missing = minutes.pop(10)
    store(app, minutes)
    before = {frame: rolled(app, number, frame) for frame in LONGER}
    store(app, [missing])
    agree(app, number, [*minutes, missing])
    corrected = (number, FIRST + 5, 1.0, 9_999.0, 0.5, 2.0, 1.0, 1, 1)
    store(app, [corrected])
    agree(app, number, [*minutes, missing, corrected])
    assert all(rolled(app, number, frame) != before[frame] for frame in LONGER)


def test_the_same_again_changes_nothing(app: APIFlask) -> None:
    number = add_instrument(app)
    for _ in range(2):
        store(app, walk(number, FIRST, 500))
        agree(app, number, walk(number, FIRST, 500))


def test_bars_of_a_quarter_of_an_hour_can_stand_in_for_minutes(app: APIFlask) -> None:
    number = add_instrument(app, interval="15m")
    quarters = walk(number, FIRST - FIRST % 15, 400, step=15)
    store(app, quarters, Timeframe.M15)
    made = [frame for frame, _ in steps_from(Timeframe.M15)]
    assert made == ["1h", "4h", "1D", "1W", "1M"]
    for frame in made:
        assert rolled(app, number, frame) == by_pandas(bars_of(quarters), frame)
    assert rolled(app, number, Timeframe.M5) == rolled(app, number, Timeframe.M15) == []


def test_a_minute_of_many_instruments_is_one_write(app: APIFlask) -> None:
    numbers = [add_instrument(app, f"MANY{n}") for n in range(20)]
    minutes = [row for number in numbers for row in walk(number, FIRST, 15)]
    for at in range(15):
        store(app, [row for row in minutes if row[1] == FIRST + at])
    for number in numbers:
        agree(app, number, walk(number, FIRST, 15))


def test_numbers_at_the_edge_of_what_can_be_are_stored_and_summed(app: APIFlask) -> None:
    """So many trades that no column holds their sum are told as the most that one holds; no volume is endless."""
    number = add_instrument(app)
    minutes = [(number, FIRST + n, 1e-8, 9e19, 1e-8, 9e19, 9e19, 2**31 - 1, 1) for n in range(12)]
    store(app, minutes)
    for row in minutes:
        store(app, [row])
    for frame in LONGER:
        for _, *prices, volume, trades, _parts in rolled(app, number, frame):
            assert prices == [1e-8, 9e19, 1e-8, 9e19]
            assert np.isfinite(volume)
            assert trades == 2**31 - 1


def test_writers_of_one_bar_at_the_same_moment_lose_nothing(app: APIFlask) -> None:
    number = add_instrument(app)
    minutes = walk(number, FIRST - FIRST % 60, 60)
    threads = [threading.Thread(target=store, args=(app, minutes[at::6])) for at in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    agree(app, number, minutes)


def fail_after_storing(app: APIFlask, number: int) -> None:
    with app.app_context(), transaction() as session:
        store_candles(bars_of(walk(number, FIRST, 10)), Timeframe.M1)
        session.execute(sa.text("no statement"))


def test_a_write_that_is_rolled_back_leaves_nothing(app: APIFlask) -> None:
    number = add_instrument(app)
    with pytest.raises(sa.exc.DBAPIError):
        fail_after_storing(app, number)
    assert rolled(app, number, Timeframe.D1) == []
    store(app, walk(number, FIRST, 10))
    agree(app, number, walk(number, FIRST, 10))


def test_nothing_to_store_is_no_write(app: APIFlask) -> None:
    with app.app_context(), transaction():
        store_candles(np.empty(0, dtype=BAR), Timeframe.M1)


def test_on_postgresql_each_month_is_a_table_of_its_own(app: APIFlask) -> None:
    number = add_instrument(app)
    first = minute_of(datetime(2031, 1, 31, 23, 58, tzinfo=UTC))
    store(app, walk(number, first, 4))
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Candle)) == 4
        if db.engine.dialect.name == "postgresql":
            for name in ("candles_203101", "candles_203102"):
                assert db.session.scalar(sa.text(f"SELECT count(*) FROM {name}")) == 2
