"""What is being watched: rooms of topics whose events are computed only while somebody follows them.

Each replica notes the rooms that its sockets and streams are in; a note lapses by itself, so that a replica
that dies takes its own with it. Redis's clock counts, for those of the hosts may differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from app.extensions import redis
from app.realtime.topics import TOPICS, Topic

WATCHED_S = 15
"""So long does a note hold; replicas renew theirs every five seconds."""


def is_watched(room: str) -> bool:
    """Tell whether a room is of a topic whose followers are noted."""
    topic = TOPICS.get(room.partition(":")[0])
    return topic is not None and topic.is_watched


def note_watched(rooms: Iterable[str]) -> None:
    """Note that somebody is in these rooms; rooms of other topics are passed over."""
    noted = [room for room in rooms if is_watched(room)]
    if not noted:
        return
    until = _redis_time() + WATCHED_S
    with redis().pipeline(transaction=False) as pipe:
        for room in noted:
            name, _, key = room.partition(":")
            pipe.zadd(_key(name), {key: until})
        pipe.execute()


def watched_keys(topic: Topic) -> list[str]:
    """Return what of a topic is watched on any replica: of `portfolio:{id}` the ids."""
    since = _redis_time()
    with redis().pipeline(transaction=False) as pipe:
        pipe.zremrangebyscore(_key(topic.name), "-inf", f"({since}")
        pipe.zrange(_key(topic.name), 0, -1)
        found = cast(list[bytes], pipe.execute()[1])
    return [key.decode() for key in found]


def watched_among(rooms: Sequence[str]) -> list[str]:
    """Return those rooms that somebody is in on any replica."""
    since, parted = _redis_time(), [room.partition(":") for room in rooms]
    with redis().pipeline(transaction=False) as pipe:
        for name, _, key in parted:
            pipe.zscore(_key(name), key)
        notes = cast(list[float | None], pipe.execute())
    return [room for room, until in zip(rooms, notes, strict=True) if until is not None and until >= since]


def _redis_time() -> int:
    return int(cast(tuple[int, int], redis().time())[0])


def _key(name: str) -> str:
    return f"rt:watched:{name}"
