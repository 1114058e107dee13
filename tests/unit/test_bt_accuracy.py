"""The parser against rows that were made without it."""

from __future__ import annotations

import pytest

from bench.accuracy.bt import measure
from bench.accuracy.bt_grammar import generate


@pytest.mark.parametrize("seed", [7, 2026])
def test_99_of_100_fields_of_synthetic_rows_are_read_right(seed: int) -> None:
    right, total, misses = measure(rows=500, seed=seed)
    assert right / total >= 0.99, misses[:10]
    assert right + len(misses) == total


def test_the_same_seed_gives_the_same_rows() -> None:
    assert generate(20, 1) == generate(20, 1) != generate(20, 2)
