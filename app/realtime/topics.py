"""Which rooms there are and who may enter them; anything not listed here is refused."""

from __future__ import annotations

from collections.abc import Callable

from app.security import Principal


def user_room(user_id: int) -> str:
    return f"user:{user_id}"


def bank_room(user_id: int) -> str:
    """The topic 'bank' carries each subscriber's own figures, so that it is a room per user."""
    return f"bank:{user_id}"


def _admin_only(room: str) -> Callable[[Principal], str | None]:
    return lambda caller: room if caller.is_admin else None


TOPICS: dict[str, Callable[[Principal], str | None]] = {
    "bank": lambda caller: bank_room(caller.user_id),
    "admin.transactions": _admin_only("admin.transactions"),
    "admin.ingest": _admin_only("admin.ingest"),
    "admin.webhooks": _admin_only("admin.webhooks"),
}


def room_for(topic: object, caller: Principal) -> str | None:
    """Return the room behind a topic, or None where it does not exist or the caller may not see it."""
    rule = TOPICS.get(topic) if isinstance(topic, str) else None
    return rule(caller) if rule else None
