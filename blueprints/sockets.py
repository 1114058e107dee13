"""The socket door: connect, rooms, topics, replay. Events themselves are sent from app/realtime."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import emit, join_room, leave_room

from app.clock import now, rfc3339
from app.errors import AppError
from app.extensions import socketio
from app.realtime import publisher, room_for, user_room
from app.realtime.replica import REPLICA, callers, wait_for_reader
from app.realtime.sessions import forget_socket, mark_online, remember_socket
from app.security import Principal, TokenMissing, is_revoked, principal_from_token

REPLAY_AHEAD = 200
"""Messages of a replay that may wait for the client; far below what a stalled client is cut for."""


def mount() -> None:
    """Register the handlers on the default namespace."""
    socketio.on_event("connect", on_connect)
    socketio.on_event("disconnect", on_disconnect)
    socketio.on_event("subscribe", on_subscribe)
    socketio.on_event("unsubscribe", on_unsubscribe)
    socketio.on_event("replay", on_replay)
    socketio.on_event("ping", on_ping)


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def on_connect(auth: Any = None) -> None:
    """Let a socket in by its token and join it to its user's room."""
    try:
        caller = _caller(auth)
        remember_socket(caller.session_id, _sid())
        # Again, now that a revocation would find this socket: one between the two is not missed.
        if is_revoked(caller.session_id):
            raise TokenMissing("This session was signed out.")
    except AppError as exc:
        raise Refused("unauthorized", {"code": exc.code, "detail": exc.detail}) from exc
    callers[_sid()] = caller
    mark_online({caller.user_id})
    join_room(user_room(caller.user_id))
    if caller.is_admin:
        join_room("admin")
    data = {"user": caller.user_id, "replica": REPLICA}
    _tell("session.ready", _envelope(publisher().last_id(user_room(caller.user_id)), data))


def _caller(auth: Any) -> Principal:
    token = auth.get("token") if isinstance(auth, dict) else None
    if not isinstance(token, str) or not token:
        raise TokenMissing
    return principal_from_token(token)


def _envelope(event_id: int, data: dict[str, Any]) -> dict[str, Any]:
    return {"id": event_id, "at": rfc3339(now()), "data": data}


def on_disconnect(*_: Any) -> None:
    caller = callers.pop(_sid(), None)
    if caller is not None:
        forget_socket(caller.session_id, _sid())


def on_subscribe(body: Any = None) -> dict[str, Any]:
    """Join a topic; the acknowledgement carries its newest event id."""
    topic = body.get("topic") if isinstance(body, dict) else None
    room = room_for(topic, callers[_sid()])
    if room is None:
        return _refusal("not_found", "There is no such topic, or you may not see it.")
    join_room(room)
    return {"ok": True, "topic": topic, "last_id": publisher().last_id(room)}


def on_unsubscribe(body: Any = None) -> dict[str, Any]:
    topic = body.get("topic") if isinstance(body, dict) else None
    room = room_for(topic, callers[_sid()])
    if room is None:
        return _refusal("not_found", "There is no such topic, or you may not see it.")
    leave_room(room)
    return {"ok": True, "topic": topic}


def on_replay(body: Any = None) -> dict[str, Any]:
    """Send again, to this socket alone, what an audience was sent after an id."""
    body = body if isinstance(body, dict) else {}
    after, topic, caller = body.get("after"), body.get("topic"), callers[_sid()]
    if type(after) is not int or after < 0:
        return _refusal("invalid", "`after` must be the id of the last event you saw.")
    room = user_room(caller.user_id) if topic is None else room_for(topic, caller)
    if room is None:
        return _refusal("not_found", "There is no such topic, or you may not see it.")
    events, gap = publisher().missed(room, after)
    last_id = events[-1][1]["id"] if events else publisher().last_id(room)
    if gap is not None:
        _tell("replay.gap", _envelope(last_id, {"after": after, "oldest": gap or None, "topic": topic}))
    for place, (name, envelope) in enumerate(events):
        if place % REPLAY_AHEAD == 0:
            wait_for_reader(_sid(), REPLAY_AHEAD)
        _tell(name, envelope)
    return {"ok": True, "replayed": len(events), "last_id": last_id}


def on_ping(*_: Any) -> dict[str, Any]:
    """Answer with the time and the newest id, so that a client notices what it did not get."""
    caller = callers[_sid()]
    return {"at": rfc3339(now()), "last_id": publisher().last_id(user_room(caller.user_id))}


def _tell(name: str, envelope: dict[str, Any]) -> None:
    """Send to the socket that is being answered; the other replicas need not hear of it."""
    emit(name, envelope, ignore_queue=True)


def _refusal(code: str, detail: str) -> dict[str, Any]:
    return {"ok": False, "error": {"code": code, "detail": detail}}
