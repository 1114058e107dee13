"""Starting processes of the app quickly: one that has imported the app forks each of them (Linux).

Most of a start is importing the app, seconds of a core each time. What runs then is the same file with the same
arguments and environment, in a process and a session of its own.
"""

from __future__ import annotations

import json
import os
import runpy
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WEB = ("app.bootstrap", "blueprints", "launch.server", "launch.http", "launch.names", "launch.websocket")
WORKER = ("app.bootstrap", "celery.bin.celery", "celery.apps.worker", "celery.apps.beat", "workers")
ENTRIES = {"workers.celery_app"}
"""What may only be imported with a program's settings."""
READ_AT_IMPORT = {"REMAP_SIGTERM"}
"""What Celery reads while it is imported, so that such a program has to import it by itself."""


def can_fork(arguments: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """Return which server forks such a program, or None."""
    if sys.platform != "linux" or READ_AT_IMPORT & environment.keys():
        return None
    if arguments == ["wsgi.py"] and environment.get("ASYNC_MODE") == "eventlet":
        return "web"
    return "worker" if arguments[:2] == ["-m", "celery"] else None


class Forked:
    """A process that a server forked, with the part of subprocess.Popen that tests use."""

    def __init__(self, server: ForkServer, pid: int) -> None:
        self._server = server
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._server.ask(poll=self.pid)
        return self.returncode

    def wait(self, timeout: float) -> int:
        end = time.monotonic() + timeout
        while (status := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("a forked program", timeout)
            time.sleep(0.02)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class ForkServer:
    """The process that forks; it ends with the one that started it."""

    def __init__(self, kind: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, kind], cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "ignore"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Forked:
        pid = self.ask(arguments=list(arguments), environment=dict(environment), log=str(log))
        return Forked(self, pid)

    def ask(self, **asked: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@cache
def fork_server(kind: str) -> ForkServer:
    return ForkServer(kind)


# --- in the server ----------------------------------------------------------------------------------


def load(kind: str) -> None:
    """Import what every program of a kind imports."""
    if kind == "web":  # as wsgi.py does
        os.environ["EVENTLET_NO_GREENDNS"] = "yes"
        import eventlet
        from psycogreen.eventlet import patch_psycopg

        eventlet.monkey_patch()
        patch_psycopg()
    for name in WEB if kind == "web" else WORKER:
        module = import_module(name)
        for inner in walk_packages(getattr(module, "__path__", ()), f"{name}."):
            if inner.name not in ENTRIES and not name.startswith("app."):
                import_module(inner.name)


def serve() -> dict[str, Any] | None:
    """Answer until nobody asks any more; return, in each forked process, what it is to run."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # nothing that is printed here is an answer
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        if "poll" in asked:
            pid, status = os.waitpid(asked["poll"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        elif (answer := os.fork()) == 0:
            return asked
        print(json.dumps(answer), file=answers, flush=True)
    return None


def become(asked: Mapping[str, Any]) -> None:
    """Be the program, as `python <arguments>` is in that environment, with its output in the log."""
    os.setsid()
    for path, flags, targets in (
        (os.devnull, os.O_RDONLY, (0,)),
        (asked["log"], os.O_WRONLY | os.O_APPEND, (1, 2)),
    ):
        opened = os.open(path, flags)
        for target in targets:
            os.dup2(opened, target)
    if hubs := sys.modules.get("eventlet.hubs"):
        hubs.use_hub()  # one of its own; the server's polls the server's files
    os.environ.clear()
    os.environ.update(asked["environment"])
    first, *others = asked["arguments"]
    if first == "-m":
        sys.argv = others
        runpy.run_module(others[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [first, *others]
        runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    load(sys.argv[1])
    program = serve()
    if program is not None:
        become(program)
