"""Which topics there are and who may subscribe; anything not listed here is refused."""

from __future__ import annotations

from collections.abc import Callable

from app.security import Principal

SESSION = "session:"
"""Begins the name of a session's room, which the server alone enters sockets into."""


def user_room(user_id: int) -> str:
    return f"user:{user_id}"


def session_room(session_id: str) -> str:
    return f"{SESSION}{session_id}"


def bank_room(user_id: int) -> str:
    """The topic 'bank' carries each subscriber's own figures, so that it is a room per user."""
    return f"bank:{user_id}"


def may_follow(caller: Principal) -> bool:
    """Tell whether someone may hear of transactions and bank connections: as on HTTP, by the scope."""
    return "transactions:read" in caller.scopes


def _own(room: Callable[[int], str]) -> Callable[[Principal], str | None]:
    return lambda caller: room(caller.user_id) if may_follow(caller) else None


def _admin_only(room: str) -> Callable[[Principal], str | None]:
    """Let admins in who signed in themselves; 'account' is never given to an API token."""
    return lambda caller: room if caller.is_admin and "account" in caller.scopes else None


TOPICS: dict[str | None, Callable[[Principal], str | None]] = {
    None: _own(user_room),
    "bank": _own(bank_room),
    "admin.transactions": _admin_only("admin.transactions"),
    "admin.ingest": _admin_only("admin.ingest"),
    "admin.webhooks": _admin_only("admin.webhooks"),
}
"""None is one's own room, which is entered by connecting."""


def room_for(topic: object, caller: Principal) -> str | None:
    """Return the room behind a topic, or None where it does not exist or the caller may not see it."""
    rule = TOPICS.get(topic) if topic is None or isinstance(topic, str) else None
    return rule(caller) if rule else None
