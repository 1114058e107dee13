"""Others have their turn while a web process reads something long."""

from types import SimpleNamespace

import pytest

from app.tabular import pauses


@pytest.mark.parametrize(("rows", "turns"), [(0, 0), (99, 0), (100, 1), (250, 2)])
def test_others_have_a_turn_between_a_hundred_rows(
    monkeypatch: pytest.MonkeyPatch, rows: int, turns: int
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(pauses, "time", SimpleNamespace(sleep=slept.append))
    assert list(pauses.with_pauses(range(rows))) == list(range(rows))
    assert slept == [0] * turns
