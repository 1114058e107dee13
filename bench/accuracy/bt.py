"""How many fields of synthetic Banca Transilvania rows are read right."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any, NamedTuple

import msgspec

from app.domain.banking.bt.parse import parse_bt
from bench.accuracy.bt_grammar import generate
from bench.accuracy.bt_row import Case, fold


class Miss(NamedTuple):
    """A field read wrong; `expected` is None where the row does not say it at all."""

    field: str
    expected: Any
    found: Any
    text: str


def measure(rows: int = 500, seed: int = 7) -> tuple[int, int, list[Miss]]:
    """Return the fields read right, all fields that the rows say, and the wrong ones.

    A field made up where a whole row says nothing counts as one more field, read wrong.
    """
    right = total = 0
    misses = []
    for case in generate(rows, seed):
        wrong, count = judge(case)
        right, total = right + count - len(wrong), total + count
        misses += wrong
    return right, total, misses


def judge(case: Case) -> tuple[list[Miss], int]:
    """Compare one row with its truth: the misses, and how many fields were asked."""
    found = msgspec.structs.asdict(parse_bt(case.text, holder=case.holder))
    asked = dict(case.expected)
    if case.whole:
        asked |= {name: None for name, value in found.items() if value is not None and name not in asked}
    wrong = [
        Miss(name, value, found[name], case.text)
        for name, value in asked.items()
        if same(value) != same(found[name])
    ]
    return wrong, len(asked)


def same(value: Any) -> Any:
    """Bring spellings of one name together: case, diacritics, hyphens."""
    return " ".join(fold(value).casefold().replace("-", " ").split()) if isinstance(value, str) else value


def main() -> None:
    """Print the share for the seeds given, 7 and 2026 by default, and which fields were missed."""
    for seed in map(int, sys.argv[1:] or ["7", "2026"]):
        right, total, misses = measure(seed=seed)
        by_field = ", ".join(
            f"{name} {count}" for name, count in Counter(m.field for m in misses).most_common()
        )
        print(
            f"seed {seed}: {right} of {total} fields right, {right / total:.2%}; missed: {by_field or 'none'}"
        )


if __name__ == "__main__":
    main()
