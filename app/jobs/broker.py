"""The names of background jobs and how to ask for one; the bodies are in workers/."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from app.db import on_commit
from app.extensions import celery, redis

log = structlog.get_logger()


class Job(StrEnum):
    """Every job, by its name on the queue."""

    FLUSH_INTAKE = "banking.flush_intake"
    PROCESS_EVENTS = "banking.process_events"
    SWEEP_INBOX = "banking.sweep_inbox"
    SYNC_CONNECTION = "banking.sync_connection"
    SYNC_DUE = "banking.sync_due"
    RUN_IMPORT = "banking.run_import"
    CATEGORISE_PENDING = "banking.categorise_pending"
    CATEGORISE_FLUSHED = "banking.categorise_flushed"
    PRUNE_WEBHOOKS = "banking.prune_webhooks"
    TRAIN_MODELS = "banking.train_models"
    PRUNE_AUTH = "auth.prune"
    KEEP_REVOCATIONS = "auth.keep_revocations"


def enqueue(job: Job, *args: Any) -> None:
    """Send a job once the current transaction has committed. Takes ids, not objects."""

    def leave() -> None:
        send(job, *args)

    on_commit(leave)


def send(job: Job, *args: Any) -> bool:
    """Send a job now, outside any transaction; tell whether the broker took it."""
    context = structlog.contextvars.get_contextvars()
    try:
        celery.send_task(job, args=args, headers={"request_id": context.get("request_id")}, retry=False)
    except (OperationalError, OSError) as exc:
        log.warning("job.not_sent", job=job, error=type(exc).__name__)
        return False
    return True


def enqueue_once(job: Job, *args: Any, key: str, within_ms: int) -> None:
    """Send a job once the current transaction has committed, as `send_once` does."""
    on_commit(lambda: send_once(job, *args, key=key, within_ms=within_ms))


def send_once(job: Job, *args: Any, key: str, within_ms: int) -> None:
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
