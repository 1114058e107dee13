"""Recurring payments as they are stored: whose, on which day, and which rows count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from apiflask import APIFlask

from app.db import transaction
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.recurring.service import list_recurring
from tests.support.accounts import Account

Make = Callable[..., Account]
TODAY = date(2026, 5, 20)


@pytest.fixture(autouse=True)
def _in_the_app(app: APIFlask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def ana(app: APIFlask, make_user: Make) -> int:
    return make_user().id


def pay(user: int, *, day: int = 5, **fields: Any) -> None:
    """Store a payment of a day of each month from January to May."""
    said = {"amount": 4_999, "currency": "RON", "status": "SUCCESS", "content_hash": "0" * 32, **fields}
    with transaction() as session:
        for month in range(1, 6):
            at = datetime(2026, month, 5, 12, tzinfo=UTC)
            name = f"{fields}-{month}"
            when = {"occurred_at": at, "booked_on": date(2026, month, day), "received_at": at}
            session.add(Transaction(user_id=user, transaction_id=name, **when, **said))


def shown(user: int) -> list[tuple[str, str, int]]:
    return [(each.merchant, each.cadence, each.count) for each in list_recurring(user, TODAY)]


def test_a_monthly_payment_is_found(ana: int) -> None:
    pay(ana, merchant="Țiriac")
    assert shown(ana) == [("Țiriac", "monthly", 5)]


def test_a_transfer_to_a_person_is_known_by_its_counterparty(ana: int) -> None:
    pay(ana, counterparty="Ana Pop", merchant="")
    assert shown(ana) == [("Ana Pop", "monthly", 5)]


@pytest.mark.parametrize("fields", [{"status": "FAILED"}, {"amount": 0}, {"merchant": None}], ids=str)
def test_what_is_no_payment_does_not_count(ana: int, fields: dict[str, Any]) -> None:
    pay(ana, **{"merchant": "Netflix", **fields})
    assert shown(ana) == []


def test_somebody_elses_payments_are_not_shown(ana: int, make_user: Make) -> None:
    pay(make_user(username="bob").id, merchant="Netflix")
    assert shown(ana) == []


def test_days_are_civil_days(ana: int) -> None:
    pay(ana, merchant="Netflix", day=6)  # where its owner is; it was the 5th in UTC
    (found,) = list_recurring(ana, TODAY)
    assert (found.last_on, found.next_on) == (date(2026, 5, 6), date(2026, 6, 6))


@pytest.mark.parametrize("later", [False, True])
def test_a_file_that_ends_before_a_payment_is_due_does_not_miss_it(ana: int, later: bool) -> None:
    pay(ana, merchant="Netflix", account="A")
    at = datetime(2026, 6, 30, tzinfo=UTC)
    with transaction() as session:
        session.add(
            Transaction(
                user_id=ana, transaction_id="x", occurred_at=at, booked_on=at.date(), received_at=at, amount=1,
                currency="RON", status="SUCCESS", content_hash="0" * 32, account="A" if later else "B",
            )
        )  # fmt: skip
    (found,) = list_recurring(ana, date(2026, 6, 30))
    assert found.missed is later
