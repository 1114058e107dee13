"""Load by wrk, which costs the machine far less than a client in Python (Debian: apt-get install wrk)."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

CONNECTIONS = 64
SECONDS = 10
MS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class Load(NamedTuple):
    """What wrk saw; `failed` counts answers that were no 2xx and connections that broke."""

    per_second: float
    p50_ms: float
    p99_ms: float
    failed: int


def available() -> bool:
    return shutil.which("wrk") is not None


def press(
    url: str, script: Path, *arguments: str, connections: int = CONNECTIONS, seconds: int = SECONDS
) -> Load:
    """Send requests as fast as they are answered, on a number of connections."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), url, "--"]
    said = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stdout
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Load(
        float(_find(r"Requests/sec:\s+([\d.]+)", said)),
        _milliseconds(_find(r"^ +50% +(\S+)", said)),
        _milliseconds(_find(r"^ +99% +(\S+)", said)),
        (int(failed[1]) if failed else 0) + (sum(map(int, broken.groups())) if broken else 0),
    )


def _find(pattern: str, said: str) -> str:
    found = re.search(pattern, said, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"wrk said something unexpected:\n{said}")
    return found[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return float(number) * MS[unit]
