"""Asking for a background job by its name. Each domain names its jobs in `jobs`; workers/ has the bodies."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from app.db import on_commit
from app.extensions import celery, redis
from app.logs import request_id

log = structlog.get_logger()


def enqueue(job: StrEnum, *args: Any) -> None:
    """Send a job once the current transaction has committed. Takes ids, not objects."""

    def leave() -> None:
        send(job, *args)

    on_commit(leave)


def send(job: StrEnum, *args: Any, after_s: float = 0) -> bool:
    """Send a job now, outside any transaction; tell whether the broker took it.

    after_s: it begins no sooner than that.
    """
    headers, countdown = {"request_id": request_id()}, after_s or None
    try:
        celery.send_task(job, args=args, headers=headers, retry=False, countdown=countdown)
    except (OperationalError, OSError) as exc:
        log.warning("job.not_sent", job=job, error=type(exc).__name__)
        return False
    return True


def send_again(task: str, args: list[Any], *, queue: str) -> str | None:
    """Send a task once more, by its name; return its new id, None where the broker did not take it."""
    try:
        headers = {"request_id": request_id()}
        sent = celery.send_task(task, args=args, queue=queue, headers=headers, retry=False)
    except (OperationalError, OSError) as exc:
        log.warning("job.not_sent", job=task, error=type(exc).__name__)
        return None
    return str(sent.id)


def enqueue_once(job: StrEnum, *args: Any, key: str, within_ms: int) -> None:
    """Send a job once the current transaction has committed, as `send_once` does."""
    on_commit(lambda: send_once(job, *args, key=key, within_ms=within_ms))


def send_once(job: StrEnum, *args: Any, key: str, within_ms: int) -> None:
    """Debounce: send a job unless one of this key was sent within the time, and has not begun.

    A job that begins may `forget` its key, so that what comes from then on asks anew. Where Redis is away
    nothing is sent: who must not be missed is found by a sweep.
    """
    try:
        if redis().set(f"asked:{key}", 1, nx=True, px=within_ms):
            send(job, *args)
    except RedisError as exc:
        log.warning("job.not_sent", job=job, error=type(exc).__name__)


def forget(key: str) -> None:
    """Let the next `send_once` of a key send again."""
    redis().delete(f"asked:{key}")
