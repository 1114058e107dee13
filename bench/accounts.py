"""How long it takes to reckon balances from all of a long history."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import requests
from sqlalchemy import insert, text

from app.db import transaction
from app.domain.banking.accounts.tables import Account
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db
from bench.figures import Figure, percentile
from bench.site import Site

ROWS, ACCOUNTS, YEARS = 400_000, 10, 10
BATCH = 5_000
READS = 20


def measure(site: Site) -> list[Figure]:
    ((user, token),) = site.add_users(1, "reckoning")
    last = datetime.now(UTC).date()
    first = last - timedelta(days=365 * YEARS)
    with site.app.app_context():
        ids = _accounts(user)
        for start in range(0, ROWS, BATCH):
            with transaction() as session:
                rows = [_row(user, ids, number, first) for number in range(start, start + BATCH)]
                session.execute(insert(Transaction), rows)
        db.session.execute(text("ANALYZE transactions"))
        db.session.commit()
    listed = _times(site, token, "/api/accounts")
    shown = _times(site, token, f"/api/accounts/{ids[0]}/balances?from={first}&to={last}")
    beside = f"p50 {percentile(listed, 0.5):.0f} ms"
    return [
        Figure("balances of ten accounts with 400,000 rows, p95", percentile(listed, 0.95), "ms", at_most=400,
               beside=beside),
        Figure("ten years of one of them, day by day, p95", percentile(shown, 0.95), "ms", at_most=200),
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


def _row(user: int, ids: list[int], number: int, first: date) -> dict[str, Any]:
    on = first + timedelta(days=number * 365 * YEARS // ROWS)
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    return {
        "user_id": user, "transaction_id": f"r-{number}", "amount": number % 10_000 + 1, "currency": "RON",
        "status": "SUCCESS", "direction": "in" if number % 3 else "out", "occurred_at": at, "received_at": at,
        "booked_on": on, "content_hash": f"{number:032}", "source": "intake",
        "account_id": ids[number % ACCOUNTS],
    }  # fmt: skip


def _times(site: Site, token: str, path: str) -> list[float]:
    url, headers = f"{site.replicas[0].url}{path}", {"Authorization": f"Bearer {token}"}
    found = []
    for _ in range(READS):
        clock = time.perf_counter()
        requests.get(url, headers=headers, timeout=60).raise_for_status()
        found.append((time.perf_counter() - clock) * 1_000)
    return found
