"""An answer that comes in drops, each in time, is given up when all of it has taken too long."""

from __future__ import annotations

import contextlib
import gzip
import random
import socket
from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest

from app.outbound import public
from app.outbound.errors import ProviderAway
from app.outbound.http import Http, Patience

PACKED = gzip.compress(random.Random(1).randbytes(100_000))
DROPS = {
    "headers": (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "of a told length": (b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", b" "),
    "of no length": (b"HTTP/1.1 200 OK\r\n\r\n", b" "),
    "one chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFF\r\n", b" "),
    "many chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "packed": (
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(PACKED), PACKED[:2],
    ),
}  # fmt: skip


@pytest.fixture(params=DROPS)
def dripping(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server whose answers do not end before the test does."""
    begin, drop = DROPS[request.param]
    over = Event()

    def serve() -> None:
        with contextlib.suppress(OSError), listener.accept()[0] as line:
            line.recv(65_536)
            line.sendall(begin)
            while not over.wait(0.02):
                line.sendall(drop)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        over.set()
        thread.join(60)


def by_get(url: str) -> object:
    return Http(url, title="Bank", patience=Patience(1.0, 10.0, 0.2)).get("rows", headers={})


def by_file(url: str) -> object:
    return Http(url, title="Bank", patience=Patience(1.0, 10.0, 0.2)).get_bytes("rows", headers={})


def by_webhook(url: str) -> object:
    return public.post(public.target_of(url, ("127.0.0.1",)), b"{}", {})


@pytest.mark.parametrize("ask", [by_get, by_file, by_webhook])
def test_whoever_answers_in_drops_is_away(
    dripping: str, ask: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "WHOLE_ANSWER_S", 0.2)
    with pytest.raises(ProviderAway):
        ask(dripping)
