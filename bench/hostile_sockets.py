"""What one hostile client with a sign-in costs everyone else: floods, and replays that nobody reads."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from typing import NamedTuple, cast

import msgspec
import requests
import websocket

from app.domain.banking.intake.service import accept_batch
from app.security import Principal
from bench.figures import Row, percentile
from bench.part import Part
from bench.site import Site, memory_mb
from tests.support.launched import ROOT
from tests.support.money import intake_of, row
from tests.support.served import Replica

SECONDS = 10
ASKS_PER_S = 20
PINGS = 20_000
REPLAYS = 60
STREAMS = 30
ROUND_S = 0.5
KEPT_ROUNDS = 10
BATCHES = 24
ROWS = 5_000
DEFAULT_SOCKETS = 50

Attack = Callable[[str, str], list[socket.socket]]
"""Takes the replica's URL and a token; returns what has to be closed afterwards."""


class Seen(NamedTuple):
    """What others met meanwhile: ms of the 99th percentile, and MB of the process."""

    p99_ms: float
    memory_mb: float


class HostileSockets(Part[dict[str, Seen], None]):
    """Ask for a profile 20 times a second while each attack runs, and the moment before each."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        (_, self.victim), (attacker, self.token) = site.add_users(2, "hostile")
        fill_log(site, attacker)
        # The limits as they are by default; those of the site allow 500 tabs.
        chosen = dataclasses.replace(site.settings, max_sockets_per_user=DEFAULT_SOCKETS)
        self.replica = Replica(chosen, site.folder / "hostile.log")
        self.replica.start()
        until.callback(self.replica.kill)
        self.asks = site.size(SECONDS) * ASKS_PER_S

    def load(self) -> dict[str, Seen]:
        found = {}
        for name in ATTACKS:
            found[_calm(name)] = self._look()
            with _under(name, self.replica.url, self.token):
                found[name] = self._look()
        return found

    def reference(self) -> None:
        """The moment before each attack."""

    def rows(self, loads: list[dict[str, Seen]], references: list[None]) -> list[Row]:
        (seen,) = loads
        return [row for name in ATTACKS for row in _rows(name, seen[_calm(name)], seen[name])]

    def _look(self) -> Seen:
        return Seen(_p99(self.replica.url, self.victim, self.asks), memory_mb(self.replica))


def _calm(attack: str) -> str:
    return f"before {attack}"


def _rows(name: str, calm: Seen, meanwhile: Seen) -> list[Row]:
    return [
        Row(f"{name}: a profile, p99", meanwhile.p99_ms, "ms", "before the attack", calm.p99_ms, at_most=25),
        Row(f"{name}: memory", meanwhile.memory_mb, "MB", "before the attack", calm.memory_mb, at_most=1.4),
    ]


def fill_log(site: Site, user: int) -> None:
    """Give the attacker a log of some 10 MB: batches gathered into messages of a thousand rows."""
    with site.app.app_context():
        for batch in range(BATCHES):
            rows = [row(user, f"h-{batch}-{number}", merchant="Lidl") for number in range(ROWS)]
            caller = Principal(user, "user", "bench")
            accept_batch(intake_of(site.app), caller, msgspec.json.encode(rows), lines=False)
            time.sleep(0.06)


def _p99(url: str, token: str, asks: int) -> float:
    took = []
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        for _ in range(asks):
            begun = time.perf_counter()
            answer = session.get(f"{url}/api/auth/profile", timeout=120)
            took.append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 200:
                raise RuntimeError(answer.text)
            time.sleep(max(0.0, 1 / ASKS_PER_S - took[-1] / 1000))
    return percentile(took, 0.99)


@contextlib.contextmanager
def _under(attack: str, url: str, token: str) -> Iterator[None]:
    """Attack again and again, as fast as the server lets it, for as long as the context lasts."""
    # A process of its own: the attacker's work must not hold up the one that measures.
    command = [sys.executable, "-m", "bench.hostile_sockets", attack, url, token]
    attacker = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        if not attacker.stdout or not attacker.stdout.readline():
            raise RuntimeError("the attacker did not begin")
        yield
    finally:
        attacker.kill()
        attacker.wait()


def main(name: str, url: str, token: str) -> None:
    """Attack until killed, and say when it begins; what an earlier round opened stays open for a while."""
    _frames(tuple(_PINGS))
    print("begun", flush=True)
    opened: deque[list[socket.socket]] = deque()
    while True:
        opened.append(attempt(ATTACKS[name], url, token))
        time.sleep(ROUND_S)
        if len(opened) > KEPT_ROUNDS:
            for each in opened.popleft():
                each.close()


def attempt(attack: Attack, url: str, token: str) -> list[socket.socket]:
    with contextlib.suppress(OSError, websocket.WebSocketException):
        return attack(url, token)
    return []


def _joined(url: str, token: str) -> websocket.WebSocket:
    """Connect, with a small window, so that little leaves the server while nobody reads."""
    address = f"{url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    small = (socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    wire = websocket.create_connection(address, timeout=5, sockopt=[small])
    wire.recv()
    wire.send(f"40{json.dumps({'token': token})}")
    while not str(wire.recv()).startswith(("40", "44")):
        pass
    return wire


def _all_at_once(url: str, token: str, packets: list[str]) -> list[socket.socket]:
    line = cast(socket.socket, _joined(url, token).sock)
    with contextlib.suppress(OSError):
        line.sendall(_frames(tuple(packets)))
    return [line]


@lru_cache
def _frames(packets: tuple[str, ...]) -> bytes:
    frames = (websocket.ABNF.create_frame(each, websocket.ABNF.OPCODE_TEXT) for each in packets)
    return b"".join(each.format() for each in frames)


_PINGS = ['42["ping",{}]'] * PINGS


def _pings(url: str, token: str) -> list[socket.socket]:
    return _all_at_once(url, token, _PINGS)


def _replays(url: str, token: str) -> list[socket.socket]:
    return _all_at_once(url, token, [f'42{number}["replay",{{"after":0}}]' for number in range(REPLAYS)])


def _streams(url: str, token: str) -> list[socket.socket]:
    host, _, port = url.removeprefix("http://").partition(":")
    head = (
        f"GET /finance/api/bt-pay/stream/?last_event_id=0 HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: Bearer {token}\r\n\r\n"
    )
    opened = []
    for _ in range(STREAMS):
        opened.append(socket.create_connection((host, int(port)), timeout=5))
        opened[-1].sendall(head.encode())
    return opened


ATTACKS: dict[str, Attack] = {
    f"{PINGS:,} events at once, again and again": _pings,
    f"{REPLAYS} replays unread, again and again": _replays,
    f"{STREAMS} streams from the start unread, again and again": _streams,
}


if __name__ == "__main__":
    main(*sys.argv[1:])
