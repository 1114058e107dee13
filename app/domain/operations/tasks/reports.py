"""What workers and beat tell of themselves, every few seconds, in Redis.

Asking them (`celery inspect`) costs a second each time, as nobody knows how many will answer, and a broadcast
to all of them for each page that is open. Here a page costs two reads, and a busy worker is heard, too.
"""

from __future__ import annotations

import time
from typing import Any, cast

import msgspec
from msgspec import Struct
from redis import Redis

REPORT_EVERY_S = 2.0
ALIVE_S = 30
"""Heartbeats come every two seconds; one that is this late is a worker's that is gone, or without Redis."""
BEAT_ALIVE_S = 60
SEEN, BEAT = "workers:seen", "beat:seen"


class TaskAtWorker(Struct, frozen=True):
    """A task that a worker has. args: None where they are not shown. at: Unix seconds: when it began or was
    sent, or the moment that it waits for.
    """

    id: str
    task: str
    args: list[Any] | None
    at: float | None


class WorkerReport(Struct, frozen=True):
    """A worker: name and process, its queues, how many tasks it does at once, and what it has.

    reserved: fetched, and not begun. scheduled: fetched, and waiting for their moment. at: Unix seconds.
    """

    name: str
    pid: int
    queues: list[str]
    concurrency: int
    processed: int
    registered: list[str]
    active: list[TaskAtWorker]
    reserved: list[TaskAtWorker]
    scheduled: list[TaskAtWorker]
    at: float

    @property
    def key(self) -> str:
        """Names one of several workers that have one name."""
        return f"{self.name}:{self.pid}"


def keep_report(client: Redis, report: WorkerReport) -> None:
    """Keep what a worker says of itself. Raises RedisError."""
    with client.pipeline() as pipe:
        pipe.set(_key(report.key), msgspec.json.encode(report), ex=ALIVE_S)
        pipe.zadd(SEEN, {report.key: report.at})
        pipe.zremrangebyscore(SEEN, 0, report.at - ALIVE_S)
        pipe.execute()


def forget_report(client: Redis, key: str) -> None:
    """Forget a worker that ends. Raises RedisError."""
    client.delete(_key(key))
    client.zrem(SEEN, key)


def list_workers(client: Redis) -> list[WorkerReport]:
    """Return the workers that live, by name. Raises RedisError."""
    keys = cast(list[bytes], client.zrange(SEEN, 0, -1))
    if not keys:
        return []
    found = cast(list[bytes | None], client.mget([_key(key.decode()) for key in keys]))
    reports = [msgspec.json.decode(raw, type=WorkerReport) for raw in found if raw]
    return sorted(reports, key=lambda each: each.key)


def note_beat(client: Redis, at: float) -> None:
    """Note that beat has sent what was due. Raises RedisError."""
    client.set(BEAT, at)


def beat_seen_at(client: Redis) -> float | None:
    """Return when beat last sent something, in Unix seconds. Raises RedisError."""
    raw = cast(bytes | None, client.get(BEAT))
    return float(raw) if raw else None


def is_beat_alive(seen_at: float | None) -> bool:
    """Tell whether beat has sent something lately: something is due every five seconds."""
    return seen_at is not None and time.time() - seen_at < BEAT_ALIVE_S


def _key(key: str) -> str:
    return f"worker:{key}"
