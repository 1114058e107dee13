"""Measure how often categories, merchants, BT's descriptions and forecasts are right; see --help.

What they are measured with is not part of this project: DIR holds labelled sets as categorization*.yml and
merchant*.yml, FILE the hourly bars of exchanges (bench/accuracy/candles.py).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from bench import document
from bench.accuracy import bt, categories, merchants
from bench.figures import Row, keep, table

ALL_ROWS = 4
SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"]


def main() -> int:
    """Print the rows; 1 where one misses its goal, and no row for a set that is not there."""
    args = _arguments()
    rows: list[Row] = []
    misses: list[object] = []
    for found, wrong in (_categories(args.data), _merchants(args.data), _bt()):
        rows += found
        misses += wrong
    print(table(rows))
    forecast_rows = _forecasts(args.candles, args.finer)
    if args.misses:
        print("\n".join(["", *(f"- {each}" for each in misses)]))
    if len(rows) == ALL_ROWS:
        keep("accuracy", rows)
        document.renew()
    return int(any(row.met is False for row in [*rows, *forecast_rows]))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.accuracy", description=(__doc__ or "").split(";")[0]
    )
    default = os.environ.get("TIDEWATCH_ACCURACY_DATA")
    parser.add_argument(
        "--data", metavar="DIR", default=default, help="the labelled sets; or TIDEWATCH_ACCURACY_DATA"
    )
    parser.add_argument("--candles", metavar="FILE", type=Path, help="hourly bars, .parquet or .csv")
    parser.add_argument(
        "--finer", metavar="FILE", type=Path, help="finer bars, for the variance within hours"
    )
    parser.add_argument("--misses", action="store_true", help="list what was wrong")
    return parser.parse_args()


def _set(data: str | None, word: str) -> Path | None:
    """Find the set that has a word in its name; say so where there is none."""
    found = sorted(Path(data).glob(f"*{word}*.yml")) if data else []
    if not found:
        print(f"{word}: no data set")
        return None
    return found[0]


def _categories(data: str | None) -> tuple[list[Row], Iterable[object]]:
    path = _set(data, "categorization")
    if path is None:
        return [], []
    told = categories.measure(path)
    given = told.right + sum(miss.given is not None for miss in told.misses)
    return [
        Row("categories: right", told.right, "cases", "answered", given, at_least=0.85,
            note=f"{told.right_silence} rightly left open"),
        Row("categories: answered", told.answerable_answered, "cases", "those that have an answer",
            told.answerable, at_least=0.6),
    ], told.misses  # fmt: skip


def _merchants(data: str | None) -> tuple[list[Row], Iterable[object]]:
    path = _set(data, "merchant_detection")
    if path is None:
        return [], []
    told = merchants.measure(path)
    return [Row("merchants: right", told.right, "cases", "all", told.cases, at_least=0.8)], told.misses


def _forecasts(path: Path | None, finer: Path | None) -> list[Row]:
    """Measure forecasts, where there are bars to do it with."""
    if path is None:
        print("forecasts: no bars")
        return []
    from bench.accuracy import auto_training, candles, forecasts

    histories = candles.histories(path, SYMBOLS)
    if finer is not None:
        fine = candles.histories(finer, SYMBOLS)
        histories = {name: candles.with_finer(history, fine[name]) for name, history in histories.items()}
    rows = [forecasts.garch_parameters(), *auto_training.measure(SYMBOLS[0], histories[SYMBOLS[0]])]
    for symbol, history in histories.items():
        rows += forecasts.measure(symbol, history)
    print(table(rows))
    keep("forecasts", rows)
    document.renew()
    return rows


def _bt() -> tuple[list[Row], Iterable[object]]:
    right, total, misses = bt.measure()
    return [Row("BT descriptions: right", right, "fields", "all", total, at_least=0.99)], misses


if __name__ == "__main__":
    sys.exit(main())
