"""How often the merchant's name is found in a description, over a labelled set in YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from app.domain.banking.categories.merchants import detect_merchant


@dataclass(frozen=True)
class Miss:
    """A case whose name was not found as people have it."""

    description: str
    expected: str | None
    given: str | None


@dataclass
class Result:
    """How many names there are to find, or not to find, and how many were right."""

    cases: int = 0
    right: int = 0
    misses: list[Miss] = field(default_factory=list)


def measure(path: Path) -> Result:
    """Look for the merchant of every case of a set; where there is none, none may be found."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    result = Result()
    for case in told["samples"]:
        description = case["input"]["description"]
        expected = case["expected"].get("business_name")
        found = detect_merchant(description)
        given = found.name if found else None
        result.cases += 1
        if _spelt(given) == _spelt(expected):
            result.right += 1
        else:
            result.misses.append(Miss(description, expected, given))
    return result


def _spelt(name: str | None) -> str:
    return "".join(letter for letter in (name or "").casefold() if letter.isalnum())
