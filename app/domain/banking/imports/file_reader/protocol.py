"""What is said between the web process and the reader: one length and one body each way."""

from __future__ import annotations

import socket
import struct

from msgspec import Struct

from app.domain.banking.imports.first_look import FirstLook
from app.errors import FieldError

MAX_MEMORY_BYTES = 2**30
IDLE_S = 600
_HEAD = struct.Struct("!Q")
_PIECE_BYTES = 256 * 1024


class Refusal(Struct, kw_only=True):
    """The file is no statement, or not with what was said of it."""

    code: str
    detail: str
    errors: list[FieldError] | None = None


class Answer(Struct, kw_only=True):
    """What came of a file: one of the two."""

    seen: FirstLook | None = None
    refusal: Refusal | None = None


def send(connection: socket.socket, body: bytes) -> None:
    connection.sendall(_HEAD.pack(len(body)))
    connection.sendall(body)


def receive(connection: socket.socket) -> bytes:
    """Return the whole body. Raises EOFError where the other side ended before."""
    (length,) = _HEAD.unpack(_exactly(connection, _HEAD.size))
    return bytes(_exactly(connection, length))


def _exactly(connection: socket.socket, length: int) -> bytearray:
    found = bytearray()
    while len(found) < length:
        part = connection.recv(min(_PIECE_BYTES, length - len(found)))
        if not part:
            raise EOFError
        found += part
    return found
