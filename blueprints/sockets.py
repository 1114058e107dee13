"""Sockets: connect, rooms, topics, replay. Events themselves are sent from app/realtime."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from flask import request
from flask_socketio import ConnectionRefusedError as Refused
from flask_socketio import emit, join_room, leave_room, rooms
from redis.exceptions import RedisError

from app.clock import now, rfc3339
from app.errors import AppError, Forbidden, Invalid, NotFound, Unavailable
from app.extensions import socketio
from app.realtime import (
    Page,
    is_watched,
    members,
    note_watched,
    publisher,
    room_for,
    session_room,
    topic_of,
    user_room,
)
from app.realtime.buckets import EVENT_COST_BYTES, Share
from app.realtime.replica import REPLICA, line_of, wait_for_reader
from app.realtime.sessions import mark_online
from app.security import Principal, TokenMissing, TokenRevoked, is_revoked, principal_from_token

IN_ONE_GO = 20
"""Events of a replay after which others get their turn."""
MAX_ID = 2**53
log = structlog.get_logger()
Handler = Callable[[Any], dict[str, Any]]


def mount() -> None:
    """Register the handlers on the default namespace."""
    socketio.on_event("connect", on_connect)
    socketio.on_event("disconnect", on_disconnect)
    for name, handler in (
        ("subscribe", on_subscribe),
        ("unsubscribe", on_unsubscribe),
        ("replay", on_replay),
        ("renew", on_renew),
        ("updates.stop", on_stop),
        ("updates.start", on_start),
        ("ping", on_ping),
    ):
        socketio.on_event(name, _answered(handler))


def _answered(handler: Handler) -> Callable[..., dict[str, Any]]:
    """Acknowledge what goes wrong with `{ok: false, error}`."""

    @wraps(handler)
    def handle(body: Any = None) -> dict[str, Any]:
        try:
            return handler(body)
        except AppError as exc:
            return _refusal(exc)
        except RedisError:
            return _refusal(Unavailable())

    return handle


def _refusal(error: AppError) -> dict[str, Any]:
    return {"ok": False, "error": {"code": error.code, "detail": error.detail}}


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _caller() -> Principal:
    return members.caller_of(_sid())


def on_connect(auth: Any = None) -> None:
    """Let a socket in by its token and join it to the rooms that the token may hear."""
    try:
        caller = principal_from_token(_token(auth))
        _join(caller)
        newest = publisher().last_id(user_room(caller.user_id)) if room_for(None, caller) else 0
    except Exception as exc:
        on_disconnect()  # what was begun is undone
        error = exc if isinstance(exc, AppError) else Unavailable()
        if not isinstance(exc, AppError | RedisError):
            log.error("socket.not_connected", exc_info=exc)
        raise Refused("unauthorized", {"code": error.code, "detail": error.detail}) from exc
    ready = {"user": caller.user_id, "replica": REPLICA}
    _tell("session.ready", _envelope(newest, user_room(caller.user_id), ready))


def _token(body: Any) -> str:
    token = body.get("token") if isinstance(body, dict) else None
    if not isinstance(token, str) or not token:
        raise TokenMissing
    return token


def _join(caller: Principal) -> None:
    line = line_of(_sid())
    if line is None:
        raise TokenRevoked
    line.share = members.shares().open_socket(caller.user_id, _sid())
    members.callers[_sid()] = caller
    join_room(session_room(caller.session_id))
    # Again, now that a revocation would find this socket: one between the two is not missed.
    if is_revoked(caller.session_id):
        raise TokenRevoked
    mark_online({caller.user_id})
    if own := room_for(None, caller):
        join_room(own)
    if caller.is_admin:
        join_room("admin")


def on_disconnect(*_: Any) -> None:
    members.forget(_sid())
    line = line_of(_sid())
    if line is not None:
        line.become_stranger()


def on_subscribe(body: Any) -> dict[str, Any]:
    """Join a topic; the acknowledgement carries its newest event id."""
    topic, room = _topic(body)
    if members.must_wait(_sid(), room):
        members.stopped[_sid()].add(topic)
    else:
        join_room(room)
        note_watched([room])
    return {"ok": True, "topic": topic, "last_id": publisher().last_id(room)}


def on_unsubscribe(body: Any) -> dict[str, Any]:
    topic, room = _topic(body)
    leave_room(room)
    members.stopped.get(_sid(), set()).discard(topic)
    return {"ok": True, "topic": topic}


def on_stop(_: Any) -> dict[str, Any]:
    """Send this socket no prices and values until it starts again; what it follows is remembered."""
    _caller()
    left = members.stopped.setdefault(_sid(), set())
    for room in [room for room in rooms() if is_watched(room)]:
        leave_room(room)
        left.add(topic_of(room))
    return {"ok": True, "topics": sorted(left)}


def on_start(_: Any) -> dict[str, Any]:
    """Go on with what was stopped, as far as the caller may still see it."""
    caller = _caller()
    topics = sorted(members.stopped.pop(_sid(), set()))
    found = {topic: room for topic in topics if (room := room_for(topic, caller))}
    for room in found.values():
        join_room(room)
    note_watched(found.values())
    return {"ok": True, "topics": list(found)}


def _topic(body: Any) -> tuple[str, str]:
    """Return the topic that a body names and its room. Raises NotFound."""
    caller = _caller()
    topic = body.get("topic") if isinstance(body, dict) else None
    if isinstance(topic, str) and (room := room_for(topic, caller)):
        return topic, room
    raise NotFound("There is no such topic, or you may not see it.")


def on_replay(body: Any) -> dict[str, Any]:
    """Send a page of what an audience was sent after an id again, to this socket alone.

    `more` in the acknowledgement: ask for what comes after its `last_id`.
    """
    after, topic, room = _replayed(body)
    line = line_of(_sid())
    if line is None or line.share is None or not wait_for_reader(line):
        raise TokenRevoked
    page = _page(line.share, room, after)
    if page.gap is not None:
        gap = {"after": after, "oldest": page.gap or None, "topic": topic}
        _tell("replay.gap", _envelope(page.last_id, room, gap))
    for place, (name, envelope) in enumerate(page.events):
        if place % IN_ONE_GO == 0:
            socketio.sleep(0)
        _tell(name, envelope)
    answer = {"ok": True, "replayed": len(page.events), "last_id": page.last_id}
    return {**answer, "more": True} if page.has_more else answer


def _replayed(body: Any) -> tuple[int, str | None, str]:
    """Return after which id what is to be replayed: the topic, None for one's own room, and the room."""
    body, caller = body if isinstance(body, dict) else {}, _caller()
    after = body.get("after")
    if type(after) is not int or not 0 <= after < MAX_ID:
        raise Invalid("`after` must be the id of the last event you saw.")
    if body.get("topic") is not None:
        return after, *_topic(body)
    room = room_for(None, caller)
    if room is None:
        raise Forbidden("This token lacks the scope transactions:read.")
    return after, None, room


