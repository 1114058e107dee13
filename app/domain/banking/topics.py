"""What may be followed of banking beside one's own transactions."""

from __future__ import annotations

from app.realtime import Topic, register, room_of

BANK = register(Topic("bank", scopes=("transactions:read",), is_personal=True))
"""One's own totals."""


def bank_room(user_id: int) -> str:
    return room_of(BANK, user_id)


# 'account' is never given to an API token: admins hear of others where they signed in themselves.
for _name in ("admin.transactions", "admin.ingest", "admin.webhooks"):
    register(Topic(_name, scopes=("account",), role="admin"))
