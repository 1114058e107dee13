"""`python -m launch` as a real process in a folder and on ports of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import requests

from launch.instance import MARK
from launch.plan import FLOWER_OFFSET, SIMULATED

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 300
ENDED_WITHIN_S = 60
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "MAKELEVEL")


class Launched:
    """One start of the launcher; the folder may have seen others before.

    The demo's markets take a minute of both cores; who wants them says DEMO_MARKETS="1".
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self._log = folder.with_suffix(".out")
        given = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "launch"], cwd=ROOT, stdout=log, stderr=log,
                env={**given, "INSTANCE_DIR": str(folder), "DEMO_MARKETS": "0", **settings},
            )  # fmt: skip

    @property
    def output(self) -> str:
        return self._log.read_text()

    @property
    def ready(self) -> dict[str, Any]:
        """What ready.json says now, waiting until it is there."""
        path = self.folder / "ready.json"
        eventually(lambda: path.exists() or self.process.poll() is not None, READY_WITHIN_S)
        assert path.exists(), self.output
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        found: dict[str, Any] = json.loads(path.read_text())
        return found

    def sign_in(self, who: str) -> tuple[requests.Session, dict[str, Any]]:
        """Sign in over HTTP with what ready.json says; return a session and the account."""
        answer = requests.post(f"{self.ready['url']}/api/auth/login", json=self.ready[who], timeout=60)
        assert answer.status_code == 200, answer.text
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return session, answer.json()["user"]

    def processes(self) -> list[psutil.Process]:
        return processes_of(self.folder)

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal to the launcher, as Ctrl-C does, and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(ENDED_WITHIN_S)

    def kill(self) -> None:
        """End everything by force, so that a failed test leaves nothing."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                process.kill()


def processes_of(folder: Path) -> list[psutil.Process]:
    """Return the living processes that belong to an instance: by its mark, or its path in the command."""
    return [process for process in psutil.process_iter() if _belongs(process, str(folder))]


def _belongs(process: psutil.Process, folder: str) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        return process.environ().get(MARK) == folder or any(folder in word for word in process.cmdline())
    except (psutil.Error, OSError):
        return False


def eventually(holds: Callable[[], Any], within_s: float = 300) -> bool:
    """Wait until something holds; tell whether it came true in time: minutes, as no test judges a slow machine."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def free_port() -> int:
    """Return a port that nobody listens on, outside the range that outgoing connections use.

    Each worker of pytest-xdist has a share of its own: two that find the same port free would both use it.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 10_000 + worker * SHARE
    for port in range(first + os.getpid() % (SHARE // 2), first + SHARE):
        if port not in _given:
            with socket.socket() as probe, contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                _given.add(port)
                return port
    raise RuntimeError("no port is free")


def site_port() -> int:
    """Return a free port for a launched page; what the launcher has beside it, above all shares, is nobody else's."""
    while True:
        port = free_port()
        beside = {port + offset for offset in (*SIMULATED.values(), FLOWER_OFFSET)}
        if beside.isdisjoint(_given):
            _given.update(beside)
            return port


SHARE = 2_000
_given: set[int] = set()
