"""Tasks as administrators see them: an overview, a failed one sent again, a waiting one taken out."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.auth.security_log.service import RequestSource, record
from app.domain.operations.tasks.errors import TaskNotFound, TaskNotRepeatable, TaskRunning
from app.domain.operations.tasks.failures import (
    FailedTask,
    find_failure,
    keep_failure,
    list_failures,
    take_failure,
)
from app.domain.operations.tasks.queues import QueueFigures, list_waiting, read_queues, take_out
from app.domain.operations.tasks.reports import TaskAtWorker, WorkerReport, beat_seen_at, list_workers
from app.errors import Unavailable
from app.extensions import celery, redis
from app.jobs.broker import send_again

SHOWN_FAILURES = 100


class Tasks(NamedTuple):
    """Everything at one moment. waiting: the oldest of each queue. beat_at: Unix seconds."""

    workers: list[WorkerReport]
    queues: list[QueueFigures]
    waiting: dict[str, list[TaskAtWorker]]
    failed: list[FailedTask]
    beat_at: float | None


def read_tasks() -> Tasks:
    """Return what workers have, what waits and what failed. Raises RedisError."""
    client = redis()
    queues = read_queues(client)
    waiting = {each.name: list_waiting(client, each.name) for each in queues if each.depth}
    return Tasks(
        list_workers(client), queues, waiting, list_failures(client, SHOWN_FAILURES), beat_seen_at(client)
    )


def can_repeat(failed: FailedTask, workers: list[WorkerReport]) -> bool:
    """Tell whether a failed task may be sent again: our jobs are all safe to run twice."""
    return failed.args is not None and any(failed.task in each.registered for each in workers)


def retry_task(task_id: str, user_id: int, source: RequestSource) -> str:
    """Send a failed task again, inside the caller's transaction; return the new task's id.

    Raises TaskNotFound, TaskNotRepeatable; Unavailable where the broker does not take it. RedisError.
    """
    client = redis()
    failed = find_failure(client, task_id)
    if failed is None:
        raise TaskNotFound
    if not can_repeat(failed, list_workers(client)):
        raise TaskNotRepeatable
    if not take_failure(client, task_id):
        raise TaskNotFound  # somebody else was first
    sent = send_again(failed.task, failed.args or [], queue=failed.queue)
    if sent is None:
        keep_failure(client, failed)
        raise Unavailable("The task queue does not answer; the task is still among the failed ones.")
    record("task_retry", source, user_id=user_id, detail=f"{failed.task} {task_id}"[:200])
    return sent


def revoke_task(task_id: str, user_id: int, source: RequestSource) -> None:
    """Take a task out that has not begun, inside the caller's transaction.

    From its queue for good; at a worker that has fetched it, until that worker ends.
    Raises TaskNotFound, TaskRunning, RedisError.
    """
    client = redis()
    workers = list_workers(client)
    if any(task.id == task_id for each in workers for task in each.active):
        raise TaskRunning
    fetched = any(task.id == task_id for each in workers for task in (*each.reserved, *each.scheduled))
    if not take_out(client, task_id) and not fetched:
        raise TaskNotFound
    celery.control.revoke(task_id)  # a worker may have fetched it a moment ago
    record("task_revoke", source, user_id=user_id, detail=task_id[:200])
