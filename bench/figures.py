"""A measured value beside its reference, and the goal for their ratio; and how results are kept."""

from __future__ import annotations

import json
import math
import os
import platform
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
PACKAGES = (
    "flask", "eventlet", "flask-socketio", "celery", "redis", "sqlalchemy", "psycopg2-binary", "msgspec",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One measured value and what the same run measured beside it, both in one unit.

    A machine is faster on one day than on another; the ratio of two that took turns on it is not.

    at_least, at_most: the goal for value ÷ reference_value; one of the two, or none where it is told for
    information.
    note: what else the run says.
    """

    figure: str
    value: float
    unit: str
    reference: str
    reference_value: float
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.value / self.reference_value if self.reference_value else math.inf

    @property
    def met(self) -> bool | None:
        if self.at_least is not None:
            return self.ratio >= self.at_least
        return None if self.at_most is None else self.ratio <= self.at_most

    @property
    def goal(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "" if self.at_most is None else f"≤ {self.at_most:g}"


def all_of(figure: str, found: int, unit: str, expected: tuple[str, int], *, note: str = "") -> Row:
    """Say that of what was expected, by its name and number, none is missing; twice counts as missing."""
    return Row(figure, found, unit, *expected, at_least=1, note=note)


def percentile(values: list[float], share: float) -> float:
    """Return the value below which so large a share lies, at most the largest; infinity of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else math.inf


def table(rows: list[Row]) -> str:
    """Write rows as a Markdown table."""
    head = [
        "| figure | measured | reference | ratio | goal | met | note |",
        "|---|---:|---|---:|---|---|---|",
    ]
    return "\n".join(head + [f"| {' | '.join(_cells(row))} |" for row in rows])


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "**no**", None: ""}[row.met]
    measured = f"{_number(row.value)} {row.unit}"
    reference = f"{row.reference}: {_number(row.reference_value)}"
    return row.figure, measured, reference, _number(row.ratio), row.goal, met, row.note


def keep(name: str, rows: list[Row]) -> Path:
    """Write a part's rows to bench/results, with the machine and the versions they were measured on."""
    path = RESULTS / f"{name}.json"
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "rows": [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in rows],
    }
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    return path


def is_kept(name: str) -> bool:
    """Tell whether there is a run of a part."""
    return (RESULTS / f"{name}.json").exists()


def kept(name: str) -> tuple[list[Row], dict[str, Any]]:
    """Return the rows that a part's last run kept, and the file's other fields."""
    told = json.loads((RESULTS / f"{name}.json").read_text())
    fields = Row.__dataclass_fields__
    return [Row(**{key: row[key] for key in fields}) for row in told.pop("rows")], told


def machine() -> dict[str, object]:
    """Describe this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": _cpu(), "cores": os.cpu_count(), "memory_gb": round(memory / 2**30), "system": sys.platform,
    }  # fmt: skip


def _cpu() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    models = (line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
