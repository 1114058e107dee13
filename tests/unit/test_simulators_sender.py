"""Delivery: retries on a schedule, duplicates and disorder that really occur, and counters that add up."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest

from simulators import BasiqSimulator, BtPaySimulator, Message, Receiver, Sender, Signed
from simulators.sender import BASIQ_SCHEDULE_S

SECRET = "invented inbox secret"
AT_ONCE = (0.0, 0.0, 0.0)


@pytest.fixture
def senders() -> Iterator[Callable[..., Sender]]:
    """Makes senders, and ends them afterwards."""
    made: list[Sender] = []

    def make(**options: Any) -> Sender:
        made.append(Sender(**{"schedule_s": AT_ONCE, "threads": 1, **options}))
        return made[-1]

    yield make
    for sender in made:
        sender.stop()


def numbered(number: int, target: str) -> Message:
    return Message(f"m-{number}", "test", target, lambda attempt: Signed(b"%d/%d" % (number, attempt), {}))


def send_numbers(sender: Sender, receiver: Receiver, count: int) -> list[int]:
    """Send 0, 1, 2 ...; return the numbers as they arrived."""
    for number in range(count):
        sender.submit(numbered(number, receiver.url))
    assert sender.join(30)
    return [int(call.body.split(b"/")[0]) for call in receiver.received]


def test_without_accidents_everything_comes_once_and_in_order(senders: Callable[..., Sender]) -> None:
    with Receiver() as receiver:
        assert send_numbers(senders(), receiver, 30) == list(range(30))


@pytest.mark.parametrize("status", [500, 503, 429, 401, 302])
def test_whatever_is_not_2xx_is_tried_again(senders: Callable[..., Sender], status: int) -> None:
    sender = senders()
    with Receiver([status]) as receiver:
        send_numbers(sender, receiver, 1)
        assert [call.body for call in receiver.received] == [b"0/1", b"0/2"]
    assert [(made.attempt, made.status) for made in sender.deliveries] == [(1, status), (2, 202)]
    assert (sender.counters["taken"], sender.counters["failed"]) == (1, 1)


def test_the_schedule_s_end_is_the_end(senders: Callable[..., Sender]) -> None:
    sender = senders()
    with Receiver([500] * 9) as receiver:
        assert send_numbers(sender, receiver, 1) == [0, 0, 0]
    assert (sender.counters["given_up"], sender.counters["taken"]) == (1, 0)


def test_gone_ends_it_at_once(senders: Callable[..., Sender]) -> None:
    sender = senders()
    with Receiver([410]) as receiver:
        assert send_numbers(sender, receiver, 1) == [0]
    assert sender.counters["given_up"] == 1


def test_where_nobody_listens_each_attempt_says_so(senders: Callable[..., Sender]) -> None:
    with Receiver() as receiver:
        gone = receiver.url
    sender = senders()
    sender.submit(numbered(1, gone))
    assert sender.join(30)
    assert [(made.status, bool(made.trouble)) for made in sender.deliveries] == [(0, True)] * 3


def test_basiq_s_own_schedule_of_eight_attempts_can_be_hurried(senders: Callable[..., Sender]) -> None:
    sender = senders(schedule_s=BASIQ_SCHEDULE_S, hurry=1e6)
    with Receiver([500] * 7) as receiver:
        assert send_numbers(sender, receiver, 1) == [0] * 8
    assert sender.counters["taken"] == 1


def test_a_waiting_retry_holds_up_nobody_else(senders: Callable[..., Sender]) -> None:
    sender = senders(schedule_s=(0.0, 3600.0))
    with Receiver([500]) as receiver:
        sender.submit(numbered(0, receiver.url))
        sender.submit(numbered(1, receiver.url))
        assert receiver.wait_for(2)
        assert not sender.join(0)
        assert [call.body for call in receiver.received] == [b"0/1", b"1/1"]


def test_duplicates_really_come_twice(senders: Callable[..., Sender]) -> None:
    sender = senders(duplicates=0.3, seed=3)
    with Receiver() as receiver:
        arrived = send_numbers(sender, receiver, 60)
    twice = [number for number in set(arrived) if arrived.count(number) == 2]
    assert set(arrived) == set(range(60))
    assert 0 < len(twice) == sender.counters["duplicated"] < 60
    assert sum(made.duplicate for made in sender.deliveries) == len(twice)


def test_disorder_really_occurs_and_loses_nothing(senders: Callable[..., Sender]) -> None:
    sender = senders(disorder=0.3, seed=3)
    with Receiver() as receiver:
        arrived = send_numbers(sender, receiver, 60)
    assert arrived != sorted(arrived)
    assert sorted(arrived) == list(range(60))
    assert 0 < sender.counters["held"] < 60


def test_all_disorder_still_ends(senders: Callable[..., Sender]) -> None:
    with Receiver() as receiver:
        assert sorted(send_numbers(senders(disorder=1.0, duplicates=1.0), receiver, 5)) == sorted(
            [*range(5)] * 2
        )


def test_a_retried_webhook_keeps_its_id_and_its_signature_holds(senders: Callable[..., Sender]) -> None:
    from standardwebhooks import Webhook

    secret = "whsec_" + base64.b64encode(b"k" * 24).decode()
    basiq = BasiqSimulator(api_key="k", secret=secret)
    sender = senders()
    with Receiver([500]) as receiver:
        sender.submit(basiq.message(receiver.url))
        assert sender.join(30)
        first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    Webhook(secret).verify(second.body, second.headers)


# --- BT Pay's scheme ------------------------------------------------------------------------------


def digest(content: bytes) -> str:
    return hmac.new(SECRET.encode(), content, sha256).hexdigest()


def test_the_inbox_s_signature_covers_id_time_and_body() -> None:
    with Receiver() as receiver:
        assert BtPaySimulator(secret=SECRET).notify(receiver.url).taken
        (call,) = receiver.received
    id, at = call.headers["x-tidewatch-event-id"], call.headers["x-tidewatch-timestamp"]
    assert call.headers["x-tidewatch-signature"] == f"v1={digest(f'{id}.{at}.'.encode() + call.body)}"
    assert json.loads(call.body)["id"] == id


def test_the_plain_scheme_covers_the_body_alone() -> None:
    body, headers = BtPaySimulator(secret=SECRET, scheme="body").message("http://127.0.0.1/").sign(1)
    assert headers["X-Signature"] == f"sha256={digest(body)}"
    assert not [name for name in headers if "Tidewatch" in name]


def test_a_hold_that_books_keeps_its_id_and_gets_the_bank_s_final_words() -> None:
    bt_pay = BtPaySimulator(secret=SECRET, seed=1)
    while not bt_pay.pending:
        bt_pay.add_transaction()
    (id,) = bt_pay.pending
    held, booked = bt_pay.transactions[id], bt_pay.post_pending(id)
    assert (held["status"], booked["status"], booked["id"]) == ("pending", "booked", id)
    assert held["description"].startswith("- ")
    assert booked["description"].startswith("Plata la POS")
