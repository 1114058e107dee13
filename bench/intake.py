"""How fast transactions are taken in, one by one and in batches, beside bare routes on the same server."""

from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import msgspec
import requests

from bench import wrk
from bench.figures import Row
from bench.part import Part, timed
from bench.references.served import serve
from bench.site import Site
from bench.wrk import Load
from tests.support.money import flush, row

HERE = Path(__file__).parent
SECONDS = 10
ROWS = 200_000
BATCH = 1_000
SENDERS = 4


class Single(Part[Load, Load]):
    """One transaction a request, beside a bare route that answers a constant."""

    rounds = 3

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((self.user, self.token),) = site.add_users(1, "single")
        self.hello = serve(site, "hello", until)
        self.seconds = site.size(SECONDS)

    def load(self) -> Load:
        script, prefix = HERE / "intake.lua", uuid4().hex[:8]
        arguments = (self.token, str(self.user), prefix)
        found = wrk.press(self.site.replicas[0].url, script, *arguments, seconds=self.seconds)
        flush(self.site.app)
        return found

    def reference(self) -> Load:
        return wrk.press(self.hello.url, HERE / "references" / "hello.lua", seconds=self.seconds)

    def rows(self, loads: list[Load], references: list[Load]) -> list[Row]:
        if failed := sum(load.failed for load in loads + references):
            raise RuntimeError(f"{failed} requests failed")
        ours, bare = _medians(loads), _medians(references)
        return [
            Row("single intake", ours.per_second, "requests/s", "bare Flask hello", bare.per_second,
                at_least=0.6, note=f"{wrk.CONNECTIONS} connections"),
            Row("the same, p99", ours.p99_ms, "ms", "bare Flask hello, p99", bare.p99_ms, at_most=2,
                note=f"p50 {ours.p50_ms:.0f} ms; hello p50 {bare.p50_ms:.0f} ms"),
        ]  # fmt: skip


def _medians(loads: list[Load]) -> Load:
    rate, p50, p99 = (statistics.median(load[place] for load in loads) for place in range(3))
    return Load(rate, p50, p99, 0)


class Batch(Part[float, float]):
    """A thousand transactions a request, beside a bare route that reads the same JSON and counts its rows."""

    rounds = 3

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((self.user, self.token),) = site.add_users(1, "batch")
        self.hello = serve(site, "hello", until)
        self.total = site.size(ROWS)

    def load(self) -> float:
        rate = self._send(f"{self.site.replicas[0].url}/api/transactions/batch", uuid4().hex[:8])
        flush(self.site.app)
        return rate

    def reference(self) -> float:
        return self._send(f"{self.hello.url}/rows", "bare")

    def rows(self, loads: list[float], references: list[float]) -> list[Row]:
        ours, bare = statistics.median(loads), statistics.median(references)
        return [
            Row(f"batch intake, {BATCH:,} a request", ours, "transactions/s", "bare Flask reading the JSON",
                bare, at_least=0.4, note=f"{SENDERS} connections")
        ]  # fmt: skip

    def _send(self, url: str, prefix: str) -> float:
        """Send batches that are prepared before the clock starts; return the rows a second."""
        bodies = [self._body(prefix, start) for start in range(0, self.total, BATCH)]
        shares = [bodies[sender::SENDERS] for sender in range(SENDERS)]
        with ThreadPoolExecutor(SENDERS) as senders:
            took, accepted = timed(lambda: sum(senders.map(lambda share: self._post(url, share), shares)))
        if accepted != self.total:
            raise RuntimeError(f"{accepted:,} of {self.total:,} were accepted")
        return accepted / took

    def _body(self, prefix: str, start: int) -> bytes:
        numbers = range(start, start + BATCH)
        rows = [row(self.user, f"b-{prefix}-{number}", merchant="Lidl") for number in numbers]
        return msgspec.json.encode(rows)

    def _post(self, url: str, bodies: list[bytes]) -> int:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        with requests.Session() as session:
            session.headers.update(headers)
            return sum(session.post(url, data=body, timeout=60).json()["accepted"] for body in bodies)
