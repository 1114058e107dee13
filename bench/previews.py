"""What a large file costs everybody else while it is looked at, beside a bare route in the same seconds."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from typing import NamedTuple

import requests

from bench.figures import Row, percentile
from bench.part import Part, timed
from bench.references.served import serve
from bench.site import Site
from tests.support.statements import camt053, entry

SIZE_MB = 25
PAUSE_S = 0.005


class Watched(NamedTuple):
    """How long the answers took meanwhile, in ms, of the app and of the bare route; and the preview, in s."""

    ours: list[float]
    bare: list[float]
    preview_s: float


class Previews(Part[Watched, None]):
    """The bare route has the same machine to share, and no file to look at."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((_, token),) = site.add_users(1, "previews")
        self.hello = serve(site, "hello", until)
        self.size_mb = site.size(SIZE_MB)
        url, headers = f"{site.replicas[0].url}/api/transactions/import", {"Authorization": f"Bearer {token}"}
        files = {"file": ("a.xml", statement(self.size_mb))}
        # Ready before anybody watches: this process, too, stands still while it is put together.
        self.upload = requests.Request("POST", url, headers, files).prepare()

    def load(self) -> Watched:
        over = threading.Event()
        urls = (f"{self.site.replicas[0].url}/api/health", f"{self.hello.url}/api/health/ready")
        watches = [_Watch(url, over) for url in urls]
        preview_s, answer = timed(lambda: requests.Session().send(self.upload, timeout=120))
        over.set()
        ours, bare = (watch.stop() for watch in watches)
        answer.raise_for_status()
        return Watched(ours, bare, preview_s)

    def reference(self) -> None:
        """Watched in the same seconds."""

    def rows(self, loads: list[Watched], references: list[None]) -> list[Row]:
        (seen,) = loads
        note = f"the preview took {seen.preview_s:.1f} s; {len(seen.ours):,} requests"
        return [
            Row(f"health while {self.size_mb} MB of CAMT are looked at, p99", percentile(seen.ours, 0.99),
                "ms", "bare Flask hello meanwhile, p99", percentile(seen.bare, 0.99), at_most=5, note=note),
            Row("the same, slowest", max(seen.ours), "ms", "bare Flask hello, slowest", max(seen.bare),
                at_most=5),
        ]  # fmt: skip


def statement(size_mb: int) -> bytes:
    """Write a CAMT statement of a size."""
    one = entry("12.34", inside="<AddtlNtryInf>A shop with a text as long as banks write them</AddtlNtryInf>")
    return camt053(one * (size_mb * 2**20 // len(one))).encode()


class _Watch:
    """Asks an address again and again, until it is stopped."""

    def __init__(self, url: str, over: threading.Event) -> None:
        self._url, self._over = url, over
        self._took_ms: list[float] = []
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()

    def _ask(self) -> None:
        with requests.Session() as session:
            while not self._over.is_set():
                begun = time.perf_counter()
                session.get(self._url, timeout=60).raise_for_status()
                self._took_ms.append((time.perf_counter() - begun) * 1000)
                time.sleep(PAUSE_S)

    def stop(self) -> list[float]:
        self._thread.join()
        return self._took_ms
