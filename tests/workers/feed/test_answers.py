"""A provider that does not answer as it should."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.domain.banking.feed.sync import sweep_inbox
from app.services import services_of
from simulators import ApideckSimulator, BasiqSimulator, Broken
from tests.support.bank import (
    events,
)
from tests.support.feed import Feed
from tests.workers.feed.told import BASIQ_PATH, hear, later


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
    bank.take(basiq.message(BASIQ_PATH))
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
