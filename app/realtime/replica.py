"""What one web process does besides answering: keep presence, report itself, cut clients that stall."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from typing import Any, cast

import msgspec
import structlog
from flask import Flask
from redis.exceptions import RedisError

from app.extensions import redis, socketio
from app.realtime.publisher import publisher
from app.realtime.sessions import mark_online
from app.security import Principal

log = structlog.get_logger()

REPLICA = f"{socket.gethostname()}:{os.getpid()}"
QUEUE_CAP = 500
"""Messages that may wait for one client; at 20 a second this is 25 seconds behind."""
WATCH_EVERY_S = 0.5
REPORT_EVERY_S = 5.0

callers: dict[str, Principal] = {}
"""The sockets of this replica: Socket.IO sid to caller."""
_counters = {"cut": 0, "refused": 0}


def start_replica(app: Flask) -> None:
    """Start the watch over this process's sockets; returns at once."""
    socketio.start_background_task(_watch, app)


def _watch(app: Flask) -> None:
    reported_at = 0.0
    while True:
        socketio.sleep(WATCH_EVERY_S)
        with app.app_context(), contextlib.suppress(RedisError):
            _cut_stalled()
            if time.monotonic() - reported_at >= REPORT_EVERY_S:
                reported_at = time.monotonic()
                _report()


def _cut_stalled() -> None:
    """Drop clients that do not read: their queue is freed, and they replay when they return."""
    for eio_sid, connection in list(socketio.server.eio.sockets.items()):
        waiting = connection.queue.qsize()
        if waiting > QUEUE_CAP and not connection.closed:
            log.warning("socket.cut", eio_sid=eio_sid, waiting=waiting)
            _counters["cut"] += 1
            connection.close(wait=False, abort=True)
            _empty(connection.queue)
            connection.queue.put(None)


def wait_for_reader(sid: str, ahead: int) -> None:
    """Wait until fewer than `ahead` messages wait for a socket, or it is gone."""
    eio_sid = socketio.server.manager.eio_sid_from_sid(sid, "/")
    connection = socketio.server.eio.sockets.get(eio_sid)
    while connection is not None and not connection.closed and connection.queue.qsize() >= ahead:
        socketio.sleep(0.01)


def _empty(queue: Any) -> None:
    while not queue.empty():
        queue.get_nowait()
        queue.task_done()


def _report() -> None:
    mark_online({caller.user_id for caller in callers.values()})
    redis().set(f"replica:{REPLICA}", msgspec.json.encode(_state()), ex=int(REPORT_EVERY_S * 3))


def _state() -> dict[str, Any]:
    rooms = socketio.server.manager.rooms.get("/", {})
    named = {str(name): len(members) for name, members in rooms.items() if name and ":" in str(name)}
    return {
        "replica": REPLICA,
        "connected": len(callers),
        "rooms": len(named),
        "sent": publisher().sent,
        "dropped": _counters["cut"],
    }


def list_replicas() -> list[dict[str, Any]]:
    """Return what each live replica last reported, this one as it is now."""
    found = {REPLICA: _state()}
    for key in redis().scan_iter("replica:*", count=100):
        raw = cast(bytes | None, redis().get(key))
        if raw:
            state = msgspec.json.decode(raw)
            found.setdefault(state["replica"], state)
    return sorted(found.values(), key=lambda state: str(state["replica"]))
