"""An everyday life in transactions: plausible, and the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

DAYS = 120


class Habit(NamedTuple):
    """Something that is paid for: how often a day, and between which amounts in minor units."""

    merchant: str
    description: str
    per_day: float
    low: int
    high: int
    currency: str = "EUR"


HABITS = (
    Habit("Lidl", "Groceries, card ••4417", 0.55, 650, 7400),
    Habit("Carrefour", "Groceries, card ••4417", 0.30, 900, 9800),
    Habit("Mega Image", "Groceries, card ••4417", 0.25, 1500, 12000, "RON"),
    Habit("Boulangerie Paul", "Breakfast", 0.45, 250, 1150),
    Habit("Starbucks", "Coffee", 0.35, 290, 890),
    Habit("Bolt", "Ride", 0.30, 450, 2300),
    Habit("STB Bucharest", "Contactless fare", 0.60, 300, 300, "RON"),
    Habit("OMV", "Fuel", 0.10, 3200, 8900),
    Habit("Netflix", "Subscription", 0.033, 1299, 1299),
    Habit("Spotify", "Subscription", 0.033, 1099, 1099),
    Habit("Amazon", "Order", 0.20, 799, 14900),
    Habit("eMAG", "Order", 0.10, 4900, 89900, "RON"),
    Habit("Decathlon", "Sports", 0.05, 1200, 13900),
    Habit("Farmacia Tei", "Pharmacy", 0.08, 1200, 14500, "RON"),
    Habit("Pret A Manger", "Lunch, London", 0.12, 480, 1390, "GBP"),
    Habit("Transport for London", "Contactless fare", 0.12, 280, 960, "GBP"),
    Habit("Vodafone", "Phone bill", 0.033, 2200, 2200),
    Habit("Enel", "Electricity", 0.033, 4200, 9700),
)


def history(user_id: int, *, seed: int = 7) -> list[dict[str, Any]]:
    """Return four months of transactions, oldest first; the ids are the same every time."""
    rng = random.Random(seed * 1_000 + user_id)  # noqa: S311 - a story, not a secret
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    rows: list[dict[str, Any]] = []
    for back in range(DAYS, 0, -1):
        for habit in HABITS:
            if rng.random() < habit.per_day:
                at = today - timedelta(days=back) + timedelta(seconds=rng.randint(6 * 3600, 22 * 3600))
                rows.append(_row(rng, habit, user_id, f"demo-{back:03d}-{habit.merchant}", at, pending=0.0))
    return sorted(rows, key=lambda row: str(row["occurred_at"]))


def live(user_id: int) -> Iterator[dict[str, Any]]:
    """Return what happens from now on, one after another."""
    rng = random.Random()  # noqa: S311
    weights = [habit.per_day for habit in HABITS]
    while True:
        now = datetime.now(UTC)
        (habit,) = rng.choices(HABITS, weights)
        yield _row(rng, habit, user_id, f"live-{now:%Y%m%dT%H%M%S%f}", now, pending=0.12)


def _row(
    rng: random.Random, habit: Habit, user_id: int, transaction_id: str, at: datetime, *, pending: float
) -> dict[str, Any]:
    status = rng.choices(["SUCCESS", "PENDING", "FAILED"], [0.97 - pending, pending, 0.03])[0]
    return {
        "transaction_id": transaction_id,
        "user": user_id,
        "amount": rng.randint(habit.low, habit.high),
        "currency": habit.currency,
        "status": status,
        "merchant": habit.merchant,
        "description": habit.description,
        "occurred_at": at.isoformat(),
    }
