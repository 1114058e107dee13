"""Start supervisord and talk to it: start and watch programs, and end them all."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from typing import Any, cast
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from launch.instance import MARK, SUPERVISOR, stop_leftovers, write_private
from launch.plan import ROOT, Plan
from launch.programs import Program, write_config
from launch.trouble import Trouble

LONGEST_SOCKET_PATH = 100
"""The kernel takes 108 bytes for a socket's path; supervisord first binds one with a number behind it."""
READY_WITHIN_S = 20
UP = {"RUNNING", "STARTING"}
SUPERVISOR_AWAY = (OSError, HTTPException, Fault)
"""What a call raises while supervisord starts or ends."""


class Supervision:
    """The programs of one start, under one supervisord."""

    def __init__(
        self, plan: Plan, programs: list[Program], environment: Mapping[str, str], socket: Path
    ) -> None:
        self._plan = plan
        self._programs = programs
        self._supervised = {program.name: program.supervised_name for program in programs}
        self._environment = {**environment, MARK: str(plan.instance)}
        self._socket = socket
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted: list[str] = []

    def open(self) -> None:
        """Start supervisord with nothing running yet."""
        config = self._plan.instance / "supervisord.conf"
        write_private(config, write_config(self._socket, self._programs))
        own = [str(os.getpid()), str(self._plan.instance)]
        command = [sys.executable, "-m", SUPERVISOR, *own, "-n", "-c", str(config)]
        with (self._plan.logs / "supervisor.log").open("ab") as log:
            # A session of its own: Ctrl-C reaches the launcher alone, which ends things in order.
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        self._wait_for_supervisor()

    def _wait_for_supervisor(self) -> None:
        end = time.monotonic() + READY_WITHIN_S
        while self.is_alive() and time.monotonic() < end:
            with contextlib.suppress(OSError, HTTPException):
                self._call("getState")
                return
            time.sleep(0.05)
        raise Trouble(f"The supervisor does not start: {self._plan.logs / 'supervisor.log'} says why.")

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, name: str) -> None:
        """Start a program without waiting until it has proved itself."""
        if name not in self._wanted:
            self._wanted.append(name)
        with contextlib.suppress(Fault):  # already started
            self._call("startProcess", self._supervised[name], False)

    def pids(self) -> dict[str, int]:
        """Return the pid of each program that runs, by its name."""
        return {row["name"]: row["pid"] for row in self._rows() if row["statename"] in UP and row["pid"]}

    def heal(self) -> list[str]:
        """Start again what supervisord gave up, or supervisord itself; return what that was."""
        if not self.is_alive():
            stop_leftovers(self._plan.instance)
            self.open()
            healed = ["supervisor"]
        else:
            healed = [row["name"] for row in self._rows() if row["statename"] == "FATAL"]
        for name in self._wanted if healed == ["supervisor"] else healed:
            self.start(name)
        return healed

    def close(self) -> None:
        """End every program, Redis last, and the supervisor."""
        stop_leftovers(self._plan.instance)
        if self._process is not None:
            self._process.wait()

    def _rows(self) -> list[dict[str, Any]]:
        return cast(list[dict[str, Any]], self._call("getAllProcessInfo"))

    def _call(self, method: str, *arguments: object) -> object:
        # A connection each time: one that supervisord closed in between would fail the next call.
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        with ServerProxy("http://supervisor", transport=transport) as server:
            return getattr(server.supervisor, method)(*arguments)


@contextmanager
def socket_path(plan: Plan) -> Iterator[Path]:
    """Give supervisord's socket a place: in the instance folder, or a private one where that is too deep."""
    preferred = plan.instance / "supervisor.sock"
    if len(str(preferred).encode()) <= LONGEST_SOCKET_PATH:
        yield preferred
        return
    folder = tempfile.mkdtemp(prefix="tidewatch-")
    try:
        yield Path(folder) / "supervisor.sock"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
