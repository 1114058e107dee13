"""Following one's own totals."""

from __future__ import annotations

from app.realtime import Topic, register, room_of

BANK = register(Topic("bank", scopes=("transactions:read",), is_personal=True))
"""One's own totals."""


def bank_room(user_id: int) -> str:
    return room_of(BANK, user_id)
