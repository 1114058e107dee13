"""What a web process holds after everything else, and after 2,500 requests at once."""

from __future__ import annotations

import time
from contextlib import ExitStack
from typing import NamedTuple

from bench.figures import Row
from bench.part import Part
from bench.site import Site, memory_mb
from tests.support.burst import allow_many_files, post_all
from tests.support.money import flush, row

REQUESTS = 2_500
CALM_S = 60
MAX_AFTER_ALL_MB = 150
MAX_AFTER_BURST_MB = 170


class Held(NamedTuple):
    """Resident memory in MB: after everything, right after the burst, and once it was calm again."""

    after_all: float
    in_burst: float
    after_burst: float


class Memory(Part[Held, float]):
    """The last part: what the parts before have left behind is in it."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        allow_many_files()
        ((self.user, self.token),) = site.add_users(1, "memory")

    def load(self) -> Held:
        time.sleep(self.site.size(CALM_S))
        replica, after_all = self.site.replicas[0], self.site.memory_mb()
        headers = {"Authorization": f"Bearer {self.token}"}
        requests = [(headers, row(self.user, f"m-{number}")) for number in range(REQUESTS)]
        if (answers := post_all(replica.port, requests, REQUESTS)) != {200: REQUESTS}:
            raise RuntimeError(f"not all were taken: {answers}")
        in_burst = memory_mb(replica)
        flush(self.site.app)
        time.sleep(CALM_S)
        return Held(after_all, in_burst, memory_mb(replica))

    def reference(self) -> float:
        return self.site.fresh_mb

    def rows(self, loads: list[Held], references: list[float]) -> list[Row]:
        (held,), (fresh_mb,) = loads, references
        note = f"{fresh_mb:.0f} MB when it started"
        return [
            Row("memory of a web process after everything", held.after_all, "MB", "as much as it may be",
                MAX_AFTER_ALL_MB, at_most=1, note=note),
            Row(f"the same {CALM_S} s after {REQUESTS:,} requests at once", held.after_burst, "MB",
                "as much as it may be", MAX_AFTER_BURST_MB, at_most=1,
                note=f"{held.in_burst:.0f} MB right after them"),
        ]  # fmt: skip
