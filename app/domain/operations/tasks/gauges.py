"""The queues' figures for Prometheus: two round trips to Redis a scrape, whatever waits."""

from __future__ import annotations

import structlog
from prometheus_client import Gauge
from redis.exceptions import RedisError

from app.domain.operations.tasks.queues import QueueFigures, read_queues
from app.domain.operations.tasks.reports import list_workers
from app.services import services

log = structlog.get_logger()

depth = Gauge("tidewatch_queue_tasks", "Tasks that no worker has taken", ["queue"])
oldest = Gauge("tidewatch_queue_oldest_seconds", "How long the oldest of them waits", ["queue"])
done = Gauge("tidewatch_queue_done_tasks", "Tasks that ran to their end, failed ones included", ["queue"])
failed = Gauge("tidewatch_queue_failed_tasks", "Tasks that failed", ["queue"])
workers = Gauge("tidewatch_workers", "Workers that live")
taken = Gauge("tidewatch_queue_workers", "Workers that take from it", ["queue"])


def read_gauges() -> None:
    """Set the gauges to what is so now."""
    client = services().redis
    try:
        queues, alive = read_queues(client), list_workers(client)
    except RedisError:
        log.warning("metrics.without_queues")
        return
    workers.set(len(alive))
    for each in queues:
        _set(each)
        taken.labels(each.name).set(sum(each.name in one.queues for one in alive))


def _set(each: QueueFigures) -> None:
    depth.labels(each.name).set(each.depth)
    oldest.labels(each.name).set(each.oldest_s or 0)
    done.labels(each.name).set(each.done)
    failed.labels(each.name).set(each.failed)
