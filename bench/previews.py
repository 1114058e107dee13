"""What a large file costs everybody else while it is looked at."""

from __future__ import annotations

import threading
import time

import requests

from bench.figures import Figure, percentile
from bench.site import Site
from tests.support.statements import camt053, entry

SIZE_MB = 25
PAUSE_S = 0.005


def measure(site: Site) -> list[Figure]:
    ((_, token),) = site.add_users(1, "previews")
    url, headers = site.replicas[0].url, {"Authorization": f"Bearer {token}"}
    files = {"file": ("a.xml", statement(SIZE_MB))}
    # Ready before anybody watches: this process, too, stands still while it is put together.
    upload = requests.Request("POST", f"{url}/api/transactions/import", headers, files).prepare()
    calm, over = _Health(url), threading.Event()
    calm.watch_for(1.0)
    busy = _Health(url)
    watching = threading.Thread(target=busy.watch_until, args=(over,))
    watching.start()
    begun = time.perf_counter()
    answer = requests.Session().send(upload, timeout=120)
    took = time.perf_counter() - begun
    over.set()
    watching.join()
    beside = (
        f"the preview took {took:.1f} s and answered {answer.status_code}; {len(busy.took_ms):,} requests"
    )
    quiet = f"{max(calm.took_ms):.0f} ms with nothing else to do"
    return [
        Figure(f"health while {SIZE_MB} MB of CAMT are looked at, p99", percentile(busy.took_ms, 0.99), "ms",
               at_most=100, beside=beside),
        Figure("the same, slowest", max(busy.took_ms), "ms", at_most=100, beside=quiet),
    ]  # fmt: skip


def statement(size_mb: int) -> bytes:
    """Write a CAMT statement of a size."""
    one = entry("12.34", inside="<AddtlNtryInf>A shop with a text as long as banks write them</AddtlNtryInf>")
    return camt053(one * (size_mb * 2**20 // len(one))).encode()


class _Health:
    def __init__(self, url: str) -> None:
        self._url = f"{url}/api/health"
        self._session = requests.Session()
        self.took_ms: list[float] = []

    def watch_for(self, seconds: float) -> None:
        over = threading.Event()
        threading.Timer(seconds, over.set).start()
        self.watch_until(over)

    def watch_until(self, over: threading.Event) -> None:
        while not over.is_set():
            begun = time.perf_counter()
            self._session.get(self._url, timeout=60).raise_for_status()
            self.took_ms.append((time.perf_counter() - begun) * 1000)
            time.sleep(PAUSE_S)
