"""A lease: one holder at a time over all processes; it ends by itself where its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from redis.exceptions import LockError
from redis.lock import Lock

from app.extensions import redis

log = structlog.get_logger()


@contextmanager
def lease(name: str, *, ttl_s: float, wait_s: float = 0) -> Iterator[Lock | None]:
    """Hold a name, or yield None where somebody else does.

    ttl_s: the lease ends then unless its holder calls `reacquire`, from any of its threads; that raises
    LockError where it has ended. A holder that is slower than its lease is only logged, not stopped: what it
    does is safe to do twice.
    wait_s: how long to wait where somebody else holds it.
    """
    lock = redis().lock(_key(name), timeout=ttl_s, thread_local=False)
    if not lock.acquire(blocking=wait_s > 0, blocking_timeout=wait_s or None):
        yield None
        return
    try:
        yield lock
    finally:
        try:
            lock.release()
        except LockError:
            log.warning("lease.lapsed", name=name)


def is_leased(name: str) -> bool:
    """Tell whether somebody holds a name."""
    return bool(redis().exists(_key(name)))


def _key(name: str) -> str:
    return f"lock:{name}"
