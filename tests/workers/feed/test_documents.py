"""Apideck: documents that change and go."""

from __future__ import annotations

import pytest

from simulators import ApideckSimulator
from tests.support.feed import Feed
from tests.workers.feed.told import APIDECK_PATH, hear_of


def test_a_draft_that_is_paid_stays_one_row_under_its_id(books: Feed, apideck: ApideckSimulator) -> None:
    draft = apideck.add_transaction("payment", status="draft")
    hear_of(books, apideck, "payment", draft, "created")
    held = books.row
    books.edit(held, notes="advance")
    hear_of(books, apideck, "payment", apideck.post_pending(draft["id"]), "updated")
    assert (held.status, books.row.id, books.row.status, books.row.notes) == (
        "PENDING", held.id, "SUCCESS", "advance",
    )  # fmt: skip


@pytest.mark.parametrize("status", ["voided", "deleted", "rejected"])
def test_a_voided_payment_counts_no_more_and_is_still_shown(
    books: Feed, apideck: ApideckSimulator, status: str
) -> None:
    entity = apideck.add_transaction("payment", status="paid")
    hear_of(books, apideck, "payment", entity, "created")
    apideck.change_transaction("payment", entity["id"], status=status)
    hear_of(books, apideck, "payment", entity, "updated")
    name = books.row.transaction_id
    assert (books.row.status, books.announced()) == ("FAILED", [(name, "stored"), (name, "stored")])
    before = books.table
    hear_of(books, apideck, "payment", entity, "updated")
    books.sync()
    assert (books.table, len(books.announced())) == (before, 2)


def test_a_payment_that_is_no_longer_void_counts_again(books: Feed, apideck: ApideckSimulator) -> None:
    entity = apideck.add_transaction("payment", status="voided")
    hear_of(books, apideck, "payment", entity, "created")
    assert books.rows == []
    for status, expected in (("paid", "SUCCESS"), ("voided", "FAILED"), ("paid", "SUCCESS")):
        apideck.change_transaction("payment", entity["id"], status=status)
        hear_of(books, apideck, "payment", entity, "updated")
        assert books.row.status == expected


def test_a_payment_that_is_not_there_any_more_counts_no_more(books: Feed, apideck: ApideckSimulator) -> None:
    entity = apideck.add_transaction("expense", status="paid")
    hear_of(books, apideck, "expense", entity, "created")
    del apideck.books.entities["expense"][entity["id"]]
    hear_of(books, apideck, "expense", entity, "deleted")
    assert books.row.status == "FAILED"


@pytest.mark.parametrize(
    ("event", "state"),
    [("vault.connection.revoked", "needs_reauth"), ("vault.connection.disabled", "disabled"),
     ("vault.connection.deleted", "disabled"), ("vault.connection.token_refresh.failed", "needs_reauth")],
)  # fmt: skip
def test_what_the_vault_says_of_a_connection_is_its_state(
    books: Feed, apideck: ApideckSimulator, event: str, state: str
) -> None:
    books.take(apideck.message(APIDECK_PATH, event))
    books.work()
    assert books.connection.state == state
    books.take(apideck.message(APIDECK_PATH, "vault.connection.callable"))
    books.work()
    assert books.connection.state == "active"
