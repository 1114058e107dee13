"""Following one's own net worth."""

from __future__ import annotations

from app.realtime import Topic, register, room_of

SCOPES = ("accounts:read", "portfolio:read")
NET_WORTH = register(Topic("networth", scopes=SCOPES, is_personal=True, is_watched=True))
"""One's own net worth, computed while somebody follows it."""


def net_worth_room(user_id: int) -> str:
    return room_of(NET_WORTH, user_id)
