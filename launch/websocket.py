"""WebSockets with limits below the messages: bytes and frames a second, and the length of a message."""

from __future__ import annotations

from typing import Any

import eventlet
from engineio.async_drivers.eventlet import WebSocketWSGI
from eventlet.websocket import FailedConnectionError, RFC6455WebSocket

from app.realtime.buckets import Bucket
from app.realtime.line import MAX_MESSAGE_BYTES

BYTES_PER_S = 32_000
BURST_BYTES = 128_000
READ_COST_BYTES = 64
"""What a read costs besides its bytes; a frame takes three or more, however small it is."""
READS_IN_ONE_GO = 32


class MeteredSocket:
    """A socket that is read at a limited rate: who sends faster is slowed down by the network itself."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._bytes = Bucket(BYTES_PER_S, BURST_BYTES)
        self._reads = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def recv(self, size: int) -> bytes:
        data = bytes(self._connection.recv(size))
        self._reads += 1
        pause_s = self._bytes.spend(READ_COST_BYTES + len(data))
        if pause_s or self._reads % READS_IN_ONE_GO == 0:
            eventlet.sleep(pause_s)  # without it a sender who never stops would have the process for himself
        return data


class BoundedMessage(RFC6455WebSocket.Message):
    """A message whose fragments together are no longer than one frame may be."""

    _size = 0

    def push(self, data: bytes, final: bool = False) -> None:
        self._size += len(data) + READ_COST_BYTES
        if self._size > 2 * MAX_MESSAGE_BYTES:
            raise FailedConnectionError(1009, "The message is too long.")
        super().push(data, final)


class BoundedWebSocketWSGI(WebSocketWSGI):
    """Opens WebSockets that keep those limits; the drafts before the standard are not spoken."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self.support_legacy_versions = False

    def _handle_hybi_request(self, environ: dict[str, Any]) -> RFC6455WebSocket:
        found = super()._handle_hybi_request(environ)
        found.socket = MeteredSocket(found.socket)
        found.Message = BoundedMessage
        found._apply_mask = unmask
        return found


def unmask(data: bytes, mask: tuple[int, ...], length: int | None = None, offset: int = 0) -> bytes:
    """Undo the masking of RFC 6455, 5.3: all bytes at once, where eventlet takes one after the other."""
    size = len(data) if length is None else length
    turn = offset % 4
    key = bytes((mask[turn:] + mask[:turn]) * (size // 4 + 1))[:size]
    return (int.from_bytes(data[:size]) ^ int.from_bytes(key)).to_bytes(size)
