"""Tasks that failed: the newest ones, in Redis. What was done anew or came later pushes them out."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from msgspec import Struct
from redis import Redis

MAX_FAILURES = 500
FAILED, BY_TIME = "tasks:failures", "tasks:failures:by_time"


class FailedTask(Struct, frozen=True):
    """A task that failed. args: None where they were not kept. error: the exception's class.

    message: without secrets. at: Unix seconds. worker: its name and process.
    """

    id: str
    task: str
    queue: str
    args: list[Any] | None
    error: str
    message: str
    at: float
    worker: str


def keep_failure(client: Redis, failed: FailedTask) -> None:
    """Keep a failure; of one task the last one, of all the newest MAX_FAILURES. Raises RedisError."""
    with client.pipeline() as pipe:
        pipe.hset(FAILED, failed.id, msgspec.json.encode(failed))  # type: ignore[arg-type]  # bytes are taken
        pipe.zadd(BY_TIME, {failed.id: failed.at})
        pipe.zrange(BY_TIME, 0, -MAX_FAILURES - 1)
        *_, old = pipe.execute()
    if old:
        _forget(client, *old)


def _forget(client: Redis, *ids: Any) -> int:
    with client.pipeline() as pipe:
        pipe.zrem(BY_TIME, *ids)
        pipe.hdel(FAILED, *ids)
        return int(pipe.execute()[1])


def list_failures(client: Redis, limit: int) -> list[FailedTask]:
    """Return the newest failures, newest first. Raises RedisError."""
    ids = cast(list[bytes], client.zrevrange(BY_TIME, 0, limit - 1))
    if not ids:
        return []
    found = cast(list[bytes | None], client.hmget(FAILED, cast(Any, ids)))
    return [msgspec.json.decode(raw, type=FailedTask) for raw in found if raw]


def find_failure(client: Redis, task_id: str) -> FailedTask | None:
    """Return a task's failure. Raises RedisError."""
    raw = cast(bytes | None, client.hget(FAILED, task_id))
    return msgspec.json.decode(raw, type=FailedTask) if raw else None


def take_failure(client: Redis, task_id: str) -> bool:
    """Take a failure off the list; tell whether it was there, which one of two callers hears."""
    return _forget(client, task_id) == 1
