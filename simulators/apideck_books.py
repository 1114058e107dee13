"""The books behind the simulated Apideck: payments, bill payments and expenses as its API shows them."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from simulators.memory import forget_oldest
from simulators.people import Household, Movement

Entity = dict[str, Any]
RESOURCES = {"payment": "payments", "bill_payment": "bill-payments", "expense": "expenses"}


class Books:
    """Entities by kind and id; amounts are Decimals, written as JSON numbers."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - repeatable rows, no secret
        self.household = Household("EUR", seed)
        self.entities: dict[str, dict[str, Entity]] = {kind: {} for kind in RESOURCES}

    def add(self, kind: str | None, overrides: Entity) -> tuple[str, Entity]:
        """Write down what the household did next; kind None: what fits it. Returns kind and entity."""
        at = datetime.now(UTC)
        movement = self.household.live(at)
        kind = kind or _kind(movement)
        entity = self._common(movement, at) | _OWN[kind](movement) | overrides
        self.entities[kind][entity["id"]] = entity
        forget_oldest(self.entities[kind])
        return kind, dict(entity)

    def change(self, kind: str, id: str, changes: Entity) -> Entity:
        entity = self.entities[kind][id]
        entity.update({"updated_at": moment(datetime.now(UTC))} | changes)
        return dict(entity)

    def _common(self, movement: Movement, at: datetime) -> Entity:
        return {
            "id": str(uuid.uuid4()),
            "downstream_id": str(self._chance.randrange(10_000, 99_999)),
            "currency": movement.currency,
            "currency_rate": Decimal(1),
            "total_amount": abs(Decimal(movement.amount)),
            "reference": movement.booked_description,
            "transaction_date": moment(at),
            "status": "draft" if movement.pending else "paid",
            "row_version": "1",
            "created_at": moment(at),
            "updated_at": moment(at),
        }


def _kind(movement: Movement) -> str:
    if movement.amount_minor > 0:
        return "payment"
    return "expense" if movement.kind in {"card", "online"} else "bill_payment"


def _payment(movement: Movement) -> Entity:
    incoming = movement.amount_minor > 0
    party = {"id": "1", "display_name": movement.habit.merchant or movement.booked_description}
    return {
        "type": "accounts_receivable" if incoming else "accounts_payable",
        "customer": party if incoming else None,
        "supplier": None if incoming else party,
        "account": {"id": "090", "name": "Current account"},
        "allocations": [],
        "reconciled": False,
        "note": None,
    }


def _bill_payment(movement: Movement) -> Entity:
    named = movement.habit.merchant or movement.booked_description
    return {
        "type": "accounts_payable",
        "supplier": {"id": "2", "display_name": named},
        "account": {"id": "090", "name": "Current account"},
        "allocations": [],
    }


def _expense(movement: Movement) -> Entity:
    amount = abs(Decimal(movement.amount))
    return {
        "account_id": "090",
        "supplier_id": "3",
        "payment_type": "credit_card",
        "type": "expense",
        "memo": movement.habit.merchant or movement.booked_description,
        "line_items": [
            {"line_number": 1, "account_id": "420", "total_amount": amount, "description": movement.kind}
        ],
    }


_OWN: dict[str, Callable[[Movement], Entity]] = {
    "payment": _payment, "bill_payment": _bill_payment, "expense": _expense,
}  # fmt: skip


def moment(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"
