"""Workers and beat: alive, and one for every queue."""

from __future__ import annotations

from collections.abc import Iterable

from redis import Redis
from redis.exceptions import RedisError

from app.domain.operations.installation.findings import Finding, ok, problem, warning
from app.domain.operations.tasks.reports import WorkerReport, beat_seen_at, is_beat_alive, list_workers
from app.jobs.queues import Queue

OPTIONAL = {Queue.TRAINING, Queue.FORECASTS}
"""Their workers need the trainer's packages; an installation may go without."""


def check_workers(client: Redis) -> Iterable[Finding]:
    """Look at what workers and beat last said. Says nothing without Redis, which another check names."""
    try:
        alive, seen_at = list_workers(client), beat_seen_at(client)
    except RedisError:
        return
    yield _workers(alive)
    if is_beat_alive(seen_at):
        yield ok("beat", "Beat sends what is due.")
    else:
        yield problem(
            "beat", "Beat has sent nothing for a minute: nothing runs by the timetable.",
            "Start `celery -A workers.celery_app beat`, once; see its log.",
        )  # fmt: skip


def _workers(alive: list[WorkerReport]) -> Finding:
    if not alive:
        return problem(
            "workers", "No worker is alive: nothing is flushed, synchronised or valued.",
            "Start `celery -A workers.celery_app worker`; see its log.",
        )  # fmt: skip
    taken = {queue for each in alive for queue in each.queues}
    if missing := sorted(set(Queue) - OPTIONAL - taken):
        return problem(
            "workers", f"No worker takes from {', '.join(missing)}.",
            f"Start one with --queues {','.join(missing)}.",
        )  # fmt: skip
    if missing := sorted(OPTIONAL - taken):
        return warning(
            "workers", f"No worker takes from {', '.join(missing)}: nothing is trained or forecast.",
            "Start a worker with the trainer's packages for them, or go without forecasts.",
        )  # fmt: skip
    return ok("workers", f"{len(alive)} alive, and one at least for every queue.")
