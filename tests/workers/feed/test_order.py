"""Disorder, repetition, replay."""

from __future__ import annotations

import random

from app.db import transaction
from app.domain.banking.feed.webhooks import replay_event
from app.domain.banking.setup import Connectors
from app.services import services_of
from simulators import ApideckSimulator, BasiqSimulator
from tests.support.feed import Feed, coffee
from tests.workers.feed.told import APIDECK_PATH, hear, hear_of, later


def test_old_news_after_new_changes_nothing(books: Feed, apideck: ApideckSimulator) -> None:
    entity = apideck.add_transaction("payment", status="draft")
    old = apideck.message(APIDECK_PATH, "accounting.payment.created", entity)
    hear_of(books, apideck, "payment", apideck.post_pending(entity["id"]), "updated")
    before = books.table
    books.take(old)
    books.work()
    assert (books.row.status, books.table) == ("SUCCESS", before)


def test_a_storm_of_repeated_and_disordered_events_stores_each_transaction_once(
    books: Feed, apideck: ApideckSimulator
) -> None:
    chance, messages = random.Random(3), []
    for _ in range(30):
        entity = apideck.add_transaction("payment")
        messages += [apideck.message(APIDECK_PATH, "accounting.payment.created", entity)] * 2
        messages += [apideck.message(APIDECK_PATH, "accounting.payment.updated", entity)]
    chance.shuffle(messages)
    for number, message in enumerate(messages):
        books.take(message)
        if number % 20 == 0:
            books.work()
    books.work()
    assert (len(books.rows), set(books.states), len(books.states)) == (30, {"done"}, 60)
    assert len(books.announced()) == 30


def test_events_that_come_while_others_are_put_off_are_not_lost(bank: Feed, basiq: BasiqSimulator) -> None:
    basiq.fail_next(500, on="/transactions")
    hear(bank, basiq)
    basiq.add_transaction(status="posted")
    hear(bank, basiq)
    later(seconds=60)
    bank.work()
    assert (bank.states, len(bank.rows)) == (["done", "done"], 1)


def test_replaying_the_whole_inbox_changes_nothing(
    bank: Feed, basiq: BasiqSimulator, books: Feed, apideck: ApideckSimulator, inbox: Feed
) -> None:
    feeds = (bank, books, inbox)
    live_a_little(bank, basiq)
    keep_books(books, apideck)
    send_some(inbox)
    for each in feeds:
        assert set(each.states) == {"done"}
    before = [(each.table, each.announced()) for each in feeds]
    assert all(table and heard for table, heard in before)
    later(days=3)
    assert bank.replay() == len(bank.states)
    for each in feeds:
        each.work()
    assert [(each.table, each.announced()) for each in feeds] == before
    assert set(bank.states) == {"done"}


def live_a_little(bank: Feed, basiq: BasiqSimulator) -> None:
    """Holds that refresh, book and vanish; rows with no date; things that the owner wrote."""
    holds = [
        basiq.add_transaction(status="pending", amount=f"-{n}.00", description=f"SHOP {n}") for n in (1, 2)
    ]
    basiq.add_transaction(status="pending", amount="-3.00", description="SHOP C", transactionDate="")
    basiq.add_transaction(status="posted", amount="-4.00", transactionDate="", postDate="")
    hear(bank, basiq)
    bank.edit(bank.rows[0], notes="mine", category="FOOD_AND_DRINK_COFFEE")
    basiq.post_pending(holds[0]["id"])
    basiq.drop_pending(holds[1]["id"])
    hear(bank, basiq)
    basiq.refresh_pending()
    hear(bank, basiq)


def keep_books(books: Feed, apideck: ApideckSimulator) -> None:
    """A draft that is paid, a payment that is voided, one of another amount."""
    draft = apideck.add_transaction("payment", status="draft")
    paid = apideck.add_transaction("bill_payment", status="paid")
    hear_of(books, apideck, "payment", draft, "created")
    hear_of(books, apideck, "bill_payment", paid, "created")
    hear_of(books, apideck, "payment", apideck.post_pending(draft["id"]), "updated")
    apideck.change_transaction("bill_payment", paid["id"], status="voided")
    hear_of(books, apideck, "bill_payment", paid, "updated")


def send_some(inbox: Feed) -> None:
    """Holds that book under their id and beside it, changed amounts, a row that names no moment."""
    inbox.send(coffee("h", status="pending"), coffee("n", occurred_at=None))
    inbox.send(coffee("x", status="pending", description="BISTRO", amount="-10.00"))
    inbox.work()
    inbox.send(coffee("h"), coffee("y", description="BISTRO", amount="-10.00"), kind="transaction.updated")
    inbox.work()
    inbox.send(coffee("h", amount="-13.00"), kind="transaction.updated")
    inbox.work()


def test_replaying_one_old_event_of_a_sender_leaves_what_came_after_it(inbox: Feed) -> None:
    inbox.send(coffee(status="pending", amount="-10.00"))
    inbox.send(coffee(status="booked", amount="-12.00"))
    inbox.work()
    before = inbox.table
    with inbox.app.app_context(), transaction():
        replay_event(services_of(inbox.app).part(Connectors).by_name, 1)
    inbox.work()
    assert inbox.table == before
