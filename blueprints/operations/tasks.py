"""HTTP routes for administrators: what workers do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint

from app.clock import now
from app.db import transaction
from app.domain.operations.tasks import service
from app.domain.operations.tasks.failures import FailedTask
from app.domain.operations.tasks.queues import QueueFigures
from app.domain.operations.tasks.redaction import shown_arguments
from app.domain.operations.tasks.reports import TaskAtWorker, WorkerReport, is_beat_alive
from app.domain.operations.tasks.service import Tasks, can_repeat, read_tasks
from app.security import current_principal, require
from blueprints.operations.caller import source
from blueprints.operations.schemas import tasks as s

bp = APIBlueprint("admin_tasks", __name__, tag="Admin")


@bp.get("/tasks")
@bp.output(s.TasksOut)
@require("account", role="admin")
def show_tasks() -> Any:
    """Show workers, queues, and the tasks that failed lately"""
    found = read_tasks()
    return {
        "at": now(),
        "beat_seen_at": _moment(found.beat_at),
        "beat": "ok" if is_beat_alive(found.beat_at) else "silent",
        "workers": [_worker(each) for each in found.workers],
        "queues": [_queue(each, found) for each in found.queues],
        "failed": [_failed(each, found.workers) for each in found.failed],
    }


@bp.post("/tasks/<task_id>/retry")
@bp.output(s.RetriedOut, status_code=202)
@require("account", role="admin")
def retry_task(task_id: str) -> Any:
    """Send a task that failed again, with the same arguments"""
    with transaction():
        return {"id": service.retry_task(task_id, current_principal().user_id, source())}


@bp.post("/tasks/<task_id>/revoke")
@bp.output({}, status_code=204)
@require("account", role="admin")
def revoke_task(task_id: str) -> Any:
    """Take out a task that has not begun"""
    with transaction():
        service.revoke_task(task_id, current_principal().user_id, source())
    return ""


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _task(task: TaskAtWorker) -> dict[str, Any]:
    return {
        "id": task.id, "task": task.task, "arguments": shown_arguments(task.args), "at": _moment(task.at)
    }  # fmt: skip


def _worker(each: WorkerReport) -> dict[str, Any]:
    lists = {name: [_task(task) for task in getattr(each, name)] for name in _LISTS}
    fields = {name: getattr(each, name) for name in _FIELDS}
    return {**fields, **lists, "seen_at": _moment(each.at)}


_LISTS = ("active", "reserved", "scheduled")
_FIELDS = ("name", "pid", "queues", "concurrency", "processed", "registered")


def _queue(each: QueueFigures, found: Tasks) -> dict[str, Any]:
    waiting = [_task(task) for task in found.waiting.get(each.name, [])]
    takers = sum(each.name in worker.queues for worker in found.workers)
    return {**each._asdict(), "workers": takers, "waiting": waiting}


def _failed(each: FailedTask, workers: list[WorkerReport]) -> dict[str, Any]:
    fields = {name: getattr(each, name) for name in ("id", "task", "queue", "error", "message", "worker")}
    more = {"arguments": shown_arguments(each.args), "at": _moment(each.at)}
    return {**fields, **more, "can_retry": can_repeat(each, workers)}
