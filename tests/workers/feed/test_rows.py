"""Rows that are not as they should be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from simulators import ApideckSimulator, BasiqSimulator
from tests.support.bank import (
    events,
)
from tests.support.feed import Feed, coffee
from tests.workers.feed.conftest import Make, MakeFeed
from tests.workers.feed.told import hear, hear_of, later


def test_a_bad_row_among_good_ones_loses_only_itself_and_is_named(bank: Feed, basiq: BasiqSimulator) -> None:
    good = [basiq.add_transaction(status="posted", amount=amount) for amount in ("-1.00", "-2.00")]
    basiq.add_transaction(status="posted", id="bad-1", amount="-1.234")
    basiq.add_transaction(status="posted", id="bad-2", currency="XXX")
    hear(bank, basiq)
    assert {row.transaction_id for row in bank.rows} == {f"basiq:{each['id']}" for each in good}
    (event,) = events(bank.app)
    assert (event.state, event.stored) == ("dead", 2)
    assert all(name in str(event.error) for name in ("bad-1", "bad-2"))


def test_an_amount_is_stored_exactly_however_it_is_written(inbox: Feed) -> None:
    exact = {12.34: 1234, "-90071992547409.91": 2**53 - 1, 0.1: 10, "0": 0, "-0.10": 10, 4.35: 435, 7: 700}
    inbox.send(*(coffee(f"t-{number}", amount=amount) for number, amount in enumerate(exact)))
    inbox.work()
    assert [row.amount for row in inbox.rows] == list(exact.values())


def test_an_amount_that_is_none_is_refused_and_not_rounded(inbox: Feed) -> None:
    bad = [
        "90071992547409.92",
        "1e400",
        "NaN",
        "Infinity",
        "-",
        "",
        None,
        True,
        [],
        "1.005",
        "١٢",
        "9" * 5000,
    ]
    inbox.send(*(coffee(f"bad-{number}", amount=amount) for number, amount in enumerate(bad)), coffee("good"))
    inbox.work()
    assert ([row.transaction_id for row in inbox.rows], inbox.states) == (["good"], ["dead"])


def test_noise_of_adding_doubles_is_no_money(books: Feed, apideck: ApideckSimulator) -> None:
    entity = apideck.add_transaction("payment", total_amount=Decimal("0.30000000000000004"), status="paid")
    hear_of(books, apideck, "payment", entity, "created")
    assert books.row.amount == 30


@pytest.mark.parametrize("status", ["posted", "pending"])
def test_a_row_without_dates_stays_as_it_was_first_seen(
    bank: Feed, basiq: BasiqSimulator, status: str
) -> None:
    basiq.add_transaction(status=status, transactionDate="", postDate="", amount="-5.00")
    hear(bank, basiq)
    before, heard = bank.table, bank.announced()
    later(minutes=4)
    hear(bank, basiq)
    later(days=2)
    bank.sync()
    assert (bank.table, bank.announced()) == (before, heard)


def test_a_senders_row_without_a_moment_is_the_same_when_it_comes_again(inbox: Feed) -> None:
    inbox.send(coffee(occurred_at=None))
    inbox.work()
    before = inbox.table
    later(minutes=3)
    inbox.send(coffee(occurred_at=None))
    inbox.work()
    assert (inbox.table, len(inbox.announced())) == (before, 1)


def test_an_id_that_is_too_long_for_us_is_still_one_transaction(bank: Feed, basiq: BasiqSimulator) -> None:
    names = ["x" * 100, "x" * 99 + "y"]
    for name in names:
        basiq.add_transaction(status="posted", id=name)
    for _ in range(2):
        hear(bank, basiq)
    assert len({row.transaction_id for row in bank.rows}) == len(bank.rows) == 2
    assert max(len(row.transaction_id) for row in bank.rows) <= 100


def test_a_senders_id_that_is_too_long_is_refused_and_the_rest_is_stored(inbox: Feed) -> None:
    inbox.send(coffee("x" * 101), coffee("good"))
    inbox.work()
    assert ([row.transaction_id for row in inbox.rows], inbox.states) == (["good"], ["dead"])


def test_an_id_that_another_connection_has_is_refused_and_changes_nothing(
    inbox: Feed, make_inbox: MakeFeed
) -> None:
    inbox.send(coffee("t-1"))
    inbox.work()
    before = inbox.table
    other = make_inbox(inbox.user_id)
    other.send(coffee("t-1", amount="-99.00"), coffee("t-2"))
    other.work()
    assert inbox.table[:1] == before
    assert [row.transaction_id for row in inbox.rows] == ["t-1", "t-2"]
    assert "t-1 is taken" in str(events(inbox.app)[-1].error)


def test_two_people_may_be_sent_the_same_id(inbox: Feed, make_inbox: MakeFeed, make_user: Make) -> None:
    other = make_inbox(make_user().id)
    for each in (inbox, other):
        each.send(coffee("t-1"))
        each.work()
    assert (len(inbox.rows), len(other.rows), inbox.states) == (1, 1, ["done", "done"])


def test_an_event_is_known_by_its_signed_id_also_where_its_body_names_none(inbox: Feed) -> None:
    for _ in range(2):
        inbox.send(coffee("t-1"), event_id="only-in-the-header")
    inbox.work()
    assert (inbox.row.transaction_id, inbox.states) == ("t-1", ["done"])
