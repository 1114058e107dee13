"""Bars that the accuracy command reads from a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from app.domain.trading.models.history import HOUR_MS, Bars, hourly
from bench.accuracy.candles import histories, with_finer
from tests.unit.forecasts.conftest import market


def written(path: Path, **symbols: Bars) -> Path:
    columns = [
        pd.DataFrame({
            "symbol": symbol, "open_time": bars.opened_at, "open": bars.close, "high": bars.high,
            "low": bars.low, "close": bars.close, "volume": bars.volume,
        })
        for symbol, bars in symbols.items()
    ]  # fmt: skip
    pd.concat(columns).sample(frac=1, random_state=1).to_csv(path, index=False)
    return path


def test_each_symbol_s_hours_are_read_in_order(tmp_path: Path) -> None:
    one, other = market(50), market(40, seed=2, interval_ms=HOUR_MS)
    found = histories(written(tmp_path / "bars.csv", ONE=one), ["ONE"])["ONE"]
    assert found.close == pytest.approx(hourly(one).close)
    both = histories(
        written(tmp_path / "both.csv", ONE=market(50, interval_ms=HOUR_MS), OTHER=other), ["OTHER"]
    )
    assert both["OTHER"].close == pytest.approx(other.close)


def test_finer_bars_give_the_variance_of_the_hours_that_they_cover() -> None:
    fine = market(60)
    hours = hourly(fine)
    coarse = hourly(Bars(HOUR_MS, hours.ended_at - HOUR_MS, hours.high, hours.low, hours.close, hours.volume))
    part = hours.last(20)
    found = with_finer(coarse, part)
    assert found.variance[41:].tolist() == part.variance[1:].tolist()
    assert found.variance[:41].tolist() == coarse.variance[:41].tolist()
    assert np.array_equal(found.close, coarse.close)
