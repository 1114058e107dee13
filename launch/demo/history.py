"""The seeded past: the same for the same seed and moment, so that sending it twice adds nothing."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from launch.demo.shops import BILLS, Bill, pick

DAYS = 120
STILL_PENDING = timedelta(days=2)
FAILED_IN = 25
PENDING_IN = 4


def invent_history(user: int, *, rows: int, seed: int, since: datetime) -> list[dict[str, Any]]:
    """Return payments of the 120 days before `since`, oldest first, as the batch intake takes them."""
    chance = random.Random(seed)
    moments = sorted(_moment(chance, since) for _ in range(rows))
    return [_row(chance, user, number, moment, since) for number, moment in enumerate(moments, 1)]


def invent_bills(user: int, *, seed: int, since: datetime) -> list[dict[str, Any]]:
    """Return the monthly bills of the 120 days before `since`, oldest first."""
    chance = random.Random(seed)
    days = [since - timedelta(days=back) for back in range(DAYS, 0, -1)]
    return [_bill(chance, user, bill, day) for day in days for bill in BILLS if bill.day == day.day]


def _bill(chance: random.Random, user: int, bill: Bill, day: datetime) -> dict[str, Any]:
    name = bill.merchant.lower().replace(" ", "-")
    return {
        "transaction_id": f"demo-{name}-{day:%Y-%m}",
        "user": user,
        "amount": chance.randint(bill.low, bill.high),
        "currency": bill.currency,
        "status": "SUCCESS",
        "merchant": bill.merchant,
        "description": bill.description,
        "occurred_at": day.replace(hour=7, minute=5).isoformat(),
    }


def transaction_id(number: int) -> str:
    return f"demo-{number:05d}"


def _moment(chance: random.Random, since: datetime) -> datetime:
    return since - timedelta(days=chance.randrange(DAYS), minutes=chance.randrange(1, 24 * 60))


def _row(chance: random.Random, user: int, number: int, moment: datetime, since: datetime) -> dict[str, Any]:
    payment = pick(chance)
    first, last = payment.shop.hours
    opened = moment.replace(hour=chance.randrange(first, last))
    return {
        "transaction_id": transaction_id(number),
        "user": user,
        "amount": payment.amount,
        "currency": payment.shop.currency,
        "status": _status(chance, opened, since),
        "merchant": payment.shop.merchant,
        "description": payment.description,
        "occurred_at": min(opened, since).isoformat(),
    }


def _status(chance: random.Random, moment: datetime, since: datetime) -> str:
    if since - moment < STILL_PENDING and chance.randrange(PENDING_IN) == 0:
        return "PENDING"
    return "FAILED" if chance.randrange(FAILED_IN) == 0 else "SUCCESS"
