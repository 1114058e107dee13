"""How fast what waits in the queue gets into PostgreSQL, beside the fastest way there is: COPY."""

from __future__ import annotations

import statistics
from contextlib import ExitStack

import msgspec

from app.domain.banking.intake.service import accept_batch
from app.security import Principal
from bench.figures import Row, all_of
from bench.part import Part, timed
from bench.references.statements import CopyOf
from bench.site import Site
from tests.support.money import count_stored, flush, intake_of, row

ROWS = 200_000
BATCH = 10_000


class Flush(Part[tuple[float, int], float]):
    """What is flushed is stored; then the very same rows are copied."""

    rounds = 3

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((self.user, _),) = site.add_users(1, "flush")
        self.total = site.size(ROWS)

    def load(self) -> tuple[float, int]:
        with self.site.cursor() as cursor:
            cursor.execute("TRUNCATE transactions CASCADE")
        self._fill()
        took, _ = timed(lambda: flush(self.site.app))
        return took, count_stored(self.site.app)

    def reference(self) -> float:
        return CopyOf(self.site, self.user).time()

    def rows(self, loads: list[tuple[float, int]], references: list[float]) -> list[Row]:
        took = statistics.median(seconds for seconds, _ in loads)
        return [
            Row(f"flush of {self.total:,} queued", self.total / took, "rows/s", "COPY of the same rows",
                self.total / statistics.median(references), at_least=0.4),
            all_of("the same: stored", min(stored for _, stored in loads), "rows", ("queued", self.total)),
        ]  # fmt: skip

    def _fill(self) -> None:
        caller = Principal(self.user, "user", "bench")
        with self.site.app.app_context():
            for start in range(0, self.total, BATCH):
                numbers = range(start, min(start + BATCH, self.total))
                rows = [row(self.user, f"f-{number}", merchant="Lidl") for number in numbers]
                accept_batch(intake_of(self.site.app), caller, msgspec.json.encode(rows), lines=False)
