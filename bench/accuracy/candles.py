"""Bars to measure forecasts with, from one file: columns symbol, open_time (ms), high, low, close, volume."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from app.domain.trading.models.history import Bars, History, hourly

COLUMNS = ["symbol", "open_time", "high", "low", "close", "volume"]


def histories(path: Path, symbols: list[str]) -> dict[str, History]:
    """Read each symbol's hours from a Parquet file (which needs pyarrow) or a CSV file."""
    read = pd.read_parquet if path.suffix == ".parquet" else pd.read_csv
    rows = read(path)[COLUMNS].sort_values("open_time")
    return {symbol: _hours(rows[rows["symbol"] == symbol]) for symbol in symbols}


def with_finer(history: History, finer: History) -> History:
    """Take each hour's realised variance from finer bars where there are any: it is the less noisy."""
    there = np.isin(history.ended_at, finer.ended_at[1:])
    variance = history.variance.copy()
    variance[there] = finer.variance[np.isin(finer.ended_at, history.ended_at[there])]
    return replace(history, variance=variance)


def _hours(rows: pd.DataFrame) -> History:
    opened_at = rows["open_time"].to_numpy(np.int64)
    columns = {name: rows[name].to_numpy(np.float64) for name in ("high", "low", "close", "volume")}
    return hourly(Bars(interval_ms=int(np.diff(opened_at).min()), opened_at=opened_at, **columns))
