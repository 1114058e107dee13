"""Transfers between one's own accounts: which two movements are one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app.db import transaction
from app.domain.banking.feed.tables import Connection
from app.domain.banking.ledger.errors import TransactionNotFound
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.transfers.errors import TransferConflict, TransferNotFound
from app.domain.banking.transfers.evidence import Movement
from app.domain.banking.transfers.links import make_transfer, refuse_transfer
from app.domain.banking.transfers.pairs import Pair, pair_transfers
from app.domain.banking.transfers.service import match_transfers
from app.extensions import db
from tests.support.accounts import Account

Make = Callable[..., Account]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_the_app(app: APIFlask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def ana(app: APIFlask, make_user: Make) -> int:
    return make_user().id


def move(user: int, name: str, account: str | None, *, hours: int = 0, **fields: Any) -> None:
    """Store a movement; its name says which way: 'out-1', 'in-1'."""
    said = {
        "amount": 5000, "currency": "RON", "status": "SUCCESS", "received_at": NOON, "content_hash": "0" * 32,
        "occurred_at": NOON + timedelta(hours=hours), "direction": name.split("-", maxsplit=1)[0],
        "booked_on": (NOON + timedelta(hours=hours)).date(), "description": "Transfer between own accounts",
        **fields,
    }  # fmt: skip
    with transaction() as session:
        session.add(Transaction(user_id=user, transaction_id=name, account=account, **said))


def match(user: int, **how: Any) -> list[tuple[str, str]]:
    """Match, and return the pairs that there are now by name."""
    with transaction():
        match_transfers(user, **how)
    rows = {row.id: row for row in db.session.scalars(select(Transaction).where(Transaction.user_id == user))}
    pairs = [(row.transaction_id, rows[row.transfer_id]) for row in rows.values() if row.transfer_id]
    assert all(rows[other.transfer_id].transaction_id == name for name, other in pairs)
    return sorted((name, other.transaction_id) for name, other in pairs if name.startswith("out"))


def find(name: str) -> Transaction:
    return db.session.scalars(select(Transaction).where(Transaction.transaction_id == name)).one()


def test_both_halves_know_each_other_and_are_categorised(ana: int) -> None:
    move(ana, "out-1", "A", category="FOOD", category_source="model", category_confidence=50)
    move(ana, "in-1", "B", hours=20, suggested_category="INCOME")
    assert match(ana) == [("out-1", "in-1")]
    for name, category in (
        ("out-1", "TRANSFER_OUT_ACCOUNT_TRANSFER"),
        ("in-1", "TRANSFER_IN_ACCOUNT_TRANSFER"),
    ):
        row = find(name)
        assert (row.category, row.category_source, row.category_confidence) == (category, "transfer", 95)
        assert row.suggested_category is None


@pytest.mark.parametrize("source", ["user", "rule"])
def test_a_category_that_the_owner_decided_stays(ana: int, source: str) -> None:
    move(ana, "out-1", "A", category="FOOD", category_source=source)
    move(ana, "in-1", "B")
    assert match(ana) == [("out-1", "in-1")]
    assert find("out-1").category == "FOOD"


@pytest.mark.parametrize(
    "other",
    [
        {"account": "A"}, {"account": None}, {"currency": "EUR"}, {"amount": 5001}, {"hours": 73},
        {"hours": -73}, {"status": "FAILED"}, {"channel": "fx"}, {"channel": "refund"}, {"mcc": "5411"},
        {"direction": "out"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_transfer_is_not_paired(ana: int, other: dict[str, Any]) -> None:
    move(ana, "out-1", "A")
    move(ana, "in-1", **{"account": "B", **other})
    assert match(ana) == []


def test_two_peoples_movements_are_never_paired(ana: int, make_user: Make) -> None:
    move(ana, "out-1", "A")
    move(make_user(username="bob").id, "in-1", "B")
    assert match(ana) == []


def test_what_is_paired_stays_so(ana: int) -> None:
    move(ana, "out-1", "A")
    move(ana, "in-1", "B", hours=10)
    match(ana)
    move(ana, "in-2", "B")
    assert match(ana) == [("out-1", "in-1")]


def test_since_leaves_what_is_older_than_a_transfer_takes(ana: int) -> None:
    move(ana, "out-1", "A")
    move(ana, "in-1", "B")
    assert match(ana, since=NOON + timedelta(days=4)) == []
    assert match(ana, since=NOON + timedelta(days=2)) == [("out-1", "in-1")]


def movement(number: int, direction: str, account: str, hours: int) -> Movement:
    return Movement(number, direction, account, "RON", 5000, NOON + timedelta(hours=hours), "Umbuchung")


def test_the_closest_in_time_belong_together() -> None:
    rows = [movement(1, "out", "A", 0), movement(2, "in", "B", 30), movement(3, "in", "B", 1),
            movement(4, "out", "A", 29)]  # fmt: skip
    assert sorted(pair_transfers(rows).pairs) == [Pair(1, 3), Pair(4, 2)]


def test_of_equally_close_ones_the_one_without_another_choice_comes_first() -> None:
    # 1 left A, 2 left C; 3 came into B, 4 into A: 1 cannot have gone to A itself.
    rows = [movement(2, "out", "C", 0), movement(1, "out", "A", 0), movement(3, "in", "B", 0),
            movement(4, "in", "A", 0)]  # fmt: skip
    assert sorted(pair_transfers(rows).pairs) == [Pair(1, 3), Pair(2, 4)]


def test_the_order_in_which_they_come_changes_nothing() -> None:
    rows = [movement(n, "out" if n % 2 else "in", "ABC"[n % 3], n * 5) for n in range(40)]
    assert pair_transfers(rows) == pair_transfers(rows[::-1])


# --- what is stored of guesses, and what owners say ------------------------------------------------


def suggested(user: int) -> list[tuple[str, str]]:
    rows = {row.id: row for row in db.session.scalars(select(Transaction).where(Transaction.user_id == user))}
    pairs = [(row, rows[row.suggested_transfer_id]) for row in rows.values() if row.suggested_transfer_id]
    return sorted((row.transaction_id, other.transaction_id) for row, other in pairs)


def guess(user: int) -> None:
    """Store what only a person can tell: an equal amount on the next day, and nothing said."""
    move(user, "out-1", "A", description="Ref 12", category="FOOD", category_source="cue")
    move(user, "in-1", "B", hours=20, description="Thanks")


def test_a_guess_is_suggested_on_both_halves_and_changes_no_category(ana: int) -> None:
    guess(ana)
    assert match(ana) == []
    assert suggested(ana) == [("in-1", "out-1"), ("out-1", "in-1")]
    assert (find("out-1").category, find("in-1").category) == ("FOOD", None)


def test_a_guess_with_two_candidates_is_none(ana: int) -> None:
    guess(ana)
    move(ana, "in-2", "C", description="Thanks")
    assert match(ana) == []
    assert suggested(ana) == []


def test_an_accepted_guess_is_a_transfer(ana: int) -> None:
    guess(ana)
    match(ana)
    with transaction():
        make_transfer(ana, "out-1", find("in-1").id)
    assert match(ana) == [("out-1", "in-1")]
    assert suggested(ana) == []
    assert find("in-1").category == "TRANSFER_IN_ACCOUNT_TRANSFER"


def test_a_refused_guess_is_not_made_again(ana: int) -> None:
    guess(ana)
    match(ana)
    with transaction():
        refuse_transfer(ana, "in-1")
    assert (match(ana), suggested(ana)) == ([], [])


def test_a_pair_that_was_taken_apart_stays_so_and_gets_its_categories_back(ana: int) -> None:
    move(ana, "out-1", "A", description="Transfer intern FARMACIA VERDE")
    move(ana, "in-1", "B", category="GIFTS", category_source="user")
    assert match(ana) == [("out-1", "in-1")]
    with transaction():
        refuse_transfer(ana, "out-1")
    assert (match(ana), suggested(ana)) == ([], [])
    assert find("out-1").category == "MEDICAL_PHARMACIES_AND_SUPPLEMENTS"
    assert find("in-1").category == "GIFTS"


def test_by_their_owners_word_a_refused_pair_is_one_after_all(ana: int) -> None:
    guess(ana)
    match(ana)
    with transaction():
        refuse_transfer(ana, "out-1")
    with transaction():
        make_transfer(ana, "in-1", "out-1")
    assert match(ana) == [("out-1", "in-1")]


def test_a_half_that_found_its_other_is_suggested_to_nobody(ana: int) -> None:
    guess(ana)
    match(ana)
    move(ana, "in-2", "C", description="Umbuchung")
    assert match(ana) == [("out-1", "in-2")]
    assert suggested(ana) == []


@pytest.mark.parametrize(
    "other",
    [{"name": "out-2"}, {"account": "A"}, {"user": "bob"}],
    ids=str,
)
def test_what_cannot_be_a_transfer_is_refused_and_changes_nothing(
    ana: int, make_user: Make, other: dict[str, Any]
) -> None:
    move(ana, "out-1", "A", description="x")
    owner = make_user(username="bob").id if "user" in other else ana
    name = other.get("name", "in-1")
    move(owner, name, other.get("account", "B"), description="y")
    with pytest.raises((TransferConflict, TransactionNotFound)), transaction():
        make_transfer(ana, "out-1", find(name).id)
    db.session.rollback()
    assert find("out-1").transfer_id is None


def test_without_a_transfer_there_is_nothing_to_refuse(ana: int) -> None:
    move(ana, "out-1", "A")
    with pytest.raises(TransferNotFound), transaction():
        refuse_transfer(ana, "out-1")


def test_an_exchange_is_known_by_its_reference(ana: int) -> None:
    reference = {"details": {"reference": "217ECIT2"}, "channel": "fx"}
    move(ana, "out-1", "A", currency="EUR", amount=1000, **reference)
    move(ana, "in-1", "B", **reference)
    move(ana, "in-2", "C", channel="fx", details={"reference": "217ECIT3"})
    assert match(ana) == [("out-1", "in-1")]


def test_the_holder_of_a_connection_is_the_owner(ana: int) -> None:
    with transaction() as session:
        session.add(Connection(user_id=ana, provider="inbox", name="x", holder="Ana-Maria Pop"))
    move(ana, "out-1", "A", description="x", counterparty="POP ANA MARIA")
    move(ana, "in-1", "B", description="y")
    assert match(ana) == [("out-1", "in-1")]
