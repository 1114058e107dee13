"""What is remembered of texts that strangers choose: short ones alone, or a few requests would fill the memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest

from app.domain.fx.currencies import currency_problem
from app.money import is_currency
from app.tabular.dates import civil_day, read_moment
from app.texts import fold

LONG, TIMES = 1_000_000, 20


def moment(text: str) -> object:
    return read_moment(f"2026-01-{int(text[:2]) + 1:02}{' ' * len(text)}", "ymd", "UTC")


def day(text: str) -> object:
    return civil_day(f"2026-01-{int(text[:2]) + 1:02}{' ' * len(text)}", "ymd")


@pytest.mark.parametrize("read", [is_currency, currency_problem, fold, moment, day])
def test_a_long_text_is_forgotten_once_it_was_read(read: Callable[[str], object]) -> None:
    read("00")
    tracemalloc.start()
    try:
        for number in range(TIMES):
            read(f"{number:02}{'x' * LONG}")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 3 * LONG
