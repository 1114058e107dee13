"""Processes that an earlier start of the same folder left behind when its launcher was killed."""

from __future__ import annotations

import os
from collections.abc import Callable

import psutil

from launch.plan import Plan

STOP_S = 10
OURS = ("wsgi.py", "workers.celery_app", "launch.demo.feed", "supervisor.supervisord", "redis-server")


def end_leftovers(plan: Plan) -> None:
    """End what a start of this folder left behind when its launcher was killed."""
    left = [process for process in psutil.process_iter() if _is_ours(process, plan)]
    for process in left:
        _quietly(process.terminate)
    _, alive = psutil.wait_procs(left, timeout=STOP_S)
    for process in alive:
        _quietly(process.kill)


def _is_ours(process: psutil.Process, plan: Plan) -> bool:
    if process.pid == os.getpid():
        return False
    try:
        environment = process.environ()
        words = " ".join(process.cmdline())
    except (psutil.Error, OSError):
        return False
    return environment.get("INSTANCE_DIR") == str(plan.instance) and any(word in words for word in OURS)


def _quietly(action: Callable[[], None]) -> None:
    try:
        action()
    except psutil.NoSuchProcess:
        return
