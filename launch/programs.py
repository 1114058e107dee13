"""What runs: each program's command and how it is stopped, written as supervisord's configuration."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launch.plan import ROOT, Plan
from launch.redis_server import redis_command

TRAINING = "training"
"""The queue of app.jobs.queues that a trainer takes from."""
TOGETHER = "tidewatch"
"""supervisord's group of the programs that end side by side."""
KEPT_BYTES = "10MB"
KEPT_FILES = 3


@dataclass(frozen=True, slots=True)
class Program:
    """One supervised process.

    ends_last: what the others need while they end; they end at once, side by side.
    stop_within_s: how long it may take to finish its work before it is killed.
    stop_children: tell its children too; a Celery pool must not be told, or it drops the running task.
    """

    name: str
    command: Sequence[str]
    ends_last: bool = False
    stop_within_s: int = 10
    stop_children: bool = True

    @property
    def supervised_name(self) -> str:
        """What supervisord knows it by: a program in no group has one of its own name."""
        return self.name if self.ends_last else f"{TOGETHER}:{self.name}"


def list_programs(plan: Plan) -> list[Program]:
    """Return this start's programs, in the order in which they start."""
    celery = [sys.executable, "-m", "celery", "-A", "workers.celery_app"]
    events = ["--task-events"] if plan.flower else []
    worker = [*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle", *events]
    beat = ["beat", "--loglevel", "INFO", "--schedule", str(plan.instance / "beat-schedule")]
    found = [
        Program("web", [sys.executable, "wsgi.py"], stop_within_s=15),
        Program("worker", [*worker, *_work(plan)], stop_within_s=30, stop_children=False),
        Program("beat", [*celery, *beat]),
    ]
    if plan.trainer:
        training = ["--concurrency", "1", "--hostname", "trainer@%h", "--queues", TRAINING]
        found.append(Program("trainer", [*worker, *training], stop_children=False))
    if plan.flower:
        found.append(Program("flower", [sys.executable, "-m", "launch.flower"]))
    if plan.redis_port is not None:
        found.insert(0, Program("redis", redis_command(plan), ends_last=True, stop_within_s=30))
    if plan.demo:
        banks = [sys.executable, "-m", "launch.demo.banks", str(plan.instance)]
        found.append(Program("banks", banks))
        found.append(Program("exchange", [sys.executable, "-m", "launch.demo.exchange"]))
        found.append(Program("feed", [sys.executable, "-m", "launch.demo.feed", str(plan.instance)]))
    return found


def _work(plan: Plan) -> list[str]:
    """Return how a worker is told what it does: fits of models, which take minutes, are a trainer's."""
    return ["--concurrency", "2", *(["--exclude-queues", TRAINING] if plan.trainer else [])]


def write_config(socket: Path, programs: Sequence[Program]) -> str:
    """Return supervisord.conf; nothing starts by itself, so that the launcher sets the order."""
    head: dict[str, dict[str, object]] = {
        "unix_http_server": {"file": socket, "chmod": "0600"},
        "supervisord": {
            "nodaemon": "true",
            "silent": "true",
            "logfile": "logs/supervisor.log",
            "logfile_maxbytes": KEPT_BYTES,
            "logfile_backups": KEPT_FILES,
            "pidfile": "supervisor.pid",
            "identifier": "tidewatch",
            "umask": "077",
        },
        "rpcinterface:supervisor": {
            "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
        },
    }
    together = ",".join(program.name for program in programs if not program.ends_last)
    # supervisord ends one group after another, the highest priority first.
    groups = {f"group:{TOGETHER}": {"programs": together, "priority": 1000}}
    sections = head | groups | {f"program:{program.name}": _section(program) for program in programs}
    return "\n".join(_write_section(name, options) for name, options in sections.items())


def _section(program: Program) -> dict[str, object]:
    return {
        "command": shlex.join(program.command),
        "directory": ROOT,
        "autostart": "false",
        "autorestart": "true",
        # The wait between attempts grows by a second each time; the launcher starts anew after the last.
        "startsecs": 1,
        "startretries": 10,
        "stopwaitsecs": program.stop_within_s,
        "stopasgroup": str(program.stop_children).lower(),
        "killasgroup": "true",
        "redirect_stderr": "true",
        # Named from the instance folder, for supervisord would read a % in that folder's name twice.
        "stdout_logfile": f"logs/{program.name}.log",
        "stdout_logfile_maxbytes": KEPT_BYTES,
        "stdout_logfile_backups": KEPT_FILES,
    }


def _write_section(name: str, options: Mapping[str, object]) -> str:
    # supervisord expands %(…)s in values and takes ' ;' for a comment.
    lines = [f"{key}={str(value).replace('%', '%%').replace(' ;', ';')}" for key, value in options.items()]
    return f"[{name}]\n" + "\n".join(lines) + "\n"
