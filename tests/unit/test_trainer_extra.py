"""The packages that forecasts are trained with: installed unless TRAINER=0, at the versions that all else has."""

from __future__ import annotations

import re
import tomllib

import pytest

from launch.packages import RUN_LOCK, TRAINER_LOCK, lock_of
from launch.plan import ROOT, read_plan
from launch.trouble import Trouble

PIN = re.compile(r"^([\w.\[\]-]+)==(\S+)", re.MULTILINE)


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in PIN.findall((ROOT / name).read_text()):
        found.setdefault(package, set()).add(version)
    return found


@pytest.mark.parametrize(
    ("value", "expected"), [(None, True), ("", True), ("1", True), ("0", False), ("no", False)]
)
def test_the_trainer_is_installed_unless_told_otherwise(value: str | None, expected: bool) -> None:
    assert read_plan({} if value is None else {"TRAINER": value}).trainer is expected


def test_a_word_that_is_neither_yes_nor_no_is_named() -> None:
    with pytest.raises(Trouble, match="TRAINER"):
        read_plan({"TRAINER": "perhaps"})


def test_each_target_has_its_lock() -> None:
    assert lock_of("run", trainer=True) == TRAINER_LOCK
    assert lock_of("run", trainer=False) == lock_of("command") == RUN_LOCK
    assert lock_of("dev") == lock_of("test") == ROOT / "requirements-dev.txt"


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [("requirements.txt", "requirements-trainer.txt"), ("requirements-trainer.txt", "requirements-dev.txt")],
)
def test_the_larger_lock_holds_the_smaller_one_at_the_same_versions(smaller: str, larger: str) -> None:
    of_larger = pins(larger)
    assert {name: of_larger.get(name) for name in pins(smaller)} == pins(smaller)


def test_what_the_extra_names_is_in_its_lock_and_not_in_the_one_without() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {re.split(r"[<>=]", each)[0] for each in project["optional-dependencies"]["trainer"]}
    assert asked <= set(pins("requirements-trainer.txt"))
    assert not asked & set(pins("requirements.txt"))
