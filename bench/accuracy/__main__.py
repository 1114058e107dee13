"""Measure how often categories, merchants and BT's descriptions are right, over labelled sets; see --help.

The sets are not part of this project; DIR holds them as categorization*.yml and merchant*.yml.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.accuracy import bt, categories, merchants
from bench.figures import Figure, keep, table

ALL_FIGURES = 4


def main() -> int:
    """Print the figures; 1 where one misses its target, and no figure for a set that is not there."""
    args = _arguments()
    figures: list[Figure] = []
    misses: list[object] = []
    for found, wrong in (_categories(args.data), _merchants(args.data), _bt()):
        figures += found
        misses += wrong
    print(table(figures))
    if args.misses:
        print("\n".join(["", *(f"- {each}" for each in misses)]))
    if len(figures) == ALL_FIGURES:
        keep("accuracy", figures)
    return int(any(each.met is False for each in figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.accuracy", description=(__doc__ or "").split(";")[0]
    )
    default = os.environ.get("TIDEWATCH_ACCURACY_DATA")
    parser.add_argument(
        "--data", metavar="DIR", default=default, help="the labelled sets; or TIDEWATCH_ACCURACY_DATA"
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


def _categories(data: str | None) -> tuple[list[Figure], Iterable[object]]:
    path = _set(data, "categorization")
    if path is None:
        return [], []
    told = categories.measure(path)
    given = told.right + sum(miss.given is not None for miss in told.misses)
    return [
        Figure(
            "categorisation: right of what it answers", _percent(told.right, given), "%", at_least=85,
            beside=f"{told.right} of {given}; {told.right_silence} rightly left open",
        ),
        Figure(
            "categorisation: answered", _percent(told.answerable_answered, told.answerable), "%", at_least=60,
            beside=f"{told.answerable_answered} of {told.answerable} that have an answer",
        ),
    ], told.misses  # fmt: skip


def _merchants(data: str | None) -> tuple[list[Figure], Iterable[object]]:
    path = _set(data, "merchant_detection")
    if path is None:
        return [], []
    told = merchants.measure(path)
    beside = f"{told.right} of {told.cases}"
    return [
        Figure("merchant name", _percent(told.right, told.cases), "%", at_least=80, beside=beside)
    ], told.misses


def _bt() -> tuple[list[Figure], Iterable[object]]:
    right, total, misses = bt.measure()
    beside = f"{right} of {total}"
    name = "BT descriptions: fields right"
    return [Figure(name, _percent(right, total), "%", at_least=99, beside=beside)], misses


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


if __name__ == "__main__":
    sys.exit(main())
