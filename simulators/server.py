"""A provider's API on a socket of this machine: threads, latency, and failures when a test orders them."""

from __future__ import annotations

import contextlib
import enum
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

LARGEST_BODY = 1 << 20


class Broken(enum.Enum):
    """Bodies that no JSON parser can end: half of the real page, or a connection cut in its middle."""

    HALF = "half"
    CUT = "cut"


class Call(NamedTuple):
    """A request. headers: names in lower case. query: each parameter's first value."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """status, and a body that is JSON-encoded unless it is bytes already."""

    status: int
    body: Any
    headers: Mapping[str, str] = {}


class Failure(NamedTuple):
    """An ordered failure. body None: an empty JSON error. on: only for paths that contain it."""

    status: int
    headers: Mapping[str, str]
    body: Any
    on: str


class Failures:
    """The failures that are still to come, first ordered, first had."""

    def __init__(self) -> None:
        self._waiting: list[Failure] = []
        self._lock = threading.Lock()

    def order(self, failure: Failure, times: int) -> None:
        with self._lock:
            self._waiting.extend([failure] * times)

    def take(self, path: str) -> Failure | None:
        with self._lock:
            for place, failure in enumerate(self._waiting):
                if failure.on in path:
                    return self._waiting.pop(place)
        return None


class ApiServer:
    """An HTTP server around one function. calls: the last requests, as 'GET /path'."""

    def __init__(self, answer: Callable[[Call], Answer], latency_s: Callable[[], float]) -> None:
        self._answer, self._latency_s = answer, latency_s
        self._server: _Server | None = None
        self.failures = Failures()
        self.calls: deque[str] = deque(maxlen=10_000)

    @property
    def url(self) -> str | None:
        return None if self._server is None else f"http://127.0.0.1:{self._server.server_port}"

    def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1; port 0 takes any free one. Returns the address."""
        if self._server is not None:
            raise RuntimeError("It runs already")
        self._server = _Server(("127.0.0.1", port), self.respond)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """End it and what is open on it, as a provider that goes away does."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.drop_connections()
            self._server = None

    def respond(self, call: Call) -> tuple[Answer, Broken | None]:
        self.calls.append(f"{call.method} {call.path}")
        time.sleep(self._latency_s())
        failure = self.failures.take(call.path)
        if failure is None:
            return self._answer(call), None
        if isinstance(failure.body, Broken):
            real = self._answer(call)
            return Answer(failure.status, real.body, {**real.headers, **failure.headers}), failure.body
        body = {} if failure.body is None else failure.body
        return Answer(failure.status, body, failure.headers), None


class _Server(ThreadingHTTPServer):
    request_queue_size = 256

    def __init__(
        self, address: tuple[str, int], respond: Callable[[Call], tuple[Answer, Broken | None]]
    ) -> None:
        self.respond = respond
        self.open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def drop_connections(self) -> None:
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; anything else is shown, as the standard library does."""
        import sys

        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "simulator", ""
    # One packet for head and body: Nagle's pause would be measured as the provider's latency.
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        super().finish()

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: `calls` keeps what came."""

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit() and int(length) <= LARGEST_BODY):
            self.close_connection = True
            self._write(Answer(413, {}), None)
            return
        split = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(split.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(length))
        self._write(*self.server.respond(Call(self.command, split.path, query, headers, body)))

    def _write(self, answer: Answer, broken: Broken | None) -> None:
        raw = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        half = raw[: len(raw) // 2]
        sent = half if broken else raw
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(raw if broken is Broken.CUT else sent)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)
        if broken is Broken.CUT:
            self.close_connection = True
