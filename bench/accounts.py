"""How long it takes to reckon balances from all of a long history."""

from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import requests
from sqlalchemy import insert, text

from app.db import transaction
from app.domain.banking.accounts.tables import Account
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db
from bench.figures import Row, percentile
from bench.part import Part
from bench.references.statements import time_selects
from bench.site import Site

ROWS, ACCOUNTS, YEARS = 400_000, 10, 10
BATCH = 5_000
READS = 20

SUMS = "SELECT account_id, booked_on, sum(amount) FROM transactions WHERE user_id = %s GROUP BY 1, 2"


class Asked(NamedTuple):
    """Milliseconds of each request: all accounts, and one of them day by day."""

    listed: list[float]
    shown: list[float]


class Balances(Part[Asked, list[float]]):
    """Ten accounts of one person with a long history."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((self.user, self.token),) = site.add_users(1, "reckoning")
        self.total = site.size(ROWS)
        self.last = datetime.now(UTC).date()
        self.first = self.last - timedelta(days=365 * YEARS)
        with site.app.app_context():
            self.ids = _accounts(self.user)
            self._store()

    def _store(self) -> None:
        for start in range(0, self.total, BATCH):
            with transaction() as session:
                numbers = range(start, min(start + BATCH, self.total))
                session.execute(insert(Transaction), [self._row(number) for number in numbers])
        db.session.execute(text("ANALYZE transactions"))
        db.session.commit()

    def _row(self, number: int) -> dict[str, Any]:
        on = self.first + timedelta(days=number * 365 * YEARS // self.total)
        return _row(self.user, self.ids[number % ACCOUNTS], number, on)

    def load(self) -> Asked:
        path = f"/api/accounts/{self.ids[0]}/balances?from={self.first}&to={self.last}"
        return Asked(_times(self.site, self.token, "/api/accounts"), _times(self.site, self.token, path))

    def reference(self) -> list[float]:
        return time_selects(self.site, SUMS, (self.user,), READS)

    def rows(self, loads: list[Asked], references: list[list[float]]) -> list[Row]:
        (asked,), (sums,) = loads, references
        bare = percentile(sums, 0.95)
        name = "the bare SELECT of sums by account and day, p95"
        return [
            Row(f"ten accounts with {self.total:,} rows, p95", percentile(asked.listed, 0.95), "ms",
                name, bare, at_most=3),
            Row("ten years of one of them, day by day, p95", percentile(asked.shown, 0.95), "ms", name, bare,
                at_most=2),
        ]  # fmt: skip


def _accounts(user: int) -> list[int]:
    with transaction() as session:
        made = [
            Account(user_id=user, name=f"Account {number}", currency="RON", opening_balance=0)
            for number in range(ACCOUNTS)
        ]
        session.add_all(made)
        session.flush()
        return [each.id for each in made]


def _row(user: int, account: int, number: int, on: date) -> dict[str, Any]:
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return {
        "user_id": user, "transaction_id": f"r-{number}", "amount": number % 10_000 + 1, "currency": "RON",
        "status": "SUCCESS", "direction": "in" if number % 3 else "out", "occurred_at": at, "received_at": at,
        "booked_on": on, "content_hash": f"{number:032}", "source": "intake",
        "account_id": account,
    }  # fmt: skip


def _times(site: Site, token: str, path: str) -> list[float]:
    url, headers = f"{site.replicas[0].url}{path}", {"Authorization": f"Bearer {token}"}
    found = []
    for _ in range(READS):
        clock = time.perf_counter()
        requests.get(url, headers=headers, timeout=60).raise_for_status()
        found.append((time.perf_counter() - clock) * 1_000)
    return found
