"""How long a transaction takes from its POST to 500 screens, beside a bare Flask-SocketIO with as many."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from bench.figures import Row, all_of, percentile
from bench.part import Part
from bench.references.served import serve
from bench.site import Site
from launch.page import search_path

SOCKETS = 500
PER_SECOND = 20
SECONDS = 20


class Heard(NamedTuple):
    """What all sockets heard. missing: receipts that did not come, came twice, or whose POST failed."""

    expected: int
    missing: int
    latencies: list[float]


class Sockets(Part[Heard, Heard]):
    """Every event goes to all sockets: one person with as many tabs, on two replicas."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        self.users = site.add_users(1, "socket")
        self.bare = [serve(site, "sockets", until).url for _ in site.replicas]
        self.sockets, self.seconds = site.size(SOCKETS), site.size(SECONDS)

    def load(self) -> Heard:
        return self._listen([replica.url for replica in self.site.replicas])

    def reference(self) -> Heard:
        return self._listen(self.bare)

    def rows(self, loads: list[Heard], references: list[Heard]) -> list[Row]:
        ours, bare = loads[0], references[0]
        middle, of_bare = percentile(ours.latencies, 0.5), percentile(bare.latencies, 0.5)
        name = f"{self.sockets} sockets on 2 replicas, {PER_SECOND} events/s to each"
        return [
            Row(f"{name}, p99", percentile(ours.latencies, 0.99), "ms", "bare Flask-SocketIO, p99",
                percentile(bare.latencies, 0.99), at_most=2,
                note=f"p50 {middle:.0f} ms; bare p50 {of_bare:.0f} ms"),
            all_of("the same: heard once", ours.expected - ours.missing, "receipts", ("sent", ours.expected),
                   note=f"bare: {bare.missing:,} missing"),
        ]  # fmt: skip

    def _listen(self, urls: list[str]) -> Heard:
        order = {
            "urls": urls, "users": self.users, "sockets": self.sockets,
            "perSecond": PER_SECOND, "seconds": self.seconds,
        }  # fmt: skip
        seen = _run_node(order)
        missing = seen["expected"] - seen["received"] + seen["doubled"] + seen["failed"]
        return Heard(seen["expected"], missing, seen["latencies"])


def _run_node(order: dict[str, Any]) -> dict[str, Any]:
    said = subprocess.run(
        ["node", str(Path(__file__).with_suffix(".mjs"))], input=json.dumps(order), text=True,
        capture_output=True, check=False, env={**os.environ, "PATH": search_path()},
    )  # fmt: skip
    if said.returncode:
        raise RuntimeError(said.stderr)
    return dict(json.loads(said.stdout))
