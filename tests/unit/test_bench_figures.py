"""A figure is judged by its ratio to what the same run measured beside it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from bench import document, figures
from bench.figures import Row, all_of, keep, kept, percentile, table

FAST = Row("intake", 600, "requests/s", "bare hello", 1_000, at_least=0.6, note="64 connections")
SLOW = Row("import", 9, "s", "COPY", 3, at_most=2.5)
TOLD = Row("preview", 1, "s", "csv.reader", 2)


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(figures, "RESULTS", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("row", "ratio", "met"), [(FAST, 0.6, True), (SLOW, 3, False), (TOLD, 0.5, None)])
def test_a_row_meets_its_goal_by_its_ratio(row: Row, ratio: float, met: bool | None) -> None:
    assert (row.ratio, row.met) == (ratio, met)


def test_what_is_missing_misses_the_goal_and_nothing_to_compare_with_does_too() -> None:
    assert all_of("rows", 10, "rows", ("sent", 10)).met is True
    assert all_of("rows", 9, "rows", ("sent", 10)).met is False
    assert Row("a", 1, "s", "b", 0, at_most=5).met is False


def test_a_row_says_figure_reference_ratio_goal_and_whether_it_is_met() -> None:
    *_, fast, slow, told = table([FAST, SLOW, TOLD]).splitlines()
    assert fast == "| intake | 600 requests/s | bare hello: 1,000 | 0.6 | ≥ 0.6 | yes | 64 connections |"
    assert slow == "| import | 9 s | COPY: 3 | 3 | ≤ 2.5 | **no** |  |"
    assert told == "| preview | 1 s | csv.reader: 2 | 0.5 |  |  |  |"


@pytest.mark.parametrize(("share", "value"), [(0, 1), (0.5, 3), (0.99, 4), (1, 4)])
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert percentile([4, 1, 3, 2], share) == value
    assert percentile([], share) == math.inf


def test_what_is_kept_has_both_numbers_and_is_read_as_it_was(results: Path) -> None:
    keep("intake", [FAST, SLOW])
    rows, told = kept("intake")
    assert rows == [FAST, SLOW]
    assert {"measured_at", "machine", "versions"} == told.keys()


def test_the_document_gets_the_tables_of_what_is_kept_and_keeps_its_words(results: Path) -> None:
    text = "before\n<!-- results: intake flush -->\nold\n<!-- end of results -->\nafter"
    keep("intake", [FAST])
    made = document.renewed(text)
    assert made.startswith("before\n")
    assert made.endswith("\nafter")
    assert table([FAST]) in made
    assert "old" not in made
    assert document.renewed(made) == made


def test_the_document_says_of_a_part_without_a_run_that_it_has_none(results: Path) -> None:
    text = "<!-- results: intake flush -->\n<!-- end of results -->"
    keep("intake", [FAST])
    made = document.renewed(text)
    assert "| flush | not yet measured on a quiet machine |" in made
    assert "| intake | not yet" not in made
