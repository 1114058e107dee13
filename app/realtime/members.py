"""Who is connected to this replica, and how it ends: with the session, the token, or its expiry."""

from __future__ import annotations

import time
from typing import cast

from app.clock import now, rfc3339
from app.extensions import redis, socketio
from app.json_values import JsonObject
from app.realtime.buckets import Shares
from app.realtime.events import Event, SessionEnded
from app.realtime.topics import may_follow
from app.realtime.watched import is_watched
from app.security import Principal, TokenExpired, TokenRevoked, revoked_key
from app.services import services

callers: dict[str, Principal] = {}
"""The sockets of this replica: Socket.IO sid to caller."""
stopped: dict[str, set[str]] = {}
"""Sockets that want no prices and values for now, with the topics to which they go back."""
_ending: dict[str, str] = {}
"""Sockets that were to end while they were still connecting, with the reason."""


def caller_of(sid: str) -> Principal:
    """Return who a socket belongs to. Raises TokenExpired, TokenRevoked."""
    caller = callers.get(sid)
    if caller is None:
        raise TokenRevoked
    if has_expired(caller):
        raise TokenExpired
    return caller


def must_wait(sid: str, room: str) -> bool:
    """Tell whether a socket enters a room only once it starts again."""
    return sid in stopped and is_watched(room)


def shares() -> Shares:
    """Return what the users of this process use of it."""
    return services().part(Shares)


def forget(sid: str) -> None:
    """Take a socket that is gone off its user's share."""
    stopped.pop(sid, None)
    caller = callers.pop(sid, None)
    if caller is not None:
        shares().of(caller.user_id).sockets.discard(sid)


def has_expired(caller: Principal) -> bool:
    return caller.expires_at is not None and caller.expires_at <= time.time()


def show_out(sid: str, reason: str, *, room_heard: bool = False) -> None:
    """End a socket of this replica, and tell it why.

    room_heard: `session.ended` has gone to the user's room, so that only who is not in there hears it here.
    """
    server = socketio.server
    if server.manager.is_pre_connected(sid, "/"):
        _ending[sid] = reason
        return
    caller = callers.get(sid)
    if caller is not None and not (room_heard and may_follow(caller)):
        event = SessionEnded(session=caller.session_id, reason=reason)
        server.emit(event.name, unnumbered(event), to=sid, ignore_queue=True)
    server.disconnect(sid, namespace="/", ignore_queue=True)


def unnumbered(event: Event) -> JsonObject:
    """Wrap what is said to one socket alone and is in no log; it has the id 0 and no topic."""
    return {"id": 0, "at": rfc3339(now()), "topic": None, "data": event}


def end_expired() -> None:
    """End the sockets whose token has expired, and those that were to end while they connected."""
    for sid, caller in list(callers.items()):
        if has_expired(caller):
            show_out(sid, "token_expired")
    for sid, reason in list(_ending.items()):
        del _ending[sid]
        show_out(sid, reason)


def end_revoked() -> None:
    """End the sockets of ended sessions, and those that belong to nobody.

    A message from another replica should have ended them; it may have been lost.
    """
    by_session = {caller.session_id for caller in callers.values()}
    reasons = _why_revoked(sorted(by_session))
    for sid, caller in list(callers.items()):
        if caller.session_id in reasons:
            show_out(sid, reasons[caller.session_id])
    end_strangers()


def end_strangers() -> None:
    """Disconnect sockets without a caller; forget callers without a socket."""
    manager = socketio.server.manager
    connected = {sid for sid, _ in manager.get_participants("/", None)}
    for sid in connected - callers.keys():
        socketio.server.disconnect(sid, namespace="/", ignore_queue=True)
    for sid in callers.keys() - connected:
        forget(sid)


UNTOLD = b"1"
"""The mark of a session of which the database told Redis again, without the reason."""


def _why_revoked(session_ids: list[str]) -> dict[str, str]:
    """Return the reason of each session that was ended; the database tells only that one was."""
    if not session_ids:
        return {}
    marks = cast(list[bytes | None], redis().mget([revoked_key(each) for each in session_ids]))
    return {
        session_id: "signed_out" if mark == UNTOLD else mark.decode()
        for session_id, mark in zip(session_ids, marks, strict=True)
        if mark
    }
