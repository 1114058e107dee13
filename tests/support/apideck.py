"""Apideck's connector without its server, and a payment as its accounting API has it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.domain.banking.feed.connectors.apideck import Apideck

HERE = Apideck("https://unify.apideck.com", "key", "app-1")


def payment(row_id: str = "p-1", **fields: Any) -> dict[str, Any]:
    """A payment as the accounting API has it."""
    return {
        "id": row_id, "currency": "USD", "total_amount": Decimal("49.99"), "type": "accounts_receivable",
        "status": "paid", "transaction_date": "2026-02-27T10:00:00.000Z", "reference": "INV-7",
        "customer": {"id": "9", "display_name": "Ada Ltd"}, "account": {"id": "3", "name": "Current"},
        **fields,
    }  # fmt: skip


def read(kind: str = "payment", **fields: Any) -> Any:
    return HERE.normalise({**payment(), "service_id": "xero", "entity_type": kind, **fields})
