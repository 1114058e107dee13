"""The queues: what waits in each and since when, what was done and what failed, and how fast."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import msgspec
from redis import Redis

from app.domain.operations.tasks.redaction import kept_arguments
from app.domain.operations.tasks.reports import TaskAtWorker
from app.jobs.queues import Queue
from app.jobs.sent import SENT_AT

DONE, FAILED = "tasks:done", "tasks:failed"
RATE_MINUTES = 5
SHOWN_WAITING = 20
SEARCHED_WAITING = 1_000
"""The oldest of each queue, among which a task is looked for that is to be taken out."""


class QueueFigures(NamedTuple):
    """A queue. depth: tasks that no worker has taken. oldest_s: None where none waits, or of unknown age.

    done: tasks that ran to their end, failed ones included. per_minute: of the last five whole minutes.
    """

    name: str
    depth: int
    oldest_s: float | None
    done: int
    failed: int
    per_minute: float


class _Message(msgspec.Struct):
    """What Celery's message in Redis has, of protocol 2."""

    headers: dict[str, Any]
    body: str = ""


def count_task(client: Redis, queue: str, *, at: float) -> None:
    """Count a task that ran to its end. Raises RedisError."""
    minute = _minute(queue, int(at // 60))
    with client.pipeline(transaction=False) as pipe:
        pipe.hincrby(DONE, queue, 1)
        pipe.incr(minute)
        pipe.expire(minute, (RATE_MINUTES + 2) * 60)
        pipe.execute()


def count_failure(client: Redis, queue: str) -> None:
    """Count a task that failed. Raises RedisError."""
    client.hincrby(FAILED, queue, 1)


def _minute(queue: str, minute: int) -> str:
    return f"{DONE}:{queue}:{minute}"


def read_queues(client: Redis) -> list[QueueFigures]:
    """Return every queue's figures, in one round trip. Raises RedisError."""
    names = [each.value for each in Queue]
    with client.pipeline(transaction=False) as pipe:
        pipe.time()
        pipe.hmget(DONE, names)
        pipe.hmget(FAILED, names)
        for name in names:
            pipe.llen(name)
            pipe.lindex(name, -1)
        (seconds, _), done, failed, *rest = pipe.execute()
    rates = _rates(client, names, int(seconds) // 60)
    return [
        QueueFigures(
            name, int(rest[2 * place]), _age_s(rest[2 * place + 1], float(seconds)),
            int(done[place] or 0), int(failed[place] or 0), rates[place],
        )
        for place, name in enumerate(names)
    ]  # fmt: skip


def _rates(client: Redis, names: Sequence[str], minute: int) -> list[float]:
    past = range(minute - RATE_MINUTES, minute)
    keys = [_minute(name, each) for name in names for each in past]
    counts = [int(raw or 0) for raw in cast(list[bytes | None], client.mget(keys))]
    return [
        sum(counts[place * RATE_MINUTES : (place + 1) * RATE_MINUTES]) / RATE_MINUTES
        for place in range(len(names))
    ]


def _age_s(raw: bytes | None, now_s: float) -> float | None:
    sent_at = _decoded(raw).headers.get(SENT_AT) if raw else None
    return max(0.0, now_s - sent_at) if isinstance(sent_at, int | float) else None


def _decoded(raw: bytes) -> _Message:
    try:
        return msgspec.json.decode(raw, type=_Message)
    except msgspec.MsgspecError:
        return _Message({})


def list_waiting(client: Redis, queue: str, most: int = SHOWN_WAITING) -> list[TaskAtWorker]:
    """Return the tasks that wait longest in a queue, the oldest first. Raises RedisError."""
    found = cast(list[bytes], client.lrange(queue, -most, -1))
    return [_waiting(_decoded(raw)) for raw in reversed(found)]


def _waiting(message: _Message) -> TaskAtWorker:
    headers = message.headers
    sent_at = headers.get(SENT_AT)
    return TaskAtWorker(
        str(headers.get("id", "")), str(headers.get("task", "")), _arguments(message),
        float(sent_at) if isinstance(sent_at, int | float) else None,
    )  # fmt: skip


def _arguments(message: _Message) -> list[Any] | None:
    try:
        args, kwargs, _ = msgspec.json.decode(base64.b64decode(message.body))
    except ValueError:
        return None
    return kept_arguments(args, kwargs)


def take_out(client: Redis, task_id: str) -> bool:
    """Take a task out of the queue that it waits in; tell whether it was there. Raises RedisError."""
    for queue in Queue:
        for raw in cast(list[bytes], client.lrange(queue.value, -SEARCHED_WAITING, -1)):
            if _decoded(raw).headers.get("id") == task_id:
                return bool(client.lrem(queue.value, -1, cast(Any, raw)))
    return False