def _page(share: Share, room: str, after: int) -> Page:
    """Read a page when it is the user's turn: one replay at a time, a limited number of bytes a second."""
    with share.replay_turn:
        socketio.sleep(share.replays.debt_s())
        page = publisher().page(room, after)
        share.replays.spend(page.size + EVENT_COST_BYTES * len(page.events))
        return page


def on_renew(body: Any) -> dict[str, Any]:
    """Go on with a fresh token of the same session; the old one's end no longer ends the socket."""
    old, new = _caller(), principal_from_token(_token(body))
    if (new.user_id, new.session_id, new.role, new.scopes) != (
        old.user_id,
        old.session_id,
        old.role,
        old.scopes,
    ):
        raise Forbidden("This token is of another session; connect with it anew.")
    members.callers[_sid()] = new
    return {"ok": True}


def on_ping(_: Any) -> dict[str, Any]:
    """Answer with the time and the newest id, so that a client notices what it did not get."""
    room = room_for(None, _caller())
    return {"at": rfc3339(now()), **({"last_id": publisher().last_id(room)} if room else {})}


def _envelope(event_id: int, room: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"id": event_id, "at": rfc3339(now()), "topic": topic_of(room), "data": data}


def _tell(name: str, envelope: dict[str, Any]) -> None:
    """Send to the socket that is being answered; the other replicas need not hear of it."""
    emit(name, envelope, ignore_queue=True)
