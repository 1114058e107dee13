"""How long the one button takes that categorises everything pending, beside one UPDATE of as many rows."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import requests

from bench.figures import Row, all_of
from bench.imports import SHOPS
from bench.part import Part, timed
from bench.references.statements import time_update
from bench.site import Site
from bench.stored import store

ROWS = 100_000


class Categories(Part[tuple[float, dict[str, int]], float]):
    """Two people with the same rows: one presses the button, the other's are updated by a statement."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        (_, self.token), (self.other, _) = users = site.add_users(2, "categorising")
        self.total = site.size(ROWS)
        for user, _ in users:
            store(site, user, self.total, _pending)
        until.enter_context(site.worker())

    def load(self) -> tuple[float, dict[str, int]]:
        url = f"{self.site.replicas[0].url}/finance/api/bt-pay/categorize/"
        headers = {"Authorization": f"Bearer {self.token}"}
        took, answer = timed(lambda: requests.post(url, headers=headers, timeout=300))
        answer.raise_for_status()
        return took, answer.json()

    def reference(self) -> float:
        return time_update(self.site, self.other, self.total)

    def rows(self, loads: list[tuple[float, dict[str, int]]], references: list[float]) -> list[Row]:
        (took, found), update = loads[0], references[0]
        return [
            Row(f"{self.total:,} pending categorised", took, "s", "one UPDATE of as many", update, at_most=6),
            all_of("the same: looked at", found["categorized"] + found["left"], "rows",
                   ("pending", self.total), note=f"{found['left']:,} left open"),
        ]  # fmt: skip


def _pending(number: int) -> dict[str, Any]:
    """A row of the fast intake: every text is one of its kind, so that nothing is answered from memory."""
    return {"source": "intake", "description": f"{SHOPS[number % len(SHOPS)]} CLUJ NAPOCA {number:06}"}
