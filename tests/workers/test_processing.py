"""Working the inbox off in this process, against simulated providers that misbehave as documented."""

from __future__ import annotations

import dataclasses
import random
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from app.config import Settings
from app.db import transaction
from app.domain.banking.feed.connections import dismiss_errors, unlink
from app.domain.banking.feed.sync import sweep_inbox, sync_due
from app.domain.banking.feed.tables import Connection
from app.domain.banking.feed.webhooks import replay_event
from app.domain.banking.setup import Connectors
from app.extensions import db
from app.sealing import seal
from app.services import services_of
from simulators import ApideckSimulator, BasiqSimulator, Broken
from tests.support.accounts import Account
from tests.support.bank import (
    SERVICE,
    add_connection,
    events,
    settings_for,
    simulated_apideck,
    simulated_basiq,
)
from tests.support.feed import SECRET, Feed, coffee

Make = Callable[..., Account]
MakeFeed = Callable[..., Feed]
BASIQ_DOOR, APIDECK_DOOR = "/api/connectors/basiq/webhook", "/api/connectors/apideck/webhook"


@pytest.fixture
def basiq() -> Iterator[BasiqSimulator]:
    with simulated_basiq() as simulator:
        yield simulator


@pytest.fixture
def apideck() -> Iterator[ApideckSimulator]:
    with simulated_apideck() as simulator:
        yield simulator


@pytest.fixture
def settings(settings: Settings, basiq: BasiqSimulator, apideck: ApideckSimulator) -> Settings:
    return dataclasses.replace(settings, **settings_for(basiq, apideck))


@pytest.fixture
def bank(app: APIFlask, client: FlaskClient, make_user: Make, basiq: BasiqSimulator) -> Feed:
    """A person whose bank is reached through Basiq."""
    user = make_user().id
    return Feed(app, client, user, add_connection(app, user, "basiq", external_user=basiq.user_id))


@pytest.fixture
def books(app: APIFlask, client: FlaskClient, make_user: Make, apideck: ApideckSimulator) -> Feed:
    """A person whose accounting program is reached through Apideck."""
    user, who = make_user().id, {"external_user": apideck.consumer_id, "external_id": SERVICE}
    return Feed(app, client, user, add_connection(app, user, "apideck", **who))


@pytest.fixture
def make_inbox(app: APIFlask, client: FlaskClient, settings: Settings) -> MakeFeed:
    def make(user: int) -> Feed:
        with app.app_context():
            sealed = seal(settings, {"secrets": [{"value": SECRET, "not_after": None}]})
        return Feed(app, client, user, add_connection(app, user, "inbox", credentials=sealed))

    return make


@pytest.fixture
def inbox(make_inbox: MakeFeed, make_user: Make) -> Feed:
    """A person with a sender of his own."""
    return make_inbox(make_user().id)


def hear(bank: Feed, basiq: BasiqSimulator, event: str = "transactions.updated") -> None:
    """Let a webhook come and be worked off."""
    bank.take(basiq.message(BASIQ_DOOR, event=event))
    bank.work()


def hear_of(books: Feed, apideck: ApideckSimulator, kind: str, entity: dict[str, Any], verb: str) -> None:
    books.take(apideck.message(APIDECK_DOOR, f"accounting.{kind}.{verb}", entity))
    books.work()


def later(**by: float) -> datetime:
    """Set the clock on, and return what it says."""
    moment = clock.now() + timedelta(**by)
    clock.freeze(moment)
    return moment


# --- a provider that does not answer as it should --------------------------------------------------


def test_a_bank_that_refuses_us_needs_a_new_consent_and_recovers_by_itself(
    bank: Feed, basiq: BasiqSimulator
) -> None:
    basiq.add_transaction(status="posted")
    basiq.fail_next(401, times=2, on="/transactions")
    hear(bank, basiq)
    assert (bank.connection.state, bank.states, bank.rows) == ("needs_reauth", ["received"], [])
    assert bank.heard("connection.updated")[-1]["health"] == "needs_reauth"
    later(seconds=60)
    bank.work()
    assert (bank.connection.state, bank.states, len(bank.rows)) == ("active", ["done"], 1)
    assert (bank.connection.failures, bank.connection.last_error) == (0, None)


def test_an_expired_token_is_renewed_and_nobody_notices(bank: Feed, basiq: BasiqSimulator) -> None:
    hear(bank, basiq)
    basiq.expire_tokens()
    basiq.add_transaction(status="posted")
    hear(bank, basiq)
    assert (bank.states, len(bank.rows), bank.connection.failures) == (["done", "done"], 1, 0)


def test_a_key_that_is_refused_is_no_fault_of_the_connection(bank: Feed, basiq: BasiqSimulator) -> None:
    basiq.api_key = "changed"
    hear(bank, basiq)
    assert (bank.connection.state, bank.connection.failures) == ("active", 1)
    assert "API key" in str(bank.connection.last_error)


