"""HTTP read strictly and in time: what is ambiguous is refused, what comes too slowly is given up."""

from __future__ import annotations

import contextlib
import io
import ipaddress
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, ClassVar, NamedTuple

from eventlet.wsgi import ChunkReadError, HeaderLineTooLong, HeadersTooLarge, HttpProtocol, Input
from werkzeug.exceptions import BadRequest, RequestTimeout

from app.delivery import SAFE_HEADERS
from launch.pace import Pace

IDLE_S = 65
MIN_BYTES_PER_S = 64_000
"""A body that comes at this rate may take as long as it needs."""
MAX_DRAIN_BYTES = 32 * 1024 * 1024
MAX_DRAIN_S = 10.0
"""How much of a refused body is read on, so that its sender gets to see the answer."""
MAX_CHUNK_LINE = 256
MAX_BEGUN_AT_ONCE = 64
BUFFER_BYTES = 4096
"""Each way, for every connection as long as it is open; what is larger passes by the buffer."""

REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\x00-\x20\x7f]+) (HTTP/[0-9]\.[0-9])\r\n")
HEADER_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00-\x08\x0a-\x1f\x7f]*\r\n")
HEADER_LINES = re.compile(rb"(?:%b)*\r\n" % HEADER_LINE.pattern)
MAX_HEADERS = 100
CONTENT_LENGTH = re.compile(r"[0-9]{1,15}")
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~%!$&'()*+,;=-]*)(:[0-9]*)?")
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(;[^\x00-\x08\x0a-\x1f\x7f]*)?\r\n")


class TimedSocket(io.RawIOBase):
    """A connection's incoming side, on which each request has a deadline from its first byte on."""

    def __init__(self, connection: Any, deadline_s: float) -> None:
        self._connection = connection
        self._deadline_s = deadline_s
        self._begun_at: float | None = None
        self._received = 0

    def readable(self) -> bool:
        return True

    def await_request(self) -> None:
        """Wait for the next request as long as a connection may stand idle."""
        self._begun_at, self._received = None, 0

    @property
    def has_begun(self) -> bool:
        return self._begun_at is not None

    def pause(self, wait: Callable[[], None]) -> None:
        """Wait for something that the sender has no part in: it does not count against their time."""
        paused_at = time.monotonic()
        wait()
        if self._begun_at is not None:
            self._begun_at += time.monotonic() - paused_at

    def readinto(self, buffer: Any) -> int:
        """Read what is there. Raises TimeoutError when the request's time is over."""
        self._connection.settimeout(self._patience_s())
        try:
            count = int(self._connection.recv_into(buffer))
        finally:
            self._connection.settimeout(IDLE_S)
        self._begun_at = self._begun_at or time.monotonic()
        self._received += count
        return count

    def _patience_s(self) -> float:
        if self._begun_at is None:
            return IDLE_S
        allowed_s = self._deadline_s + self._received / MIN_BYTES_PER_S
        left_s = self._begun_at + allowed_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the request took too long to arrive")
        return min(left_s, IDLE_S)


class BadChunk(BadRequest, ChunkReadError):
    """A chunked body is not as RFC 9112 has it."""

    description = "The body's chunks are not well-formed."


class Body(Input):
    """A request's body; eventlet's own reads chunk sizes as Python reads numbers."""

    chunk_length: int
    position: int
    _is_broken = False

    def _do_read(self, reader: Any, length: int | None = None) -> bytes:
        with InTime():
            return bytes(super()._do_read(reader, length))

    def _chunked_read(self, rfile: Any, length: int | None = None, use_readline: bool = False) -> bytes:
        """Read up to `length` bytes, or a line, of a chunked body. Raises BadChunk, RequestTimeout."""
        if self.should_send_hundred_continue:
            self.send_hundred_continue_response()
            self.is_hundred_continue_response_sent = True
        if self._is_broken:
            raise BadChunk
        self._is_broken = True  # until this read is through: nothing after a fault may count as a request
        with InTime():
            body = b"".join(self._parts(rfile, length, use_readline))
        self._is_broken = False
        return body

    def _parts(self, rfile: Any, length: int | None, use_readline: bool) -> Iterator[bytes]:
        left = length if length is not None and length >= 0 else None
        while left != 0 and self._in_chunk(rfile):
            part = self._take(rfile, left, use_readline)
            left = None if left is None else left - len(part)
            yield part
            if use_readline and part.endswith(b"\n"):
                return

    def _in_chunk(self, rfile: Any) -> bool:
        """Go to the next chunk where one is read to its end; False after the last."""
        if self.chunk_length == 0:
            return False
        if self.position >= self.chunk_length:
            self.chunk_length, self.position = _chunk_size(rfile), 0
            if self.chunk_length == 0:
                _skip_trailers(rfile)
        return self.chunk_length > 0

    def _take(self, rfile: Any, left: int | None, use_readline: bool) -> bytes:
        wanted = self.chunk_length - self.position
        wanted = wanted if left is None else min(wanted, left)
        part = bytes(rfile.readline(wanted) if use_readline else rfile.read(wanted))
        if not part:
            raise BadChunk
        self.position += len(part)
        if self.position == self.chunk_length and rfile.read(2) != b"\r\n":
            raise BadChunk
        return part

    def discard(self, buffer_size: int = 65_536) -> None:
        """Read on to the body's end. Raises OSError where that is too far, for the connection to close."""
        count, end = 0, time.monotonic() + MAX_DRAIN_S
        while part := self._read_on(buffer_size):
            count += len(part)
            if count > MAX_DRAIN_BYTES or time.monotonic() > end:
                raise OSError("the rest of the body is not worth reading")

    def _read_on(self, size: int) -> bytes:
        try:
            return bytes(self.read(size))
        except RequestTimeout as exc:
            raise OSError("the rest of the body did not come") from exc


