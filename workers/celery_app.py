"""The Celery entry: `celery -A workers.celery_app worker` and `… beat`."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import structlog
from celery import Task
from celery.signals import setup_logging, task_prerun, worker_init, worker_process_init

from app.bootstrap import DOMAINS, create_app
from app.config import Settings
from app.extensions import celery as celery
from app.extensions import db
from app.services import services_of
from workers.heartbeat import touch_at_heartbeats
from workers.self_report import report_tasks

SWITCH_INTERVAL_S = 0.0005
NICENESS = 5
"""Requests, which people and banks wait for, get three times the processor of work that waits in a queue."""
settings = Settings.from_env()
flask_app = create_app(settings)


class AppTask(Task):
    """A task that runs inside the app's context."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with flask_app.app_context():
            return super().__call__(*args, **kwargs)


celery.Task = AppTask
celery.conf.imports = tuple(f"workers.{domain.name}" for domain in DOMAINS)
celery.conf.beat_schedule = {
    name: entry
    for module in celery.conf.imports
    for name, entry in import_module(module).timetable(settings).items()
}
report_tasks(services_of(flask_app).redis)
if settings.heartbeat_file:
    touch_at_heartbeats(Path(settings.heartbeat_file))


@worker_init.connect
def give_way_to_requests(**_: Any) -> None:
    """Share a busy machine so that a web process beside this worker answers first."""
    os.nice(NICENESS)


@worker_process_init.connect
def drop_inherited_connections(**_: Any) -> None:
    """A forked child must not share its parent's database connections."""
    with flask_app.app_context():
        db.engine.dispose(close=False)


@worker_process_init.connect
def switch_threads_often(**_: Any) -> None:
    """Let a thread that has the database's answer go on at once while another one computes ahead."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)


@task_prerun.connect
def bind_ids(task_id: str, task: Task, **_: Any) -> None:
    """Carry the request id that asked for the job into its logs."""
    structlog.contextvars.clear_contextvars()
    request_id = (task.request.headers or {}).get("request_id") or task.request.get("request_id")
    structlog.contextvars.bind_contextvars(task_id=task_id, task=task.name, request_id=request_id)


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Structlog is configured by the factory; Celery would replace it."""