def test_asked_to_wait_we_wait_as_long_as_the_provider_says(bank: Feed, basiq: BasiqSimulator) -> None:
    clock.freeze(clock.now())
    basiq.add_transaction(status="posted")
    basiq.fail_next(429, headers={"Retry-After": "120"}, on="/transactions")
    hear(bank, basiq)
    (event,) = events(bank.app)
    assert event.next_attempt_at == clock.now() + timedelta(seconds=120)
    asked = len(basiq.calls)
    later(seconds=119)
    bank.work()
    assert (len(basiq.calls), bank.states) == (asked, ["received"])
    later(seconds=2)
    bank.work()
    assert (bank.states, len(bank.rows)) == (["done"], 1)


def test_a_short_wait_does_not_undercut_our_own_backoff(bank: Feed, basiq: BasiqSimulator) -> None:
    clock.freeze(clock.now())
    basiq.fail_next(429, times=3, headers={"Retry-After": "1"}, on="/transactions")
    for wait_s in (2, 10, 60):
        hear(bank, basiq) if wait_s == 2 else bank.work()
        (event,) = events(bank.app)
        assert event.next_attempt_at == clock.now() + timedelta(seconds=wait_s)
        later(seconds=wait_s)


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, None), (503, None), (404, None), (200, Broken.HALF), (200, Broken.CUT), (200, b"\xff\xfe"),
     (200, b"<html>sorry</html>"), (200, {"data": "none"}), (302, None)],
)  # fmt: skip
def test_an_answer_that_is_no_use_is_tried_again_until_it_is(
    bank: Feed, basiq: BasiqSimulator, status: int, body: Any
) -> None:
    basiq.add_transaction(status="posted")
    basiq.fail_next(status, body=body, headers={}, on="/transactions")
    hear(bank, basiq)
    assert (bank.states, bank.rows) == (["received"], [])
    assert bank.connection.last_error
    later(seconds=5)
    bank.work()
    assert (bank.states, len(bank.rows), bank.connection.last_error) == (["done"], 1, None)


def test_half_of_the_pages_store_nothing_and_all_of_them_everything(
    bank: Feed, basiq: BasiqSimulator
) -> None:
    basiq.page_size = 2
    for _ in range(5):
        basiq.add_transaction(status="posted")
    hear(bank, basiq)
    before = bank.table
    for number in range(5):
        basiq.add_transaction(status="posted", amount=f"-{number + 1}.00")
    pages_before_the_break = 2  # the pending ones' only page, and the first of the booked ones
    calls = iter(range(100))
    real = basiq._routes.answer
    basiq._routes.answer = lambda call: (  # type: ignore[method-assign]
        real(call) if not call.path.endswith("/transactions") or next(calls) < pages_before_the_break
        else real(call)._replace(status=500)
    )  # fmt: skip
    hear(bank, basiq)
    assert bank.table == before
    basiq._routes.answer = real  # type: ignore[method-assign]
    later(seconds=60)
    bank.work()
    assert len(bank.rows) == 10


def test_pages_without_an_end_are_given_up_and_nothing_is_stored(bank: Feed, basiq: BasiqSimulator) -> None:
    basiq.endless_cursor = True
    basiq.add_transaction(status="posted")
    hear(bank, basiq)
    assert (bank.states, bank.rows) == (["received"], [])
    assert "pages" in str(bank.connection.last_error)


def test_a_page_that_comes_twice_is_stored_once(bank: Feed, basiq: BasiqSimulator) -> None:
    basiq.page_twice, basiq.page_size = True, 2
    for _ in range(5):
        basiq.add_transaction(status="posted")
    hear(bank, basiq)
    assert (bank.states, len(bank.rows)) == (["done"], 5)


def test_a_link_to_another_host_is_not_followed(
    bank: Feed, basiq: BasiqSimulator, apideck: ApideckSimulator
) -> None:
    basiq.foreign_next, basiq.page_size = apideck.url, 1
    for _ in range(2):
        basiq.add_transaction(status="posted")
    hear(bank, basiq)
    assert (bank.states, bank.rows, apideck.calls) == (["received"], [], [])
    assert "another host" in str(bank.connection.last_error)


def test_apidecks_foreign_links_are_not_even_looked_at(
    books: Feed, apideck: ApideckSimulator, basiq: BasiqSimulator
) -> None:
    apideck.foreign_next, apideck.page_size = basiq.url, 1
    for _ in range(3):
        apideck.add_transaction("payment")
    books.sync()
    assert (len(books.rows), basiq.calls) == (3, [])


