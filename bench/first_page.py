"""How fast a person with many transactions sees a page of them, beside a bare SELECT of its rows."""

from __future__ import annotations

import time
from contextlib import ExitStack
from itertools import chain

import msgspec
import requests

from app.domain.banking.intake.service import accept_batch
from app.security import Principal
from bench.figures import Row, percentile
from bench.part import Part
from bench.references.statements import time_selects
from bench.site import Site
from tests.support.money import flush, intake_of, row

ROWS = 100_000
BATCH = 10_000
READS = 300
PAGE = 50
NEWEST = (
    "SELECT * FROM transactions WHERE user_id = %s "
    "ORDER BY booked_on DESC, occurred_at DESC, id DESC LIMIT 50"
)
SHOP = "Shop 7"
OF_SHOP = NEWEST.replace("ORDER", "AND merchant LIKE %s ORDER")


class FirstPage(Part[list[float], list[float]]):
    """The first page of everything, and of what a search finds; the database has its statistics."""

    rounds = 3
    name, query = "first page", ""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((self.user, token),) = site.add_users(1, type(self).__name__.lower())
        self.session = until.enter_context(requests.Session())
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.total = site.size(ROWS)
        self._fill()
        site.analyse()

    def load(self) -> list[float]:
        took = []
        for _ in range(self.site.size(READS)):
            begun = time.perf_counter()
            answer = self.session.get(f"{self._url}{self.query}", timeout=30)
            took.append((time.perf_counter() - begun) * 1000)
            if len(answer.json()["items"]) != PAGE:
                raise RuntimeError(answer.text)
        return took

    def reference(self) -> list[float]:
        return time_selects(self.site, NEWEST, (self.user,), self.site.size(READS))

    def rows(self, loads: list[list[float]], references: list[list[float]]) -> list[Row]:
        ours, bare = (percentile([*chain(*each)], 0.95) for each in (loads, references))
        name = f"{self.name} of {self.total:,}, p95"
        return [Row(name, ours, "ms", "bare SELECT of its rows, p95", bare, at_most=10)]

    @property
    def _url(self) -> str:
        return f"{self.site.replicas[0].url}/api/transactions?limit={PAGE}"

    def _fill(self) -> None:
        caller = Principal(self.user, "user", "bench")
        with self.site.app.app_context():
            for start in range(0, self.total, BATCH):
                rows = [_row(self.user, number) for number in range(start, min(start + BATCH, self.total))]
                accept_batch(intake_of(self.site.app), caller, msgspec.json.encode(rows), lines=False)
        flush(self.site.app)


class Searched(FirstPage):
    """The first page of a search."""

    name, query = f"first page of a search for {SHOP!r}", f"&q={SHOP}"

    def reference(self) -> list[float]:
        return time_selects(self.site, OF_SHOP, (self.user, f"%{SHOP}%"), self.site.size(READS))


def _row(user: int, number: int) -> dict[str, object]:
    minute, hour, day = number % 60, number // 60 % 24, number // 1440 % 28 + 1
    moment = f"2026-{number // 40_320 % 10 + 1:02}-{day:02}T{hour:02}:{minute:02}:00Z"
    return row(user, f"r-{number}", merchant=f"Shop {number % 97}", occurred_at=moment)
