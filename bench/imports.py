"""How long a statement of a hundred thousand rows takes, beside csv.reader and a COPY of the same rows."""

from __future__ import annotations

import csv
import threading
import time
from contextlib import ExitStack
from datetime import date, timedelta
from typing import Any, NamedTuple

import psutil
import requests

from bench.figures import Row, all_of
from bench.part import Part, timed
from bench.references.statements import CopyOf
from bench.site import Site
from tests.support.launched import eventually
from tests.support.listener import PythonListener, events

ROWS = 100_000
SHOPS = (
    "LIDL RO-216", "MEGAIMAGE 0290", "PAYU*EMAG.RO", "OMV 1229", "KAUFLAND 4310", "STARBUCKS AFI",
    "BOLT.EU/O/23",
    "NETFLIX.COM", "CATENA 112", "DEDEMAN CLUJ", "CARREFOUR MK", "UBER *TRIP", "STB VALIDATOR", "PENNY 5002",
)  # fmt: skip


class Imported(NamedTuple):
    """What one import came to. begun_mb, peak_mb: the largest process of the worker before and in it."""

    preview_s: float
    took_s: float
    new: int
    begun_mb: float
    peak_mb: float
    messages: int


class Imports(Part[Imported, float]):
    """From the statement's commit to its last row."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((self.user, token),) = site.add_users(1, "imports")
        self.headers = {"Authorization": f"Bearer {token}"}
        self.listener = PythonListener(site.replicas[1].url, token)
        until.callback(self.listener.close)
        self.worker = until.enter_context(site.worker())
        self.total = site.size(ROWS)
        self.file = statement(self.total)

    def load(self) -> Imported:
        preview_s, opened = timed(self._open)
        peak = _Peak(self.worker.process.pid if self.worker.process else 0)
        took_s, _ = timed(lambda: self._commit(opened["id"]))
        found, messages = self._state(opened["id"]), len(events(self.listener, "job.progress"))
        return Imported(preview_s, took_s, found["new"], peak.begun_mb, peak.stop(), messages)

    def reference(self) -> float:
        copy = CopyOf(self.site, self.user)
        text = self.file.decode()
        took_s, _ = timed(lambda: [row for row in csv.reader(text.splitlines())])  # noqa: C416 - read, kept
        return took_s + copy.time()

    def rows(self, loads: list[Imported], references: list[float]) -> list[Row]:
        done, bare = loads[0], references[0]
        note = f"preview {done.preview_s:.1f} s, {done.messages} progress messages"
        return [
            Row(f"import of a {self.total:,}-row CSV", done.took_s, "s", "csv.reader and COPY of its rows",
                bare, at_most=8, note=note),
            Row("the same: largest process of the worker", done.peak_mb, "MB", "when it began", done.begun_mb,
                at_most=2),
            all_of("the same: stored", done.new, "rows", ("in the file", self.total)),
        ]  # fmt: skip

    def _open(self) -> dict[str, Any]:
        address = f"{self.site.replicas[0].url}/api/transactions/import"
        file = {"file": ("213RONCRT.csv", self.file, "text/csv")}
        answer = requests.post(address, files=file, headers=self.headers, timeout=120)
        answer.raise_for_status()
        return dict(answer.json())

    def _commit(self, number: int) -> None:
        address = f"{self.site.replicas[0].url}/api/imports/{number}/commit"
        requests.post(address, headers=self.headers, timeout=30).raise_for_status()
        if not eventually(lambda: self._state(number)["state"] == "done", 300):
            raise RuntimeError("the import did not end")

    def _state(self, number: int) -> dict[str, Any]:
        time.sleep(0.1)
        address = f"{self.site.replicas[0].url}/api/imports/{number}"
        return dict(requests.get(address, headers=self.headers, timeout=30).json())


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
        self.begun_mb = self._peak_mb = self._largest_mb()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _largest_mb(self) -> float:
        family = [self._process, *self._process.children(recursive=True)]
        return float(max(each.memory_info().rss for each in family) / 2**20)

    def _watch(self) -> None:
        while not self._over.wait(0.1):
            self._peak_mb = max(self._peak_mb, self._largest_mb())

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self._peak_mb
