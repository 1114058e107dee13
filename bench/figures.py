"""A figure, what it is compared with, and what it should reach; and how they are shown and kept."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PACKAGES = (
    "flask",
    "eventlet",
    "flask-socketio",
    "celery",
    "redis",
    "sqlalchemy",
    "psycopg2-binary",
    "msgspec",
)


@dataclass(frozen=True)
class Figure:
    """One measured value.

    at_least, at_most: the target; neither means that the figure is told for information.
    beside: what else the same run says of it, a reference above all.
    """

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    beside: str = ""

    @property
    def met(self) -> bool | None:
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    @property
    def target(self) -> str:
        if self.at_least is not None:
            return f"≥ {_number(self.at_least)}"
        return "" if self.at_most is None else f"≤ {_number(self.at_most)}"


def percentile(values: list[float], share: float) -> float:
    """Return the smallest value that so large a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def table(figures: list[Figure]) -> str:
    """Write the figures as a Markdown table."""
    head = ["| figure | measured | target | met | beside |", "|---|---:|---:|---|---|"]
    words = {True: "yes", False: "**no**", None: ""}
    rows = [
        (each.name, f"{_number(each.value)} {each.unit}", each.target, words[each.met], each.beside)
        for each in figures
    ]
    return "\n".join(head + [f"| {' | '.join(row)} |" for row in rows])


def keep(name: str, figures: list[Figure]) -> Path:
    """Write a part's figures to bench/results, with the machine and the versions they were measured on."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    told = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "figures": [{**asdict(each), "met": each.met} for each in figures],
    }
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    return path


def machine() -> dict[str, object]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**30),
        "system": sys.platform,
    }


def _cpu() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    return next(
        (line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine()
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
