"""Synchronisation, on demand and by the timetable."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app import clock
from app.config import Settings
from app.db import transaction
from app.domain.banking.accounts.tables import Account
from app.domain.banking.feed.connections import unlink
from app.domain.banking.feed.sync import sync_due
from app.domain.banking.feed.tables import Connection
from app.extensions import db
from app.services import services_of
from simulators import ApideckSimulator, BasiqSimulator
from tests.support.bank import (
    add_connection,
)
from tests.support.feed import Feed, coffee
from tests.workers.feed.conftest import Make
from tests.workers.feed.told import BASIQ_PATH


def test_a_sync_fetches_what_no_webhook_told_and_says_that_it_is_done(
    bank: Feed, basiq: BasiqSimulator
) -> None:
    basiq.add_transaction(status="posted")
    bank.sync()
    bank.sync()
    done = [(each["connection"], each["stored"], each["error"]) for each in bank.heard("sync.completed")]
    assert (len(bank.rows), done) == (1, [(bank.id, 1, None), (bank.id, 0, None)])


@pytest.mark.parametrize("order", [("expense", "payment"), ("payment", "expense")])
@pytest.mark.parametrize("at_once", [False, True])
def test_an_account_that_payments_name_and_expenses_number_is_one(
    app: APIFlask, books: Feed, apideck: ApideckSimulator, order: tuple[str, str], at_once: bool
) -> None:
    for kind in order:
        apideck.add_transaction(kind)
        if not at_once:
            books.sync()
    books.sync()
    with app.app_context():
        (account,) = db.session.scalars(select(Account)).all()
        assert (account.name, account.number) == ("Current account", "090")
    assert {row.account_id for row in books.rows} == {account.id}
    assert len(books.rows) == 2


def test_a_sync_that_fails_says_so_and_is_tried_again_later_than_usual(
    bank: Feed, basiq: BasiqSimulator, settings: Settings
) -> None:
    clock.freeze(clock.now())
    basiq.fail_next(500, on="/transactions")
    bank.sync()
    (told,) = bank.heard("sync.completed")
    assert "trouble" in told["error"]
    assert bank.connection.next_sync_at == clock.now() + timedelta(minutes=2 * settings.sync_every_minutes)


def test_a_sync_that_is_asked_to_wait_waits(bank: Feed, basiq: BasiqSimulator) -> None:
    clock.freeze(clock.now())
    basiq.fail_next(429, headers={"Retry-After": "7200"}, on="/transactions")
    bank.sync()
    assert bank.connection.next_sync_at == clock.now() + timedelta(hours=2)


def test_a_sync_of_a_connection_that_was_unlinked_meanwhile_is_quiet(bank: Feed, app: APIFlask) -> None:
    with app.app_context(), transaction():
        unlink(bank.user_id, bank.id, data="keep")
    bank.sync()
    bank.work()
    assert bank.heard("sync.completed") == []


def test_only_connections_that_are_due_and_working_are_synchronised(
    app: APIFlask, bank: Feed, make_user: Make
) -> None:
    moment = clock.now()
    for number, (state, due) in enumerate(
        [("active", -1), ("linking", -1), ("needs_reauth", -1), ("disabled", -1), ("active", 60)]
    ):
        add_connection(
            app, make_user().id, "basiq", external_user=f"u-{number}", state=state,
            next_sync_at=moment + timedelta(seconds=due),
        )  # fmt: skip
    with app.app_context():
        assert sync_due() == 2


def test_a_sync_waits_for_whoever_is_at_the_connection(bank: Feed, basiq: BasiqSimulator) -> None:
    basiq.add_transaction(status="posted")
    held = services_of(bank.app).redis.lock(f"lock:connection:{bank.id}", thread_local=False)
    held.acquire()
    soon = threading.Timer(0.3, held.release)
    soon.start()
    bank.sync()
    soon.join()
    assert [each["stored"] for each in bank.heard("sync.completed")] == [1]


def test_replaying_what_is_ignored_leaves_it_ignored(bank: Feed, basiq: BasiqSimulator) -> None:
    bank.take(basiq.message(BASIQ_PATH, event="consent.reminder"))
    assert (bank.replay(), bank.states) == (1, ["ignored"])


def test_credentials_under_a_lost_key_are_a_trouble_that_is_told(inbox: Feed, app: APIFlask) -> None:
    inbox.send(coffee())
    with app.app_context(), transaction():
        db.session.get_one(Connection, inbox.id).credentials = "gAAAA of another key"
    inbox.work()
    assert (inbox.states, inbox.rows, inbox.connection.failures) == (["received"], [], 1)
