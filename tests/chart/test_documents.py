"""The chart's checklist names tests and rules that there are."""

from __future__ import annotations

import re

from tests.chart import lint
from tests.support.launched import ROOT

CHECKLIST = (ROOT / "docs" / "chart-checklist.md").read_text()


def test_every_point_is_answered() -> None:
    numbers = [int(each) for each in re.findall(r"^\| (\d+) \|", CHECKLIST, re.MULTILINE)]
    assert numbers == list(range(1, 31))


def test_every_test_and_rule_that_is_named_is_there() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    for name in re.findall(r"`(test_\w+)(?:…)?`", CHECKLIST):
        assert f"def {name}" in code, name
    rules = {rule.__name__ for rule in lint.RULES}
    for row in re.findall(r"`lint\.py`: ([^;|]*)", CHECKLIST):
        assert set(re.findall(r"`(\w+)`", row)) <= rules, row


def test_every_file_that_is_named_is_there() -> None:
    for name in re.findall(r"`((?:templates|tests)/[\w./-]+)`", CHECKLIST):
        assert (ROOT / name).exists() or (ROOT / "helm" / "tidewatch" / name).exists(), name
