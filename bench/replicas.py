"""What a second and a fourth web process add on this machine, beside as many of a bare Flask."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

from bench import wrk
from bench.figures import Row
from bench.part import Part
from bench.references.served import serve
from bench.site import Site
from bench.wrk import Load
from tests.support.money import flush
from tests.support.served import Replica

HERE = Path(__file__).parent
SECONDS = 8
COUNTS = (1, 2, 4)
Curve = dict[int, float]
"""Requests a second of all processes together, by their number."""


class Replicas(Part[Curve, Curve]):
    """Single transactions to one, two and four web processes, the same connections shared among them."""

    rounds = 3

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((self.user, self.token),) = site.add_users(1, "replicas")
        self.seconds = site.size(SECONDS)
        more = [Replica(site.settings, site.folder / f"replica-{n}.log") for n in range(2, max(COUNTS))]
        for replica in more:
            replica.start()
            until.callback(replica.kill)
        self.ours = [each.url for each in (*site.replicas, *more)]
        self.bare = [serve(site, "hello", until).url for _ in range(max(COUNTS))]

    def load(self) -> Curve:
        found = {count: self._intake(self.ours[:count]) for count in COUNTS}
        flush(self.site.app)
        return found

    def _intake(self, urls: Sequence[str]) -> float:
        loads = self._press(urls, HERE / "intake.lua", self.token, str(self.user))
        if failed := sum(load.failed for load in loads):
            raise RuntimeError(f"{failed} requests failed")
        return sum(load.per_second for load in loads)

    def reference(self) -> Curve:
        return {count: self._hello(self.bare[:count]) for count in COUNTS}

    def _hello(self, urls: Sequence[str]) -> float:
        return sum(load.per_second for load in self._press(urls, HERE / "references" / "hello.lua"))

    def _press(self, urls: Sequence[str], script: Path, *arguments: str) -> list[Load]:
        """Press each process by a wrk of its own; a last argument keeps their ids apart."""
        connections = wrk.CONNECTIONS // len(urls)

        def press(url: str) -> Load:
            told = (*arguments, uuid4().hex[:8])
            return wrk.press(url, script, *told, connections=connections, seconds=self.seconds)

        with ThreadPoolExecutor(len(urls)) as threads:
            return list(threads.map(press, urls))

    def rows(self, loads: list[Curve], references: list[Curve]) -> list[Row]:
        ours, bare = _medians(loads), _medians(references)
        return [
            Row(f"single intake by {count} web processes", ours[count], "requests/s", "by one", ours[1],
                note=f"bare Flask in {count} processes: {bare[count] / bare[1]:.2f} × one")
            for count in COUNTS[1:]
        ]  # fmt: skip


def _medians(curves: list[Curve]) -> Curve:
    return {count: statistics.median(curve[count] for curve in curves) for count in COUNTS}
