"""The fan-out over replicas, in which closing a session's room ends the sockets in it."""

from __future__ import annotations

from typing import Any

import socketio

from app.realtime import members
from app.realtime.topics import SESSION


class SessionManager(socketio.RedisManager):
    """A Redis manager whose `close_room` disconnects where the room is a session's, on every replica.

    A room is kept by the server alone, so that no client can take itself off the list of those to end.
    """

    def _handle_close_room(self, message: dict[str, Any]) -> None:
        room, namespace = str(message.get("room")), message.get("namespace")
        if not room.startswith(SESSION):
            super()._handle_close_room(message)
            return
        reason = "token_revoked" if room.startswith(f"{SESSION}token:") else "signed_out"
        for sid, _ in list(self.get_participants(namespace, room)):
            members.show_out(sid, reason, room_heard=True)
