"""Longer bars made from shorter ones: boundaries, bars without a trade, and what cannot be."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.trading.candles.logic import BAR, bars_of, bucket_starts, possible, roll_up, sorted_once
from app.domain.trading.candles.timeframes import (
    BASES,
    Timeframe,
    end_of,
    minute_of,
    moment_of,
    start_of,
    steps_from,
)
from tests.support.candles import bars, by_pandas, shown

FRAMES = list(Timeframe)
MINUTE = st.integers(minute_of(datetime(2019, 1, 1, tzinfo=UTC)), minute_of(datetime(2028, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    ("frame", "moment", "start", "end"),
    [
        ("5m", "2026-03-01T00:07", "2026-03-01T00:05", "2026-03-01T00:10"),
        ("4h", "2026-03-01T23:59", "2026-03-01T20:00", "2026-03-02T00:00"),
        ("1D", "2026-03-29T01:30", "2026-03-29T00:00", "2026-03-30T00:00"),
        ("1W", "2026-03-01T23:59", "2026-02-23T00:00", "2026-03-02T00:00"),  # a Sunday
        ("1W", "2026-03-02T00:00", "2026-03-02T00:00", "2026-03-09T00:00"),  # a Monday
        ("1M", "2024-02-29T12:00", "2024-02-01T00:00", "2024-03-01T00:00"),
        ("1M", "2025-12-31T23:59", "2025-12-01T00:00", "2026-01-01T00:00"),
    ],
)
def test_bars_begin_and_end_at_utc_boundaries(frame: str, moment: str, start: str, end: str) -> None:
    minute = at(moment)
    assert start_of(Timeframe(frame), minute) == at(start)
    assert end_of(Timeframe(frame), minute) == at(end)


def at(text: str) -> int:
    return minute_of(datetime.fromisoformat(text).replace(tzinfo=UTC))


@given(minute=MINUTE, frame=st.sampled_from(FRAMES))
def test_arrays_and_single_minutes_have_the_same_boundaries(minute: int, frame: Timeframe) -> None:
    assert bucket_starts(frame, np.array([minute])).tolist() == [start_of(frame, minute)]
    assert start_of(frame, minute) <= minute < end_of(frame, minute)
    assert minute_of(moment_of(minute)) == minute


@settings(deadline=None, max_examples=60)
@given(bars(), st.sampled_from(BASES))
def test_every_timeframe_is_what_pandas_makes_of_the_stored_bars(
    given_bars: list[tuple[float, ...]], base: Timeframe
) -> None:
    stored = bars_of(given_bars)
    stored["start"] = bucket_starts(base, stored["start"])
    made = {base: sorted_once(stored)}
    for frame, shorter in steps_from(base):
        made[frame] = roll_up(made[shorter], frame)
        assert shown(made[frame]) == by_pandas(stored, frame)


def test_bars_without_a_trade_say_nothing_of_open_high_and_low() -> None:
    flat = [(1, 0, 50.0, 50.0, 50.0, 50.0, 0.0, 0, 1), (1, 4, 90.0, 90.0, 90.0, 90.0, 0.0, 0, 1)]
    traded = [(1, 1, 60.0, 62.0, 59.0, 61.0, 2.5, 3, 1), (1, 2, 61.0, 63.0, 60.0, 62.0, 1.25, 4, 1)]
    rolled = roll_up(sorted_once(bars_of([*flat, *traded])), Timeframe.M5)
    assert rolled.tolist() == [(1, 0, 60.0, 63.0, 59.0, 90.0, 3.75, 7, 4)]
    rolled = roll_up(sorted_once(bars_of(flat)), Timeframe.M5)
    assert rolled.tolist() == [(1, 0, 50.0, 90.0, 50.0, 90.0, 0.0, 0, 2)]


def test_two_instruments_share_no_bar() -> None:
    mixed = bars_of([(n, m, n, n, n, n, 1.0, 1, 1) for m in range(10) for n in (2, 1)])
    rolled = roll_up(sorted_once(mixed), Timeframe.M5)
    assert rolled[["instrument", "start", "open", "volume"]].tolist() == [
        (1, 0, 1.0, 5.0), (1, 5, 1.0, 5.0), (2, 0, 2.0, 5.0), (2, 5, 2.0, 5.0),
    ]  # fmt: skip


def test_sums_of_volumes_are_the_decimals_that_they_stand_for() -> None:
    tenths = bars_of([(1, minute, 1.0, 1.0, 1.0, 1.0, 0.1, 1, 1) for minute in range(5)])
    assert roll_up(tenths, Timeframe.M5)["volume"].tolist() == [0.5]
    assert sum([0.1] * 8) != 0.8  # what doubles do by themselves
    day = bars_of([(1, minute, 1.0, 1.0, 1.0, 1.0, 0.00000001, 1, 1) for minute in range(1440)])
    assert roll_up(day, Timeframe.D1)["volume"].tolist() == [0.0000144]


@settings(deadline=None)
@given(st.integers(0, 8), st.lists(st.integers(1, 10**11), min_size=1, max_size=1440))
def test_a_sum_of_volumes_is_exact_whatever_their_size(places: int, counted: list[int]) -> None:
    """Up to 15 digits, which is what the largest markets have in a month; decimals are the oracle."""
    counted = [each % (10**15 // len(counted)) for each in counted]
    texts = [format(Decimal(each).scaleb(-places), "f") for each in counted]
    minutes = bars_of((1, at, 1.0, 1.0, 1.0, 1.0, float(text), 1, 1) for at, text in enumerate(texts))
    (volume,) = roll_up(minutes, Timeframe.D1)["volume"].tolist()
    assert volume == float(sum(map(Decimal, texts)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"high": 9.0}, {"low": 11.5}, {"open": 13.0}, {"close": 7.0}, {"high": 7.0, "low": 12.0},
        {"open": np.nan}, {"volume": np.nan}, {"high": np.inf}, {"volume": -1.0}, {"trades": -1},
        {"open": 0.0, "low": 0.0}, {"low": -8.0}, {"volume": 1e20}, {"high": 1e300}, {"volume": np.inf},
    ],
)  # fmt: skip
def test_a_bar_that_cannot_be_is_recognised(wrong: dict[str, float]) -> None:
    two = bars_of([(1, minute, 10.0, 12.0, 8.0, 11.0, 5.0, 2, 1) for minute in (0, 1)])
    for name, value in wrong.items():
        two[name][1] = value
    assert possible(two).tolist() == [True, False]


def test_of_a_minute_that_comes_twice_the_last_counts() -> None:
    twice = bars_of([(1, 5, v, v, v, v, 1.0, 1, 1) for v in (10.0, 20.0)] + [(1, 4, 1, 1, 1, 1, 1, 1, 1)])
    assert sorted_once(twice)[["start", "open"]].tolist() == [(4, 1.0), (5, 20.0)]
    assert len(sorted_once(np.empty(0, dtype=BAR))) == 0


def test_the_oracle_is_independent() -> None:
    """What it says of a minute of its own: pandas' own resampling, no code of ours."""
    frame = pd.DataFrame(
        {"close": [1.0, 2.0]}, index=pd.to_datetime(["2026-01-31 23:59", "2026-02-01 00:00"])
    )
    assert frame.resample("MS").last()["close"].tolist() == [1.0, 2.0]
