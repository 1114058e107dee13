"""Splitting transactions: the parts add up to the whole, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from app.db import transaction
from app.domain.banking.ledger.errors import TransactionNotFound
from app.domain.banking.ledger.tables import Split, Transaction
from app.domain.banking.transactions.splits import get_splits, set_splits
from app.errors import Invalid
from app.extensions import db
from tests.support.accounts import Account

Make = Callable[..., Account]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HALVES = [{"amount": 600, "category": "FOOD", "note": "bread"}, {"amount": 400, "category": "RENT"}]


@pytest.fixture(autouse=True)
def _in_the_app(app: APIFlask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def ana(app: APIFlask, make_user: Make) -> int:
    """A user with one transaction of 10.00."""
    number = make_user().id
    with transaction() as session:
        session.add(
            Transaction(
                user_id=number, transaction_id="t-1", amount=1000, currency="RON", status="SUCCESS",
                occurred_at=NOON, booked_on=NOON.date(), received_at=NOON, content_hash="0" * 32,
            )
        )  # fmt: skip
    return number


def split(user: int, parts: list[Any], name: str = "t-1") -> list[tuple[int, str, str | None]]:
    with transaction():
        set_splits(user, name, parts, lambda code: code != "NONE")
    return [(each.amount, each.category, each.note) for each in get_splits(user, name)]


def test_parts_are_kept_in_their_order(ana: int) -> None:
    assert split(ana, HALVES) == [(600, "FOOD", "bread"), (400, "RENT", None)]
    assert split(ana, HALVES[::-1]) == [(400, "RENT", None), (600, "FOOD", "bread")]


def test_no_parts_make_it_whole_again(ana: int) -> None:
    split(ana, HALVES)
    assert split(ana, []) == []
    assert db.session.scalar(select(func.count()).select_from(Split)) == 0


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        (HALVES[:1], "/parts"), ([{"amount": 50, "category": "A"}] * 21, "/parts"),
        ([HALVES[0], {"amount": 401, "category": "A"}], "/parts"),
        ([HALVES[0], {"amount": 399, "category": "A"}], "/parts"),
        ([{"amount": 1000, "category": "A"}, {"amount": 0, "category": "A"}], "/parts/1/amount"),
        ([{"amount": 1600, "category": "A"}, {"amount": -600, "category": "A"}], "/parts/1/amount"),
        ([{"amount": 600.0, "category": "A"}, HALVES[1]], "/parts/0/amount"),
        ([{"amount": 10**30, "category": "A"}, HALVES[1]], "/parts/0/amount"),
        ([HALVES[0], {"amount": 400, "category": "NONE"}], "/parts/1/category"),
        ([HALVES[0], {"amount": 400, "category": "a\0"}], "/parts/1/category"),
        ([HALVES[0], {"amount": 400, "category": "A", "note": "\ud800"}], "/parts/1/note"),
        ([HALVES[0], {"amount": 400, "category": "A", "more": 1}], "/parts/1/more"),
        ([HALVES[0], None], "/parts/1"),
    ],
)  # fmt: skip
def test_parts_that_make_no_whole_are_refused(ana: int, parts: list[Any], pointer: str) -> None:
    split(ana, HALVES)
    with pytest.raises(Invalid) as caught:
        split(ana, parts)
    assert [each["pointer"] for each in caught.value.errors or []] == [pointer]
    assert len(get_splits(ana, "t-1")) == 2


def test_returns_404_for_someone_elses_transaction(ana: int, make_user: Make) -> None:
    bob = make_user(username="bob").id
    with pytest.raises(TransactionNotFound):
        get_splits(bob, "t-1")
    with pytest.raises(TransactionNotFound):
        split(bob, HALVES)


def test_returns_404_for_what_is_not_stored(ana: int) -> None:
    with pytest.raises(TransactionNotFound):
        split(ana, HALVES, "t-2")


def test_a_split_goes_with_its_transaction(ana: int) -> None:
    split(ana, HALVES)
    with transaction() as session:
        session.delete(session.scalars(select(Transaction)).one())
    assert db.session.scalar(select(func.count()).select_from(Split)) == 0
