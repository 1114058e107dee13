"""No spreadsheet computes a text, and it is read back as it was."""

import pytest

from app.tabular.formulas import guarded, unguarded

FORMULAS = [
    "=1+1", "+1", "-5 off", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "   -1",
    "\uff1d1", "\uff0b1", "\uff0d1", " \uff20A1", "'=1", "' =1", "''+1", "'\uff1d1",
]  # fmt: skip
TEXTS = ["", "Lidl", "'", "''", "'n Drink", "O'Neil = 1", "1-2", " a", "\u2212 5 off", "(=1)"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_compute_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", TEXTS)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@pytest.mark.parametrize("text", [*FORMULAS, *TEXTS])
def test_a_guard_is_taken_away_once(text: str) -> None:
    assert unguarded(guarded(text)) == text
