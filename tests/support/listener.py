"""Socket.IO clients that remember what they heard: the official ones for Python and JavaScript."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
import socketio
from apiflask import APIFlask

from app.extensions import redis
from app.realtime import Publisher
from app.realtime.publisher import WAITING
from app.services import services_of
from launch.page import search_path
from tests.support.launched import ROOT, eventually

ALSO_TYPESCRIPT = ("--experimental-transform-types", "--no-warnings")
Heard = tuple[str, dict[str, Any]]
"""An event's name and its envelope."""


class Listener(Protocol):
    """What both kinds of client can do."""

    heard: list[Heard]

    def close(self) -> None: ...


class PythonListener:
    """python-socketio's own client."""

    def __init__(self, url: str, token: str, transport: str = "websocket", *, stays: bool = False) -> None:
        self.heard: list[Heard] = []
        self.ended: list[str] = []
        self.client = socketio.Client(reconnection=stays, reconnection_delay=0.2, reconnection_delay_max=0.5)
        self.client.on("*", lambda name, envelope: self.heard.append((name, envelope)))
        self.client.on("disconnect", self.ended.append)
        self.client.connect(url, auth={"token": token}, transports=[transport], wait_timeout=20)

    def ask(self, name: str, body: object = None) -> Any:
        """Send an event and return its acknowledgement."""
        return self.client.call(name, body, timeout=20)

    def close(self) -> None:
        self.client.disconnect()


class NodeListener:
    """A script of tests/support in Node.js, which prints what it hears."""

    def __init__(self, script: str, *arguments: str) -> None:
        self.heard: list[Heard] = []
        self._process = subprocess.Popen(
            ["node", *ALSO_TYPESCRIPT, f"tests/support/{script}", *arguments],
            cwd=ROOT, env={**os.environ, "PATH": search_path()}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            name, envelope = json.loads(line)
            self.heard.append((name, envelope))

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._reader.join(10)


class JavaScriptListener(NodeListener):
    """The official JavaScript client."""

    def __init__(
        self, url: str, token: str, transport: str = "websocket", topics: tuple[str, ...] = ()
    ) -> None:
        super().__init__("listen.mjs", url, token, transport, *topics)


class PageListener(NodeListener):
    """The page's own client, which reconnects and fetches what it missed."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__("follow.mjs", url, token)


def events(listener: Listener, *names: str) -> list[dict[str, Any]]:
    """Return the envelopes heard under these names, in order of arrival."""
    return [envelope for name, envelope in list(listener.heard) if name in names]


def transactions(listener: Listener) -> list[str]:
    """Return the ids of the transactions heard of, in order, alone or gathered."""
    found: list[str] = []
    for name, envelope in list(listener.heard):
        if name == "transaction.created":
            found.append(envelope["data"]["transaction_id"])
        elif name in {"transactions.created", "transactions.accepted"}:
            found += [each["transaction_id"] for each in envelope["data"]]
    return found


def hears(listener: Listener, name: str, within_s: float = 300) -> bool:
    """Wait for the first event of a name."""
    return eventually(lambda: events(listener, name), within_s)


def settles(count: Callable[[], int], expected: int, within_s: float = 300) -> int:
    """Wait until a count is reached, then a moment longer for what must not come; return the count."""
    eventually(lambda: count() >= expected, within_s)
    eventually(lambda: count() > expected, 1)
    return count()


def log_of(app: APIFlask, audience: str) -> list[Heard]:
    """Return what an audience was sent, oldest first, once nothing is held back for its turn."""
    assert eventually(lambda: not _held_back(app, audience))
    found: list[Heard] = []
    after = 0
    while events := services_of(app).part(Publisher).page(audience, after).events:
        found += [
            (name, {**envelope, "data": msgspec.json.decode(envelope["data"])}) for name, envelope in events
        ]
        after = found[-1][1]["id"]
    return found


def _held_back(app: APIFlask, audience: str) -> list[bytes]:
    with app.app_context():
        waiting = redis().smembers(WAITING)
    return [each for each in waiting if each.startswith(f"{audience}|".encode())]
