"""Who is online, and the end of a sign-in: its sockets are closed on every replica."""

from __future__ import annotations

from typing import cast

from app.extensions import redis, socketio
from app.realtime.events import SessionEnded
from app.realtime.publisher import publisher
from app.realtime.topics import session_room, user_room
from app.security import revoke_session
from app.services import services

ONLINE_S = 90


def mark_online(user_ids: set[int]) -> None:
    """Say that these users have a socket open on this replica; lapses after 90 seconds."""
    with redis().pipeline(transaction=False) as pipe:
        for user_id in user_ids:
            pipe.set(f"online:{user_id}", 1, ex=ONLINE_S)
        pipe.execute()


def online_among(user_ids: list[int]) -> list[int]:
    """Return those of the users who have a socket open anywhere."""
    if not user_ids:
        return []
    marks = cast(list[bytes | None], redis().mget([f"online:{user_id}" for user_id in user_ids]))
    return [user_id for user_id, mark in zip(user_ids, marks, strict=True) if mark]


def end_session(session_id: str, user_id: int, reason: str) -> None:
    """Refuse the session's tokens from now on and close its sockets, on every replica."""
    revoke_session(session_id, services().settings.access_token_minutes * 60, reason)
    publisher().publish(SessionEnded(session=session_id, reason=reason), to=user_room(user_id))
    # Through the message queue, in order after the event: the sockets may be other replicas'.
    socketio.close_room(session_room(session_id))
