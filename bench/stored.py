"""A hundred thousand stored transactions of a person, put straight into the table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from app.db import transaction
from app.domain.banking.ledger.tables import Transaction
from bench.site import Site

BATCH = 5_000
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def store(site: Site, user: int, rows: int, special: Callable[[int], dict[str, Any]]) -> None:
    """Store rows, a minute apart.

    special: by a row's number the columns that matter to what is measured, the same ones for each.
    """
    with site.app.app_context():
        for start in range(0, rows, BATCH):
            numbers = range(start, min(start + BATCH, rows))
            with transaction() as session:
                session.execute(insert(Transaction), [_row(user, each) | special(each) for each in numbers])
    site.analyse()


def _row(user: int, number: int) -> dict[str, Any]:
    moment = FIRST + timedelta(minutes=number)
    return {
        "user_id": user, "transaction_id": f"s-{number}", "amount": number % 10_000 + 1, "currency": "RON",
        "status": "SUCCESS", "occurred_at": moment, "received_at": FIRST, "booked_on": moment.date(),
        "content_hash": f"{number:032}",
    }  # fmt: skip
