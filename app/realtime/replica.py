"""What one web process does besides answering: keep presence, report itself, cut clients that stall."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from typing import cast

import msgspec
import structlog
from flask import Flask
from redis.exceptions import RedisError

from app.extensions import redis, socketio
from app.json_values import JsonObject
from app.realtime import members
from app.realtime.gate import Gate
from app.realtime.line import Line
from app.realtime.publisher import publisher
from app.realtime.sessions import mark_online
from app.realtime.stream import Follower
from app.realtime.watched import note_watched
from app.services import services

log = structlog.get_logger()

REPLICA = f"{socket.gethostname()}:{os.getpid()}"
MAX_QUEUED_MESSAGES = 500
"""Messages that may wait for one client; at 20 a second this is 25 seconds behind."""
MAX_QUEUED_BYTES = 4 * 1024 * 1024
FEW = 4
"""Messages that always may wait, however large."""
READER_WAIT_S = 20.0
"""How long the next page of a replay waits for the client to read the one before."""
WATCH_EVERY_S = 0.5
REPORT_EVERY_S = 5.0
DRAIN_WITHIN_S = 6.0
DRAIN_PAUSE_S = 0.02

_counters = {"cut": 0, "refused": 0}


def start_replica(app: Flask) -> None:
    """Start the watch over this process's sockets; returns at once."""
    socketio.start_background_task(_watch, app)


def _watch(app: Flask) -> None:
    reported_at = 0.0
    while True:
        socketio.sleep(WATCH_EVERY_S)
        with app.app_context():
            _try(_look_after_sockets)
            if time.monotonic() - reported_at >= REPORT_EVERY_S:
                reported_at = time.monotonic()
                _try(members.end_revoked)
                _try(_report)


def _try(work: Callable[[], None]) -> None:
    """Do a part of the watch; what goes wrong is logged, and the watch goes on."""
    try:
        work()
    except RedisError:
        pass
    except Exception as exc:
        log.error("socket.watch_failed", exc_info=exc)


def _look_after_sockets() -> None:
    _cut_stalled()
    members.end_expired()
    services().part(Gate).end_strangers()
    members.shares().forget_idle()


def _cut_stalled() -> None:
    """Drop clients that do not read: their queue is freed, and they replay when they return."""
    for line in services().part(Gate).lines():
        waiting = line.queue.qsize()
        if waiting > MAX_QUEUED_MESSAGES or (waiting > FEW and line.waiting_bytes() > MAX_QUEUED_BYTES):
            _counters["cut"] += 1
            line.cut("stalled")


def drain(app: Flask) -> None:
    """Close what would stay open by itself, sockets and event streams: their clients come back elsewhere.

    A few at a time, or the other replicas would have all of them in one moment. None is told of it: from a
    server that says so some clients stay away, but a connection that broke all of them open again.
    """
    with app.app_context():
        services().part(Follower).end()
        lines = services().part(Gate).lines()
    log.info("web.drained", sockets=len(lines))
    for line in lines:
        line.close(abort=True)
        socketio.sleep(min(DRAIN_WITHIN_S / len(lines), DRAIN_PAUSE_S))  # what waits to be sent leaves
        line.hang_up()


def line_of(sid: str) -> Line | None:
    """Return a socket's connection, None when it is gone."""
    eio_sid = socketio.server.manager.eio_sid_from_sid(sid, "/")
    line = socketio.server.eio.sockets.get(eio_sid)
    return line if isinstance(line, Line) and not line.closed else None


def wait_for_reader(line: Line) -> bool:
    """Wait until little waits for a client, and tell whether it came to that; cut it if not."""
    end = time.monotonic() + READER_WAIT_S
    while line.queue.qsize() > FEW and not line.closed:
        if time.monotonic() > end:
            _counters["cut"] += 1
            line.cut("stalled")
        socketio.sleep(0.02)
    return not line.closed


def _report() -> None:
    mark_online({caller.user_id for caller in members.callers.values()})
    note_watched({*_rooms(), *services().part(Follower).audiences()})
    redis().set(f"replica:{REPLICA}", msgspec.json.encode(_state()), ex=int(REPORT_EVERY_S * 3))


def _state() -> JsonObject:
    return {
        "replica": REPLICA,
        "connected": len(members.callers),
        "rooms": len(_rooms()),
        "sent": publisher().sent,
        "dropped": _counters["cut"],
    }


def _rooms() -> list[str]:
    """Return the rooms of sessions, users and things in which this replica has sockets."""
    rooms = socketio.server.manager.rooms.get("/", {})
    return [str(name) for name in list(rooms) if name and ":" in str(name)]


def list_replicas() -> list[JsonObject]:
    """Return what each live replica last reported, this one as it is now."""
    found = {REPLICA: _state()}
    for key in redis().scan_iter("replica:*", count=100):
        raw = cast(bytes | None, redis().get(key))
        if raw:
            state = msgspec.json.decode(raw)
            found.setdefault(state["replica"], state)
    return sorted(found.values(), key=lambda state: str(state["replica"]))
