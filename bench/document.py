"""The tables of docs/performance.md and docs/forecasting.md, from bench/results: no figure in them is typed.

A table stands between `<!-- results: NAME NAME -->` and `<!-- end of results -->`, NAME being a part's.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from bench.figures import Row, is_kept, kept, table

DOCUMENTS = [
    Path(__file__).resolve().parents[1] / "docs" / name for name in ("performance.md", "forecasting.md")
]
SECTION = re.compile(r"<!-- results: ([a-z -]+) -->\n.*?<!-- end of results -->", re.DOTALL)


def renewed(text: str) -> str:
    """Return the document with each table as the results have it now."""
    return SECTION.sub(lambda found: f"<!-- results: {found[1]} -->\n{_section(found[1].split())}", text)


def renew() -> None:
    """Write the documents anew."""
    for path in DOCUMENTS:
        path.write_text(renewed(path.read_text()))


def _section(names: list[str]) -> str:
    rows: list[Row] = []
    measured: dict[str, None] = {}
    for name in filter(is_kept, names):
        found, told = kept(name)
        rows += found
        measured[_when_and_where(told["measured_at"], told["machine"])] = None
    without = [
        f"| {name} | not yet measured on a quiet machine | | | | | |" for name in names if not is_kept(name)
    ]
    said = ["", f"Measured on {'; '.join(measured)}."] if rows else []
    return "\n".join([table(rows), *without, *said, "<!-- end of results -->"])


def _when_and_where(moment: str, machine: dict[str, object]) -> str:
    day = datetime.fromisoformat(moment).date()
    return f"{day}, {machine['cores']} cores of {machine['cpu']}, {machine['memory_gb']} GB"
