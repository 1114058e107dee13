"""What comes in by sockets before a handler sees it: only what a client may send, as fast as it may."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import socketio
import structlog

from app.realtime import members
from app.realtime.events import RateLimited
from app.realtime.line import MAX_MESSAGE_BYTES, Line

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

LIFECYCLE = {"connect", "disconnect", "message", "*"}
"""Handlers that the server runs by itself, or for anything: never for an event that a client names so."""
MAX_STRANGERS = 2_000
MAX_STRANGERS_PER_ADDRESS = 200
STRANGER_S = 10.0
"""Connections that have not shown a token: how many there may be, and for how long."""
NOTICE_EVERY_S = 1.0


class Gate:
    """Stands between Engine.IO's connections and Socket.IO's handlers of one server."""

    def __init__(self, server: socketio.Server) -> None:
        self._server = server
        server.eio.on("connect", self._open)
        server.eio.on("message", self._receive)

    def lines(self) -> list[Line]:
        return [line for line in list(self._server.eio.sockets.values()) if isinstance(line, Line)]

    def _open(self, eio_sid: str, environ: dict[str, Any]) -> str | None:
        """Give a connection its limits, or return why it is refused."""
        address = str(environ.get("REMOTE_ADDR", ""))
        line = self._server.eio.sockets[eio_sid]
        line.__class__ = Line  # python-engineio offers no place for a class of one's own
        line.begin(address, self._refuse)
        strangers = Counter(each.address for each in self._strangers())
        if strangers[address] > MAX_STRANGERS_PER_ADDRESS or strangers.total() > MAX_STRANGERS:
            return "Too many connections wait for a sign-in; try again shortly."
        self._server._handle_eio_connect(eio_sid, environ)
        return None

    def _strangers(self) -> list[Line]:
        return [line for line in self.lines() if line.share is None]

    def end_strangers(self) -> None:
        """Close connections that showed no token in time, or whose session was ended."""
        for line in self._strangers():
            if time.monotonic() - line.opened_at > STRANGER_S:
                line.close()

    def _receive(self, eio_sid: str, data: Any) -> None:
        line = self._server.eio.sockets.get(eio_sid)
        if line is None or line.closed:
            return
        packet = self._read(data)
        if packet is None:
            line.cut("unreadable")
        elif packet.packet_type == socketio.packet.CONNECT:
            self._server._handle_connect(line.sid, packet.namespace, packet.data)
        elif packet.packet_type == socketio.packet.DISCONNECT:
            reason = self._server.reason.CLIENT_DISCONNECT
            self._server._handle_disconnect(line.sid, packet.namespace, reason)
        else:
            self._take_event(line, packet)

    def _read(self, data: Any) -> socketio.packet.Packet | None:
        """Read what a client may send, None for anything else.

        Nobody is asked for an acknowledgement, and no event has a binary part.
        """
        try:
            packet = self._server.packet_class(encoded_packet=data)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return None
        if packet.packet_type == socketio.packet.EVENT:
            is_event = isinstance(packet.data, list) and packet.data and isinstance(packet.data[0], str)
            return packet if is_event else None
        return packet if packet.packet_type in {socketio.packet.CONNECT, socketio.packet.DISCONNECT} else None

    def _take_event(self, line: Line, packet: socketio.packet.Packet) -> None:
        handlers = self._server.handlers.get("/", {}).keys() - LIFECYCLE
        if packet.namespace not in {None, "/"} or packet.data[0] not in handlers:
            self._answer(line, packet, "unknown_event", "There is no such event.")
        elif line.is_busy:
            self._answer(line, packet, "busy", "Wait for the answer to what you asked before.")
        else:
            self._handle(line, packet)

    def _handle(self, line: Line, packet: socketio.packet.Packet) -> None:
        """Run the handler here, in the connection's own reader: one at a time, and nothing piles up."""
        line.is_busy = True
        try:
            self._server._handle_event(line.sid, packet.namespace, packet.id, packet.data[:2])
        except Exception as exc:  # as a route's: the connection goes on, and the log says why
            log.error("socket.failed", event_name=packet.data[0], exc_info=exc)
            self._answer(line, packet, "internal_error", "Something went wrong on our side.")
        finally:
            line.is_busy = False

    def _refuse(self, line: Line, data: Any) -> None:
        """Answer a message that was one too many: its acknowledgement if it wants one, a notice if not."""
        packet = self._read(data)
        if packet is not None and packet.id is not None:
            self._answer(line, packet, "rate_limited", "Too many messages; send fewer.")
        elif time.monotonic() - line.noticed_at >= NOTICE_EVERY_S:
            line.noticed_at = time.monotonic()
            notice = RateLimited(detail="Too many messages; some were dropped. Send fewer.")
            envelope = members.unnumbered(notice)
            self._send(line, socketio.packet.EVENT, [notice.name, envelope])

    def _answer(self, line: Line, packet: socketio.packet.Packet, code: str, detail: str) -> None:
        if packet.id is not None:
            error = {"ok": False, "error": {"code": code, "detail": detail}}
            self._send(line, socketio.packet.ACK, [error], packet.id)

    def _send(self, line: Line, kind: int, data: list[Any], ack_id: int | None = None) -> None:
        self._server._send_packet(line.sid, self._server.packet_class(kind, data=data, id=ack_id))


def divided(site: WSGIApplication, sockets: WSGIApplication, server: socketio.Server) -> WSGIApplication:
    """Pass on what is for sockets, everything else to the site.

    A poll's body that is too large, or has no length, is answered with 413, and its connection closed.
    """

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith("/socket.io"):
            return site(environ, start_response)
        if _is_too_large(environ):
            _close(server, environ.get("QUERY_STRING", ""))
            start_response("413 Content Too Large", [("Content-Type", "application/problem+json")])
            return [TOO_LARGE]
        return sockets(environ, start_response)

    return call


TOO_LARGE = (
    b'{"type": "urn:tidewatch:problem:too_large", "title": "Too large", "status": 413, '
    b'"detail": "Send messages of at most %d bytes.", "code": "too_large"}' % MAX_MESSAGE_BYTES
)


def _is_too_large(environ: WSGIEnvironment) -> bool:
    length = environ.get("CONTENT_LENGTH") or "0"
    chunked = "HTTP_TRANSFER_ENCODING" in environ
    return chunked or not length.isdigit() or int(length) > MAX_MESSAGE_BYTES


def _close(server: socketio.Server, query: str) -> None:
    for part in query.split("&"):
        line = server.eio.sockets.get(part.removeprefix("sid="))
        if line is not None:
            line.close()
