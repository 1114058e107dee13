"""The background jobs of collections."""

from enum import StrEnum

from app.jobs import send_once


class CollectionJob(StrEnum):
    """Each job's name on the queue."""

    COLLECT = "trading.collect"
    RESUME = "trading.resume_collections"
    FOLLOW = "trading.follow_exchange"


ASK_AGAIN_MS = 8_000
"""A collection that waits in the queue is not asked for more often than this."""


def run_of(collection_id: int) -> str:
    """Return the name of a collection's lease and progress."""
    return f"collection:{collection_id}"


def ask_now(collection_id: int) -> None:
    """Have a collection run, unless that was asked a moment ago."""
    send_once(CollectionJob.COLLECT, collection_id, key=run_of(collection_id), within_ms=ASK_AGAIN_MS)