class InTime(contextlib.AbstractContextManager[None]):
    """Turns a body that did not arrive in time into an answer of 408."""

    def __exit__(self, kind: Any, exc: BaseException | None, trace: Any) -> None:
        if isinstance(exc, TimeoutError):
            raise RequestTimeout("The body took too long to arrive.") from exc


def _chunk_size(rfile: Any) -> int:
    line = rfile.readline(MAX_CHUNK_LINE)
    found = CHUNK_LINE.fullmatch(line)
    if found is None:
        raise BadChunk
    return int(found[1], 16)


def _skip_trailers(rfile: Any) -> None:
    for _ in range(20):
        line = rfile.readline(MAX_CHUNK_LINE)
        if line == b"\r\n":
            return
        if HEADER_LINE.fullmatch(line) is None:
            break
    raise BadChunk


class BadHead(Exception):
    """A request's head is refused, with a status and a sentence that says why."""

    def __init__(self, detail: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(detail)
        self.detail, self.status = detail, status


class Fields:
    """A head's fields as eventlet asks for them: one by its name, whatever its case, and all in order."""

    type = "text/plain"
    """What a body is that does not say it."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._headers = pairs
        self._first = {name.lower(): value for name, value in reversed(pairs)}

    def get(self, name: str, default: str | None = None) -> str | None:
        return self._first.get(name.lower(), default)

    def all(self, name: str) -> list[str]:
        """Return each value of a name that is given in lower case."""
        return [value for each, value in self._headers if each.lower() == name] if name in self._first else []


class Head(NamedTuple):
    """What stands before a request's body."""

    method: str
    target: str
    version: str
    fields: Fields


def read_head(request_line: bytes, lines: list[bytes]) -> Head:
    """Read a request's head as RFC 9112 has it.

    lines: the header lines with their ends, the empty one included.
    Raises BadHead.
    """
    start = REQUEST_LINE.fullmatch(request_line)
    if start is None:
        raise BadHead("The request line is malformed.")
    method, target, version = (part.decode("latin-1") for part in start.groups())
    if not version.startswith("HTTP/1."):
        raise BadHead("This server speaks HTTP/1.1.", HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
    head = b"".join(lines)
    if not HEADER_LINES.fullmatch(head):
        raise BadHead("A header line is malformed, or the headers have no end.")
    split = [line.partition(":") for line in head.decode("latin-1").split("\r\n")[:-2]]
    fields = Fields([(name, value.strip(" \t")) for name, _, value in split])
    _check_framing(fields)
    _check_host(fields, is_old=version == "HTTP/1.0")
    return Head(method, target, version, fields)


def _check_framing(fields: Fields) -> None:
    lengths, codings = fields.all("content-length"), fields.all("transfer-encoding")
    if len(lengths) > 1 or not all(CONTENT_LENGTH.fullmatch(each) for each in lengths):
        raise BadHead("Content-Length must be given once, in digits.")
    if codings and [each.lower() for each in codings] != ["chunked"]:
        raise BadHead("Transfer-Encoding may only be chunked.")
    if lengths and codings:
        raise BadHead("Send Content-Length or Transfer-Encoding, not both.")


def _check_host(fields: Fields, *, is_old: bool) -> None:
    hosts = fields.all("host")
    if len(hosts) > 1 or (not hosts and not is_old):
        raise BadHead("Send one Host header.")
    if not all(HOST.fullmatch(host) for host in hosts):
        raise BadHead("The Host header is malformed.")


class StrictProtocol(HttpProtocol):
    """Reads requests of one connection. `deadline_s` and `max_per_address` are set for the process."""

    deadline_s: ClassVar[float] = 30.0
    max_per_address: ClassVar[int | None] = None
    pace: ClassVar[Pace] = Pace(MAX_BEGUN_AT_ONCE)
    wbufsize = BUFFER_BYTES
    _open: ClassVar[Counter[str]] = Counter()

    def __init__(self, conn_state: Any, server: Any) -> None:
        address = _network(conn_state[0])
        if self.max_per_address is not None and self._open[address] >= self.max_per_address:
            _turn_away(conn_state[1])
            return
        self._open[address] += 1
        try:
            super().__init__(conn_state, server)
        finally:
            vars(self).pop("environ", None)  # it holds this object, which no count would free then
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def setup(self) -> None:
        super().setup()
        self.capitalize_response_headers = False  # they leave as they were written; that costs nothing
        self._timed = TimedSocket(self.connection, self.deadline_s)
        self.rfile = io.BufferedReader(self._timed, BUFFER_BYTES)

    def handle_one_request(self) -> None:
        self._timed.await_request()
        try:
            super().handle_one_request()
        except TimeoutError:
            if self._timed.has_begun:
                self._refuse(408, "Request Timeout", "The request took too long to arrive.")
            self.close_connection = True

    def _read_request_line(self) -> bytes:
        line = bytes(super()._read_request_line() or b"")
        if len(line) < self.server.url_length_limit:
            return line
        self._refuse(HTTPStatus.REQUEST_URI_TOO_LONG, "URI Too Long", "The address is too long.")
        return b""

    def parse_request(self) -> bool:
        """Read the head, in place of the library's reader; answer and close where it is not well-formed."""
        self._timed.pause(self.pace.wait)
        self.close_connection = True
        try:
            head = read_head(self.raw_requestline, self._header_lines())
        except BadHead as bad:
            self._refuse(bad.status, bad.status.phrase, bad.detail)
            return False
        self.command, self.request_version, self.headers = head.method, head.version, head.fields
        self.requestline = f"{head.method} {head.target} {head.version}"
        # '//host' would be an address without a scheme to whoever redirects there.
        self.path = f"/{head.target.lstrip('/')}" if head.target.startswith("//") else head.target
        wish = (head.fields.get("connection") or "").lower()
        self.close_connection = wish == "close" or (head.version == "HTTP/1.0" and wish != "keep-alive")
        return True

    def _header_lines(self) -> list[bytes]:
        lines: list[bytes] = []
        with contextlib.suppress(HeaderLineTooLong, HeadersTooLarge):
            while len(lines) <= MAX_HEADERS:
                lines.append(self.rfile.readline())
                if lines[-1] in {b"\r\n", b"\n", b""}:
                    return lines
        raise BadHead("Too many headers, or too long ones.", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def _refuse(self, status: int, title: str, detail: str) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.write(_problem(status, title, detail))
            self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a line for each bad request would let strangers fill the disk."""

    def get_environ(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environ()
        environ["eventlet.input"].__class__ = Body  # eventlet makes it deep inside; only the reading differs
        return environ

    def handle_one_response(self) -> None:
        super().handle_one_response()
        if self.close_connection:
            self._drain(self.environ["eventlet.input"])

    def _drain(self, body: Body) -> None:
        """Read what is left of a body before closing: a close with unread data takes the answer back."""
        is_left = body.chunked_input or body.position < (body.content_length or 0)
        if not is_left or body.should_send_hundred_continue:
            return
        with contextlib.suppress(OSError, BadChunk):
            self.connection.shutdown(socket.SHUT_WR)
            body.discard()


def _network(address: Any) -> str:
    """Return what counts as one address: of IPv6 the /64 that one customer has."""
    host = address[0] if isinstance(address, tuple) else "local"
    if ":" in host:
        with contextlib.suppress(ValueError):
            return str(ipaddress.ip_network(f"{host.partition('%')[0]}/64", strict=False))
    return str(host)


def _turn_away(connection: Any) -> None:
    with contextlib.suppress(OSError):
        connection.sendall(_problem(429, "Too Many Requests", "Too many connections from this address."))
        connection.shutdown(socket.SHUT_RDWR)


def _problem(status: int, title: str, detail: str) -> bytes:
    code = title.lower().replace(" ", "_")
    body = (
        f'{{"type": "urn:tidewatch:problem:{code}", "title": "{title}", "status": {status}, '
        f'"detail": "{detail}", "code": "{code}"}}'
    )
    safe = "".join(f"{name}: {value}\r\n" for name, value in SAFE_HEADERS)
    return (
        f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n{safe}\r\n{body}"
    ).encode()
