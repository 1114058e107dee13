"""A provider on this machine that answers what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit


class Asked(NamedTuple):
    """One request. headers: names in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


class Reply(NamedTuple):
    """body: bytes as they are, or a value that is sent as JSON. cut: send half of what was promised."""

    body: Any = b"{}"
    status: int = 200
    headers: Mapping[str, str] = {}
    cut: bool = False


class ProviderStub:
    """What was asked, and the function that answers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Reply] = lambda _: Reply()

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@contextmanager
def provider_stub() -> Iterator[ProviderStub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    stub = ProviderStub(f"http://127.0.0.1:{server.server_address[1]}")
    server.stub = stub  # type: ignore[attr-defined]
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield stub
    server.shutdown()
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query))
        asked = Asked(self.command, parts.path, query, headers, self.rfile.read(length))
        stub: ProviderStub = self.server.stub  # type: ignore[attr-defined]
        stub.asked.append(asked)
        self._send(stub.answer(asked))

    do_POST = do_GET

    def _send(self, reply: Reply) -> None:
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if reply.cut else body)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass
