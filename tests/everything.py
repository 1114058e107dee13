"""What `make test` runs: every check and every test, two at a time where they leave a core idle.

Each part prints its own answer; a summary ends it, and the exit status is 0 only where all are well.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

SIDE_BY_SIDE = ("check-python", "check-page test-page")
ALONE = "test-python"
"""pytest spreads itself over the cores."""


class Part(NamedTuple):
    """A finished make target."""

    targets: str
    status: int
    seconds: float
    output: str


def run(targets: str, *, live: bool = False) -> Part:
    """Run make targets; `live` shows the output while it comes."""
    begun = time.monotonic()
    done = subprocess.run(
        ["make", "--no-print-directory", *targets.split()],
        stdout=None if live else subprocess.PIPE, stderr=None if live else subprocess.STDOUT,
        text=True, check=False,
    )  # fmt: skip
    return Part(targets, done.returncode, time.monotonic() - begun, done.stdout or "")


def main() -> int:
    with ThreadPoolExecutor() as pool:
        parts = []
        for part in pool.map(run, SIDE_BY_SIDE):
            print(f"── {part.targets}", part.output, sep="\n", flush=True)
            parts.append(part)
    print(f"── {ALONE}", flush=True)
    parts.append(run(ALONE, live=True))
    print()
    for part in parts:
        print(f"{'ok    ' if part.status == 0 else 'FAILED'}  {part.targets:<24} {part.seconds:4.0f} s")
    return int(any(part.status for part in parts))


if __name__ == "__main__":
    sys.exit(main())
