"""Bytes on the wire, for what no honest client sends."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterable
from typing import Any

import websocket

from tests.support.served import Replica


def converse(replica: Replica, sent: bytes, *, within_s: float = 10) -> bytes:
    """Send bytes on a fresh connection; return all that comes until the server closes it."""
    with socket.create_connection(("127.0.0.1", replica.port), timeout=within_s) as line:
        with contextlib.suppress(OSError):
            line.sendall(sent)
        return read_to_end(line)


def read_to_end(line: socket.socket) -> bytes:
    found = b""
    with contextlib.suppress(TimeoutError, ConnectionError):
        while piece := line.recv(65_536):
            found += piece
    return found


class RawSocket:
    """A Socket.IO connection by hand, which sends what it is told and reads when it is told."""

    def __init__(self, replica: Replica, auth: object = None, *, receive_buffer: int | None = None) -> None:
        address = f"{replica.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
        options = [(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)] if receive_buffer else []
        self.wire = websocket.create_connection(address, timeout=10, sockopt=options)
        self.got: list[str] = []
        self.next("0")
        if auth is not None:
            self.connect(auth)

    def connect(self, auth: object) -> str:
        """Ask to be let in; return the answer."""
        self.send(f"40{json.dumps(auth)}")
        return self.next("40", "44")

    def send(self, *packets: str) -> None:
        for each in packets:
            self.wire.send(each)

    def send_fragment(self, text: str, opcode: int) -> None:
        """Send a frame of a message that goes on."""
        with contextlib.suppress(OSError):
            self.wire.send_frame(websocket.ABNF.create_frame(text, opcode, fin=0))

    def is_cut_amid(self, packets: Iterable[str]) -> bool:
        """Send without end; tell whether the server closed before the last was sent, or soon after."""
        with contextlib.suppress(OSError, websocket.WebSocketException):
            self.send(*packets)
        return self.is_closed()

    def next(self, *begins: str) -> str:
        """Read on to a packet that begins so; "" where the server closed instead."""
        with contextlib.suppress(OSError, websocket.WebSocketException):
            while piece := self.wire.recv():
                text = piece if isinstance(piece, str) else repr(piece)
                self.got.append(text)
                if text.startswith(begins):
                    return text
        return ""

    def ask(self, name: str, body: object = None, ack: int = 7) -> Any:
        """Send an event; return its acknowledgement, None where the server closed instead."""
        self.send(f"42{ack}{json.dumps([name, body])}")
        found = self.next(f"43{ack}[")
        return json.loads(found[len(f"43{ack}") :])[0] if found else None

    def is_closed(self, within_s: float = 15) -> bool:
        """Read until the server closes; tell whether it did in time."""
        self.wire.settimeout(within_s)
        try:
            while piece := self.wire.recv():
                self.got.append(str(piece))
        except (TimeoutError, websocket.WebSocketTimeoutException):
            return False
        except (OSError, websocket.WebSocketException):
            return True
        return True
