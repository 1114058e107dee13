"""Web replicas and Celery workers as real processes, on the database and Redis of a test's app."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
from pathlib import Path

import requests

from app.config import Settings
from tests.support.launched import ROOT, eventually, free_port
from tests.support.prefork import Forked, can_fork, fork_server

READY_WITHIN_S = 60
WORKER = ["-m", "celery", "-A", "workers.celery_app", "worker", "--without-gossip", "--without-mingle"]


class Program:
    """One process in a session of its own, so that its children can be killed with it.

    forks: start it from a process that has imported the app, as the suite does; a bench measures real starts.
    """

    forks = False

    def __init__(self, arguments: list[str], settings: Settings, log: Path) -> None:
        self._arguments = arguments
        self._environment = {**os.environ, **environment_of(settings), "PYTHONWARNINGS": "ignore"}
        self._log = log
        self.process: subprocess.Popen[bytes] | Forked | None = None

    @property
    def output(self) -> str:
        return self._log.read_text(errors="replace")

    def start(self) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            if Program.forks and (server := can_fork(self._arguments, self._environment)):
                self.process = fork_server(server).start(self._arguments, self._environment, self._log)
                return
            self.process = subprocess.Popen(
                [sys.executable, *self._arguments], cwd=ROOT, env=self._environment,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """End it and its children as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, as a rolling update does; by force after 30 seconds."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            eventually(lambda: self.process is None or self.process.poll() is not None)
        self.kill()

    def _end(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(30)
        self.process = None


class Replica(Program):
    """One web process."""

    def __init__(self, settings: Settings, log: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        chosen = dataclasses.replace(settings, port=self.port, async_mode="eventlet")
        super().__init__(["wsgi.py"], chosen, log)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        super().start()
        assert eventually(self.is_ready, READY_WITHIN_S), self.output

    def is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/api/health/ready", timeout=5).status_code == 200
        except requests.RequestException:
            return False


class Worker(Program):
    """A Celery worker with its own beat: the timetable runs as it does in production."""

    def __init__(self, settings: Settings, log: Path, *, processes: int = 1) -> None:
        schedule = str(log.with_suffix(".schedule"))
        options = ["--concurrency", str(processes), "--beat", "--schedule", schedule, "--loglevel", "INFO"]
        super().__init__([*WORKER, *options], settings, log)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return settings as a process reads them."""
    values = dataclasses.asdict(settings)
    return {
        name.upper(): str(int(value) if isinstance(value, bool) else value) for name, value in values.items()
    }