def test_a_provider_that_is_gone_is_tried_again_ever_later_and_then_dead(
    bank: Feed, basiq: BasiqSimulator
) -> None:
    clock.freeze(clock.now())
    basiq.add_transaction(status="posted")
    basiq.fail_next(500, times=8, on="/transactions")
    bank.take(basiq.message(BASIQ_DOOR))
    waits = []
    for _ in range(8):
        bank.work()
        (event,) = events(bank.app)
        waits.append(event.next_attempt_at and (event.next_attempt_at - clock.now()).total_seconds())
        clock.freeze(event.next_attempt_at or clock.now())
    assert waits == [2, 10, 60, 300, 1_800, 7_200, 18_000, None]
    assert (bank.states, event.attempts, bank.rows) == (["dead"], 8, [])
    assert (bank.replay(), bank.states, len(bank.rows)) == (1, ["done"], 1)


def test_what_failed_is_taken_up_by_the_sweep_when_it_is_due(bank: Feed, basiq: BasiqSimulator) -> None:
    basiq.fail_next(500, on="/transactions")
    hear(bank, basiq)
    queue = services_of(bank.app).redis
    queue.delete("tidewatch")
    for by_s, expected in ((0, 0), (10, 1)):
        later(seconds=by_s)
        with bank.app.app_context():
            sweep_inbox()
        assert queue.llen("tidewatch") == expected


# --- rows that are not as they should be -----------------------------------------------------------


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


# --- holds ----------------------------------------------------------------------------------------


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


# --- Apideck: documents that change and go ----------------------------------------------------------


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
    books.take(apideck.message(APIDECK_DOOR, event))
    books.work()
    assert books.connection.state == state
    books.take(apideck.message(APIDECK_DOOR, "vault.connection.callable"))
    books.work()
    assert books.connection.state == "active"


# --- disorder, repetition, replay -------------------------------------------------------------------


def test_old_news_after_new_changes_nothing(books: Feed, apideck: ApideckSimulator) -> None:
    entity = apideck.add_transaction("payment", status="draft")
    old = apideck.message(APIDECK_DOOR, "accounting.payment.created", entity)
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
        messages += [apideck.message(APIDECK_DOOR, "accounting.payment.created", entity)] * 2
        messages += [apideck.message(APIDECK_DOOR, "accounting.payment.updated", entity)]
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


# --- syncs ----------------------------------------------------------------------------------------


def test_a_sync_fetches_what_no_webhook_told_and_says_that_it_is_done(
    bank: Feed, basiq: BasiqSimulator
) -> None:
    basiq.add_transaction(status="posted")
    bank.sync()
    bank.sync()
    done = [(each["connection"], each["stored"], each["error"]) for each in bank.heard("sync.completed")]
    assert (len(bank.rows), done) == (1, [(bank.id, 1, None), (bank.id, 0, None)])


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
    bank.take(basiq.message(BASIQ_DOOR, event="consent.reminder"))
    assert (bank.replay(), bank.states) == (1, ["ignored"])


def test_credentials_under_a_lost_key_are_a_trouble_that_is_told(inbox: Feed, app: APIFlask) -> None:
    inbox.send(coffee())
    with app.app_context(), transaction():
        db.session.get_one(Connection, inbox.id).credentials = "gAAAA of another key"
    inbox.work()
    assert (inbox.states, inbox.rows, inbox.connection.failures) == (["received"], [], 1)


# --- an inbox's errors stay until somebody has seen to them -----------------------------------------


def shown_errors(inbox: Feed) -> tuple[Any, ...]:
    told = inbox.heard("connection.updated")[-1]
    return told["errors"], told["health"], told["last_error"]


def test_a_later_good_event_does_not_hide_an_inboxs_error(inbox: Feed) -> None:
    inbox.send(coffee("bad", amount="much"))
    inbox.work()
    inbox.send(coffee("good"))
    inbox.work()
    assert shown_errors(inbox) == (1, "failing", "bad: 'much' is not an exact amount of EUR.")


def test_an_event_is_not_blamed_for_another_that_came_with_it(inbox: Feed) -> None:
    inbox.send(coffee("good"))
    inbox.send(coffee("bad", amount="much"))
    inbox.send(coffee("fine"))
    inbox.work()
    assert inbox.states == ["done", "dead", "done"]
    assert sorted(row.transaction_id for row in inbox.rows) == ["fine", "good"]


def test_an_error_ends_when_its_owner_dismisses_it(inbox: Feed) -> None:
    inbox.send(coffee("bad", amount="much"))
    inbox.work()
    with inbox.app.app_context(), transaction():
        assert dismiss_errors(inbox.user_id, inbox.id) == 1
    assert inbox.states == ["ignored"]
    assert shown_errors(inbox) == (0, "good", None)


def test_an_event_that_fails_again_when_it_is_replayed_stays_an_error(inbox: Feed) -> None:
    inbox.send(coffee("bad", amount="much"))
    inbox.work()
    inbox.replay()
    assert shown_errors(inbox)[0] == 1
