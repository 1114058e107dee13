"""Server-Sent Events: any topic that a socket may follow, for clients without Socket.IO."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import msgspec
from apiflask import APIBlueprint
from flask import Response, request, stream_with_context

from app.errors import Invalid, NotFound
from app.realtime import Follower, members, note_watched, room_for
from app.security import Principal, current_principal, is_revoked, require
from app.services import services

bp = APIBlueprint("stream", __name__, tag="Live events")

RETRY_MS = 2_000
REVOCATION_CHECK_S = 1.0
MAX_ID = 2**53
PIECE_BYTES = 65_536


class TopicNotFound(NotFound):
    """There is no such topic, or you may not follow it."""

    code = "topic_not_found"


@bp.get("/api/stream")
@require()
def stream() -> Response:
    """Follow your own events as Server-Sent Events; Last-Event-ID resumes after the last one heard"""
    return stream_of(None)


@bp.get("/api/stream/<topic>")
@require()
def stream_topic(topic: str) -> Response:
    """Follow a topic's events as Server-Sent Events; docs/events.md lists the topics"""
    return stream_of(topic)


def stream_of(topic: str | None) -> Response:
    """Answer with a topic's events from now on, or from the id that the client heard last.

    topic: None is the caller's own. Raises TopicNotFound, Invalid.
    """
    caller = current_principal()
    room = room_for(topic, caller)
    if room is None:
        raise TopicNotFound
    after = _last_event_id()
    share = members.shares().open_stream(caller.user_id)
    note_watched([room])
    follower = services().part(Follower)
    followed = follower.follow(
        room, after, until=caller.expires_at, allowed=_not_revoked(caller), share=share
    )
    lines = stream_with_context(_lines(followed, caller))
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    response = Response(lines, content_type="text/event-stream", headers=headers)
    response.call_on_close(share.close_stream)
    return response


def _not_revoked(caller: Principal) -> Callable[[], bool]:
    """Return what tells, looking once a second at most, whether the sign-in has not been ended."""
    looked_at = time.monotonic()

    def not_revoked() -> bool:
        nonlocal looked_at
        if time.monotonic() - looked_at < REVOCATION_CHECK_S:
            return True
        looked_at = time.monotonic()
        return not is_revoked(caller.session_id)

    return not_revoked


def _last_event_id() -> int | None:
    text = request.headers.get("Last-Event-ID") or request.args.get("last_event_id")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 16 or int(text) >= MAX_ID:
        raise Invalid(errors=[{"pointer": "Last-Event-ID", "message": "Expected an id that was sent here"}])
    return int(text)


def _lines(followed: Iterator[Any], caller: Principal) -> Iterator[bytes]:
    """Write events as the HTML standard has them; a comment now and then shows that the line is open."""
    first = next(followed)  # nothing is missed from here on: now the client may hear of it
    yield f"retry: {RETRY_MS}\n\n".encode()
    for item in chain([first], followed):
        if item is None:
            yield b": still here\n\n"
            continue
        name, envelope = item
        head = f"id: {envelope['id']}\nevent: {name}\ndata: ".encode()
        yield from _pieces(b"".join((head, msgspec.json.encode(envelope), b"\n\n")))
        if name == "session.ended" and msgspec.json.decode(envelope["data"])["session"] == caller.session_id:
            return


def _pieces(line: bytes) -> Iterator[bytes]:
    """Cut a long line up: the server holds several copies of what a slow reader has not taken."""
    yield line[:PIECE_BYTES]
    for start in range(PIECE_BYTES, len(line), PIECE_BYTES):
        yield line[start : start + PIECE_BYTES]
