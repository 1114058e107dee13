"""What this worker, or beat, tells of itself: what it has, what it did, what failed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from celery import signals
from celery.worker import state
from celery.worker.request import Request
from redis import Redis
from redis.exceptions import RedisError

from app.domain.operations.tasks.failures import FailedTask, keep_failure
from app.domain.operations.tasks.queues import count_failure, count_task
from app.domain.operations.tasks.redaction import kept_arguments, masked
from app.domain.operations.tasks.reports import (
    REPORT_EVERY_S,
    TaskAtWorker,
    WorkerReport,
    forget_report,
    keep_report,
    note_beat,
)
from app.extensions import celery
from app.jobs.queues import Queue

log = structlog.get_logger()

BEAT_NOTED_EVERY_S = 5.0


def report_tasks(client: Redis) -> None:
    """Connect this process's reports to Celery's signals. Where Redis is away, nothing is told."""
    watch = _Watch(client)
    for signal, receiver in (
        (signals.worker_ready, watch.begin),
        (signals.heartbeat_sent, watch.report),
        (signals.worker_shutdown, watch.end),
        (signals.task_postrun, watch.count),
        (signals.task_failure, watch.keep),
        (signals.beat_init, watch.follow_beat),
        (signals.beat_embedded_init, watch.follow_beat),
    ):
        signal.connect(receiver, weak=False)


class _Watch:
    """The reports of one process; a pool's children count and keep failures, their parent reports."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._consumer: Any = None
        self._reported_at = self._noted_at = 0.0

    def begin(self, sender: Any, **_: Any) -> None:
        self._consumer = sender
        self.report()

    def report(self, **_: Any) -> None:
        """Tell what this worker has, at most every two seconds."""
        if self._consumer is None or time.monotonic() - self._reported_at < REPORT_EVERY_S * 0.9:
            return
        self._reported_at = time.monotonic()
        self._try(lambda: keep_report(self._client, _report_of(self._consumer)))

    def end(self, **_: Any) -> None:
        if self._consumer is not None:
            key = f"{self._consumer.hostname}:{os.getpid()}"
            self._try(lambda: forget_report(self._client, key))

    def count(self, task: Any, **_: Any) -> None:
        self._try(lambda: count_task(self._client, _queue_of(task), at=time.time()))

    def keep(
        self, sender: Any, task_id: str, exception: BaseException, args: Any, kwargs: Any, **_: Any
    ) -> None:
        """Keep a failure, of a task that raised, ran too long or lost its process."""
        failed = FailedTask(
            task_id, sender.name, _queue_of(sender), kept_arguments(args or (), kwargs or {}),
            type(exception).__name__, masked(str(exception)), time.time(),
            sender.request.hostname or "",
        )  # fmt: skip
        self._try(lambda: keep_failure(self._client, failed))
        self._try(lambda: count_failure(self._client, failed.queue))

    def follow_beat(self, **_: Any) -> None:
        """From now on this process is beat, or its thread: what it sends shows that it goes on."""
        signals.after_task_publish.connect(self.note_beat, weak=False)

    def note_beat(self, **_: Any) -> None:
        if time.monotonic() - self._noted_at >= BEAT_NOTED_EVERY_S:
            self._noted_at = time.monotonic()
            self._try(lambda: note_beat(self._client, time.time()))

    def _try(self, tell: Callable[[], object]) -> None:
        try:
            tell()
        except RedisError as exc:
            log.warning("worker.not_reported", error=type(exc).__name__)


def _queue_of(task: Any) -> str:
    """Return the queue that a task came from; messages name it as their routing key."""
    info = task.request.delivery_info or {}
    return str(info.get("routing_key") or Queue.DEFAULT)


def _report_of(consumer: Any) -> WorkerReport:
    active = set(state.active_requests)
    reserved = set(state.reserved_requests) - active
    return WorkerReport(
        name=consumer.hostname,
        pid=os.getpid(),
        queues=sorted(celery.amqp.queues.consume_from),
        concurrency=int(consumer.controller.concurrency or 1),
        processed=int(state.all_total_count[0]),
        registered=sorted(name for name in celery.tasks if not name.startswith("celery.")),
        active=_shown(active, lambda each: each.time_start),
        reserved=_shown(reserved, lambda _: None),
        scheduled=_shown(_scheduled(consumer), lambda each: each.eta and each.eta.timestamp()),
        at=time.time(),
    )


def _scheduled(consumer: Any) -> list[Request]:
    found = [each.entry.args for each in list(consumer.timer.schedule.queue)]
    return [args[0] for args in found if args and isinstance(args[0], Request)]


def _shown(requests: Iterable[Request], moment: Callable[[Any], float | None]) -> list[TaskAtWorker]:
    return [
        TaskAtWorker(each.id, each.name, kept_arguments(each.args, each.kwargs), moment(each) or None)
        for each in sorted(requests, key=lambda each: str(each.id))
    ]
