"""Holds: kept, booked, dropped."""

from __future__ import annotations

from typing import Any

import pytest

from simulators import BasiqSimulator
from tests.support.feed import Feed, coffee
from tests.workers.feed.told import hear


def test_a_hold_that_gets_another_id_at_each_refresh_stays_one_row(bank: Feed, basiq: BasiqSimulator) -> None:
    basiq.add_transaction(status="pending", amount="-8.00")
    hear(bank, basiq)
    before, heard = bank.table, bank.announced()
    for _ in range(3):
        basiq.refresh_pending()
        hear(bank, basiq)
    assert (bank.table, bank.announced()) == (before, heard)


def test_two_equal_holds_are_two_rows_and_stay_two(bank: Feed, basiq: BasiqSimulator) -> None:
    for _ in range(2):
        basiq.add_transaction(
            status="pending", amount="-8.00", description="5 TO GO", transactionDate="2026-03-01T00:00:00Z"
        )
    for _ in range(2):
        hear(bank, basiq)
        basiq.refresh_pending()
    assert [(row.amount, row.status) for row in bank.rows] == [(800, "PENDING")] * 2


def test_a_hold_that_books_stays_one_row_with_all_that_its_owner_wrote(
    bank: Feed, basiq: BasiqSimulator
) -> None:
    hold = basiq.add_transaction(status="pending", amount="-8.00", description="PENDING 5 TO GO CLUJ")
    hear(bank, basiq)
    held = bank.row
    bank.edit(held, category="FOOD_AND_DRINK_COFFEE", notes="with Ana", tags=["work"])
    booked = basiq.post_pending(hold["id"], description="5 TO GO CLUJ NAPOCA RO")
    hear(bank, basiq)
    row = bank.row
    assert (row.id, row.status, row.transaction_id) == (held.id, "SUCCESS", f"basiq:{booked['id']}")
    assert (row.category, row.category_source) == ("FOOD_AND_DRINK_COFFEE", "user")
    assert (row.notes, row.tags, row.description) == ("with Ana", ["work"], "5 TO GO CLUJ NAPOCA RO")


def test_of_two_equal_holds_one_books_and_one_stays(bank: Feed, basiq: BasiqSimulator) -> None:
    holds = [
        basiq.add_transaction(
            status="pending", amount="-8.00", description="5 TO GO", transactionDate="2026-03-01T00:00:00Z"
        )
        for _ in range(2)
    ]
    hear(bank, basiq)
    ids = {row.id for row in bank.rows}
    basiq.bank.book(holds[0]["id"], "5 TO GO")
    basiq.bank.rows[next(reversed(basiq.bank.rows))].said["postDate"] = "2026-03-02T00:00:00Z"
    hear(bank, basiq)
    assert {row.id for row in bank.rows} == ids
    assert sorted(row.status for row in bank.rows) == ["PENDING", "SUCCESS"]


def test_another_amount_is_only_a_suggestion(bank: Feed, basiq: BasiqSimulator) -> None:
    hold = basiq.add_transaction(status="pending", amount="-50.00", description="BISTRO LA MAMA")
    hear(bank, basiq)
    held = bank.row
    bank.edit(held, notes="anniversary")
    basiq.drop_pending(hold["id"])
    basiq.add_transaction(status="posted", amount="-55.00", description="BISTRO LA MAMA")
    hear(bank, basiq)
    booked = bank.rows[-1]
    assert (len(bank.rows), booked.amount, booked.notes) == (2, 5500, None)
    assert booked.details is not None
    assert booked.details["maybe_hold"] == held.transaction_id


def test_a_suggestion_does_not_come_and_go_with_each_refresh(bank: Feed, basiq: BasiqSimulator) -> None:
    basiq.add_transaction(status="pending", amount="-50.00", description="BISTRO LA MAMA")
    hear(bank, basiq)
    basiq.add_transaction(status="posted", amount="-55.00", description="BISTRO LA MAMA")
    hear(bank, basiq)
    before, heard = bank.table, bank.announced()
    hear(bank, basiq)
    assert (bank.table, bank.announced()) == (before, heard)


def test_a_hold_that_the_bank_drops_is_removed_and_its_owner_hears_of_it(
    bank: Feed, basiq: BasiqSimulator
) -> None:
    hold = basiq.add_transaction(status="pending", amount="-8.00")
    hear(bank, basiq)
    gone = bank.row.transaction_id
    basiq.drop_pending(hold["id"])
    hear(bank, basiq)
    assert (bank.rows, bank.announced()) == ([], [(gone, "stored"), (gone, "removed")])


@pytest.mark.parametrize(
    "changes", [{"notes": "mine"}, {"tags": ["mine"]}, {"category": "FOOD_AND_DRINK_COFFEE"}]
)
def test_a_dropped_hold_on_which_its_owner_wrote_something_stays(
    bank: Feed, basiq: BasiqSimulator, changes: dict[str, Any]
) -> None:
    hold = basiq.add_transaction(status="pending", amount="-8.00")
    hear(bank, basiq)
    bank.edit(bank.row, **changes)
    before = bank.table
    basiq.drop_pending(hold["id"])
    hear(bank, basiq)
    assert bank.table == before


def test_what_is_booked_is_no_hold_again_when_an_old_event_says_so(inbox: Feed) -> None:
    inbox.send(coffee(status="booked"))
    inbox.work()
    before = inbox.table
    inbox.send(coffee(status="pending"))
    inbox.work()
    assert inbox.table == before


def test_a_senders_hold_with_a_lasting_id_is_not_taken_for_another_payment(inbox: Feed) -> None:
    inbox.send(coffee("a", status="pending", description="COFFEE"))
    inbox.work()
    inbox.send(coffee("b", description="COFFEE"))
    for expected in ([("a", "PENDING"), ("b", "SUCCESS")],) * 2:
        inbox.work()
        assert [(row.transaction_id, row.status) for row in inbox.rows] == expected
        inbox.replay()
    inbox.send(coffee("a", description="COFFEE"), kind="transaction.updated")
    inbox.work()
    assert [(row.transaction_id, row.status) for row in inbox.rows] == [("a", "SUCCESS"), ("b", "SUCCESS")]
