"""One Engine.IO connection with limits: how fast it may send, how long it may stay a stranger."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from typing import Any, cast

import structlog
from engineio import packet
from engineio.exceptions import EngineIOError, SocketIsClosedError
from engineio.socket import Socket

from app.realtime.buckets import Bucket, Share

log = structlog.get_logger()

MAX_MESSAGE_BYTES = 16_384
"""The largest message of a client, whose largest honest one holds a token."""
MESSAGES_PER_S = 20
MESSAGES_BURST = 60
MAX_REFUSED = 200
"""Refused messages after which a connection is cut; one a second is forgiven."""
REFUSED_PAUSE_S = 0.02
"""A refused message holds up those behind it, so that the client's own network slows it down."""

Refuse = Callable[["Line", Any], None]


class Line(Socket):
    """An Engine.IO socket that takes messages at a limited rate, and never waits for a reader to close."""

    def begin(self, address: str, refuse: Refuse) -> None:
        """Set the limits; `refuse(line, data)` tells the client of a message that was one too many."""
        self.address = address
        self.opened_at = time.monotonic()
        self.share: Share | None = None
        self.noticed_at = 0.0
        self.is_busy = False
        self._websocket: Any = None
        self._refuse = refuse
        self._messages = Bucket(MESSAGES_PER_S, MESSAGES_BURST)
        self._patience = Bucket(1, MAX_REFUSED)

    def become_stranger(self) -> None:
        """Give the connection the time that a new one has to show a token."""
        self.share = None
        self.opened_at = time.monotonic()

    def receive(self, pkt: packet.Packet) -> None:
        if self.closed:
            raise SocketIsClosedError
        if self._messages.take() and (self.share is None or self.share.messages.take()):
            super().receive(pkt)
        elif self._patience.take():
            if pkt.packet_type == packet.MESSAGE:
                self._refuse(self, pkt.data)
            self.server.sleep(REFUSED_PAUSE_S)
        else:
            self.cut("flood")

    def handle_post_request(self, environ: dict[str, Any]) -> None:
        """Take the packets of a POST; what cannot be read ends the connection with a 400."""
        try:
            super().handle_post_request(environ)
        except (ValueError, TypeError, LookupError, RecursionError) as exc:
            raise EngineIOError from exc

    def _websocket_handler(self, ws: Any) -> list[bytes]:
        self._websocket = ws
        try:
            return cast(list[bytes], super()._websocket_handler(ws))
        except (ValueError, TypeError, LookupError, RecursionError):
            self.cut("unreadable")
            return []

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:
        """Close at once: a client that does not read would be waited for without end."""
        super().close(wait=False, abort=abort, reason=reason)

    def cut(self, reason: str) -> None:
        """Close without a word and free what waits to be sent."""
        if self.closed:
            return
        waiting = self.queue.qsize()
        log.warning("socket.cut", eio_sid=self.sid, reason=reason, waiting=waiting, address=self.address)
        self.close(abort=True)
        while not self.queue.empty():
            self.queue.get_nowait()
            self.queue.task_done()
        self.queue.put(None)
        self.hang_up()

    def hang_up(self) -> None:
        """End the connection below, where there is one that stays open; it also wakes a stalled writer."""
        if self._websocket is not None:
            with contextlib.suppress(OSError, AttributeError):
                self._websocket.socket.shutdown(socket.SHUT_RDWR)

    def waiting_bytes(self) -> int:
        """Return how much waits to be sent, in characters."""
        waiting = list(self.queue.queue)
        return sum(len(pkt.data) for pkt in waiting if pkt is not None and isinstance(pkt.data, str))
