"""How long the one button takes that categorises everything pending."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from sqlalchemy import insert

from app.db import transaction
from app.domain.banking.ledger.tables import Transaction
from bench.figures import Figure
from bench.imports import SHOPS
from bench.site import Site
from tests.support.launched import eventually

ROWS = 100_000
BATCH = 5_000


def measure(site: Site) -> list[Figure]:
    ((user, token),) = site.add_users(1, "categorising")
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    with site.app.app_context():
        for start in range(0, ROWS, BATCH):
            with transaction() as session:
                rows = [_row(user, number, begun) for number in range(start, start + BATCH)]
                session.execute(insert(Transaction), rows)
    with site.worker() as worker:
        eventually(lambda: "ready" in worker.output, 60)
        time.sleep(1)
        clock = time.perf_counter()
        answer = requests.post(
            f"{site.replicas[0].url}/finance/api/bt-pay/categorize/",
            headers={"Authorization": f"Bearer {token}"}, timeout=120,
        )  # fmt: skip
        took = time.perf_counter() - clock
    answer.raise_for_status()
    found = answer.json()
    beside = f"{found['categorized']:,} categorised, {found['left']:,} left"
    return [Figure("100,000 pending categorised", took, "s", at_most=5, beside=beside)]


def _row(user: int, number: int, begun: datetime) -> dict[str, Any]:
    """A row of the fast intake: every text is one of its kind, so that nothing is answered from memory."""
    return {
        "user_id": user, "transaction_id": f"c-{number}", "amount": number % 10_000 + 1, "currency": "RON",
        "status": "SUCCESS", "occurred_at": begun + timedelta(minutes=number), "received_at": begun,
        "booked_on": (begun + timedelta(minutes=number)).date(),
        "content_hash": f"{number:032}", "source": "intake",
        "description": f"{SHOPS[number % len(SHOPS)]} CLUJ NAPOCA {number:06}",
    }  # fmt: skip
