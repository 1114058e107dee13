"""Redis: reachable, new enough, keeping what it was given, and by the same clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

from redis import Redis
from redis.exceptions import RedisError, ResponseError

from app.domain.operations.installation.database_checks import skew
from app.domain.operations.installation.findings import Finding, ok, problem, warning

OLDEST = (6, 2)
"""XAUTOCLAIM, which the flush claims a dead worker's entries with, came with it."""


def check_redis(client: Redis) -> Iterable[Finding]:
    """Look at Redis, and no further where it does not answer."""
    try:
        info = cast(dict[str, Any], client.info())
        yield _version(info)
        yield _policy(info)
        yield _persistence(info, _fsync(client))
        seconds, micros = cast(tuple[int, int], client.time())
        yield skew("redis clock", datetime.fromtimestamp(seconds + micros / 1e6, UTC))
    except RedisError as exc:
        yield problem(
            "redis", f"Redis does not answer ({type(exc).__name__}).",
            "See that it runs, and that REDIS_URL has its address and password.",
        )  # fmt: skip


def _version(info: dict[str, Any]) -> Finding:
    name = "Valkey" if "valkey_version" in info else "Redis"
    said = str(info.get("valkey_version") or info.get("redis_version", "0"))
    version = tuple(int(part) for part in str(info.get("redis_version", "0")).split(".")[:2])
    if version < OLDEST:
        return problem("redis", f"{name} is of version {said}.", "Install 6.2 or newer.")
    return ok("redis", f"{name} {said} answers.")


def _policy(info: dict[str, Any]) -> Finding:
    policy = str(info.get("maxmemory_policy", "unknown"))
    if policy != "noeviction":
        return problem(
            "redis memory", f"maxmemory-policy is {policy}: short of memory, Redis drops what waits.",
            "Set `maxmemory-policy noeviction`.",
        )  # fmt: skip
    return ok("redis memory", "Redis forgets nothing when memory is short.")


def _fsync(client: Redis) -> str | None:
    """Return how often Redis has its log on the disk; None where it does not say, as hosted ones do not."""
    try:
        return str(cast(dict[Any, Any], client.config_get("appendfsync")).get("appendfsync"))
    except ResponseError:
        return None


def _persistence(info: dict[str, Any], fsync: str | None) -> Finding:
    if not int(info.get("aof_enabled", 0)):
        return problem(
            "redis disk", "Redis keeps no log of writes: what waits to be stored is lost when it ends.",
            "Set `appendonly yes` and `appendfsync always`.",
        )  # fmt: skip
    if info.get("aof_last_write_status", "ok") != "ok":
        return problem("redis disk", "Redis could not write its log.", "See its log; its disk may be full.")
    if fsync not in {None, "always"}:
        return warning(
            "redis disk", f"appendfsync is {fsync}: a power cut can lose what senders heard 200 for.",
            "Set `appendfsync always`.",
        )  # fmt: skip
    return ok("redis disk", "Redis writes to its disk before it answers." if fsync else "Redis keeps a log.")
