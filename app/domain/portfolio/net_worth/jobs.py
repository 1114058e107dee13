"""Asking for a followed net worth to be computed and pushed."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from redis.exceptions import RedisError

from app.domain.portfolio.net_worth.topics import net_worth_room
from app.jobs import send_once
from app.realtime import watched_among


class NetWorthJob(StrEnum):
    """Each job's name on the queue."""

    VALUE = "net_worth.value"


ASKED_MS = 20_000
"""A job that was asked for and has not begun after this time is asked for again."""


def ask_where_followed(user_ids: Collection[int]) -> None:
    """Have a worker push the net worth of those of the users that somebody follows."""
    users = {net_worth_room(user_id): user_id for user_id in user_ids}
    try:
        followed = watched_among(list(users))
    except RedisError:
        return
    for room in followed:
        send_once(NetWorthJob.VALUE, users[room], key=asked_key(users[room]), within_ms=ASKED_MS)


def asked_key(user_id: int) -> str:
    return f"net_worth:{user_id}"
