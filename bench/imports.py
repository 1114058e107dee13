"""How long a statement of a hundred thousand rows takes, from its commit to its last row."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta
from typing import Any

import psutil
import requests

from bench.figures import Figure
from bench.site import Site
from tests.support.launched import eventually
from tests.support.listener import PythonListener, events

ROWS = 100_000
SHOPS = (
    "LIDL RO-216", "MEGAIMAGE 0290", "PAYU*EMAG.RO", "OMV 1229", "KAUFLAND 4310", "STARBUCKS AFI",
    "BOLT.EU/O/23",
    "NETFLIX.COM", "CATENA 112", "DEDEMAN CLUJ", "CARREFOUR MK", "UBER *TRIP", "STB VALIDATOR", "PENNY 5002",
)  # fmt: skip


def measure(site: Site) -> list[Figure]:
    ((_, token),) = site.add_users(1, "imports")
    url, headers = site.replicas[0].url, {"Authorization": f"Bearer {token}"}
    listener = PythonListener(site.replicas[1].url, token)
    with site.worker() as worker:
        eventually(lambda: "ready" in worker.output, 60)
        preview_s, opened = _timed(lambda: _open(url, headers))
        peak = _Peak(worker.process.pid if worker.process else 0)
        begun = time.perf_counter()
        requests.post(
            f"{url}/api/imports/{opened['id']}/commit", headers=headers, timeout=30
        ).raise_for_status()
        eventually(lambda: _state(url, headers, opened["id"])["state"] == "done", 120)
        took = time.perf_counter() - begun
        memory = peak.stop()
    listener.close()
    found = _state(url, headers, opened["id"])
    told = len(events(listener, "job.progress"))
    beside = f"{found['new']:,} new, {told} progress messages, preview {preview_s:.1f} s"
    return [
        Figure("import of a 100,000-row CSV", took, "s", at_most=10, beside=beside),
        Figure("the same: largest process of the worker", memory, "MB", at_most=300),
        Figure("the same: rows that are not there", ROWS - found["new"], "rows", at_most=0),
    ]


def _open(url: str, headers: dict[str, str]) -> dict[str, Any]:
    file = {"file": ("213RONCRT.csv", statement(ROWS), "text/csv")}
    answer = requests.post(f"{url}/api/transactions/import", files=file, headers=headers, timeout=120)
    answer.raise_for_status()
    return dict(answer.json())


def _state(url: str, headers: dict[str, str], number: int) -> dict[str, Any]:
    time.sleep(0.1)
    return dict(requests.get(f"{url}/api/imports/{number}", headers=headers, timeout=30).json())


def statement(rows: int) -> bytes:
    """Write a statement as Banca Transilvania does: every row with a reference of its own."""
    lines = ["Data tranzactie,Data valuta,Descriere,Referinta tranzactiei,Debit,Credit,Sold contabil"]
    first = date(2024, 1, 1)
    for number in range(rows):
        day, shop = first + timedelta(days=number // 140), SHOPS[number % len(SHOPS)]
        text = (
            f"Plata la POS;POS {day:%d/%m/%Y} TID {40_000_000 + number % 50:08} {shop}   "
            f"STR. ALBA {number % 90}   "
            f"CLUJ NAPOCA   ROM 54558543 RRN:{500_000_000_000 + number};REF: {100_000 + number}"
        )
        lines.append(f'{day},{day},"{text}",{number},"-{number % 300 + 1}.{number % 100:02}",,"1,000.00"')
    return "\n".join(lines).encode()


class _Peak:
    """The largest resident memory among a process and its children, looked at ten times a second."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)
        self._peak = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            family = [self._process, *self._process.children(recursive=True)]
            self._peak = max(self._peak, *(each.memory_info().rss / 2**20 for each in family))

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self._peak


def _timed(work: Any) -> tuple[float, Any]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done
