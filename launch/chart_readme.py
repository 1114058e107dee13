"""Write the table of values in the chart's README from values.yaml: `python -m launch.chart_readme`.

A comment above a key is its line; parts that are given on one line have the line of their key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from launch.plan import ROOT

CHART = ROOT / "helm" / "tidewatch"
START, END = "<!-- values: `make chart-readme` writes what follows -->", "<!-- end of values -->"
KEY = re.compile(r"( *)([A-Za-z][A-Za-z0-9-]*):(?: (.*))?$")
INDENT = 2


class Value(NamedTuple):
    """A documented value."""

    path: str
    default: str
    meaning: str


def read_values(text: str) -> Iterator[Value]:
    """Yield the documented values of a values.yaml, in order."""
    path: list[str] = []
    comment: list[str] = []
    for line in text.splitlines():
        if found := KEY.match(line):
            indent, key, default = found.groups()
            path = [*path[: len(indent) // INDENT], key]
            if comment:
                yield Value(".".join(path), default or "…", " ".join(comment))
        comment = [*comment, line.strip()[2:]] if line.strip().startswith("# ") else []


def table() -> str:
    """Return the table in Markdown."""
    rows = [
        f"| `{each.path}` | `{each.default}` | {each.meaning.replace('|', chr(92) + '|')} |"
        for each in read_values((CHART / "values.yaml").read_text())
    ]
    return "\n".join(["| value | default | |", "|---|---|---|", *rows])


def completed(readme: str) -> str:
    """Return a README with the table between its marks."""
    head, rest = readme.split(START)
    return f"{head}{START}\n{table()}\n{END}{rest.split(END)[1]}"


def main() -> None:
    path = CHART / "README.md"
    path.write_text(completed(path.read_text()))


if __name__ == "__main__":
    main()
