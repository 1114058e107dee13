"""docs/operations.md and the settings that the app reads name each other."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from app.config import Settings

OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
ROW = re.compile(r"^\| `([A-Z][A-Z_0-9]+)` \| ([^|]*) \|", re.MULTILINE)
OF_THE_LAUNCHER = {"DEMO", "DEMO_MARKETS", "FLOWER", "REDIS_PORT", "TRAINER"}
CHOSEN_BY_THE_LAUNCHER = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "LOG_DIR"}


def documented() -> dict[str, str]:
    return {name: default.strip().strip("`") for name, default in ROW.findall(OPERATIONS.read_text())}


def test_every_setting_is_documented_and_none_that_is_not_there() -> None:
    assert (
        set(documented()) == {field.name.upper() for field in dataclasses.fields(Settings)} | OF_THE_LAUNCHER
    )


def test_the_documented_defaults_are_the_real_ones() -> None:
    told = documented()
    for field in dataclasses.fields(Settings):
        name = field.name.upper()
        if name not in CHOSEN_BY_THE_LAUNCHER:
            assert told[name] == _as_written(field.default), name


def _as_written(default: object) -> str:
    if isinstance(default, bool):
        return "1" if default else "0"
    return str(default) or "none"
