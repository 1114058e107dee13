"""Messages on their way: pushed, posted with a signature, sent by e-mail; tried again, and not lost with a worker."""

from __future__ import annotations

import base64
import dataclasses
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope
from apiflask import APIFlask
from flask.testing import FlaskClient
from standardwebhooks.webhooks import Webhook

from app import clock
from app.clock import now
from app.db import transaction
from app.domain.alerts.notifications import outbox
from app.domain.alerts.notifications.logic import MAX_ATTEMPTS, WAITS_S
from app.domain.alerts.notifications.service import (
    MAX_EMAILS_A_DAY,
    Channels,
    Message,
    notify,
    prune_notifications,
)
from app.domain.alerts.notifications.tables import Notification
from app.extensions import db
from app.outbound.public import AddressRefused, post, target_of
from tests.http.test_alerts import PAYMENT
from tests.support.accounts import Account, Headers
from tests.support.alerts import alert, deliver_due, history
from tests.support.launched import free_port
from tests.support.person import Person
from tests.support.provider_stub import ProviderStub, Reply, provider_stub

HERE = pytest.mark.settings(webhook_private_hosts="127.0.0.1")
SMTP_PORT = free_port()
"""Of this process: tests run in several at once."""
MAIL = pytest.mark.settings(smtp_url=f"smtp://127.0.0.1:{SMTP_PORT}", smtp_from="alerts@tidewatch.example")


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Person:
    account = make_user()
    return Person(app, client, account, sign_in(account))


@pytest.fixture
def receiver() -> Iterator[ProviderStub]:
    with provider_stub() as stub:
        yield stub


def posted_to(person: Person, receiver: ProviderStub) -> tuple[dict[str, Any], str]:
    """Make an alert that is posted to a receiver; return it and the secret."""
    made = person.ask("POST", "/api/webhooks", body={"name": "Here", "url": f"{receiver.url}/hook?a=1"}).json
    return alert(person, PAYMENT, channels=[], webhooks=[made["id"]]), made["secret"]


def try_out(person: Person, made: dict[str, Any]) -> None:
    assert person.ask("POST", f"/api/alerts/{made['id']}/test").status_code == 202


def delivery(person: Person, made: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = history(person, made)[0]["deliveries"][0]
    return found


def later(seconds: float) -> None:
    clock.freeze(now() + timedelta(seconds=seconds))


@HERE
def test_a_webhook_is_signed_as_standard_webhooks_says(
    app: APIFlask, ana: Person, receiver: ProviderStub
) -> None:
    made, secret = posted_to(ana, receiver)
    try_out(ana, made)
    assert deliver_due(app) == 1
    (asked,) = receiver.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/hook", {"a": "1"})
    body = Webhook(secret).verify(asked.body, asked.headers)
    assert (body["type"], body["data"]["alert"], body["data"]["title"]) == (
        "alert.test",
        made["id"],
        "Test: Mine",
    )
    assert asked.headers["host"] == receiver.url.removeprefix("http://")
    sent = delivery(ana, made)
    assert (sent["state"], sent["attempts"], sent["error"]) == ("sent", 1, None)
    assert deliver_due(app) == 0


@HERE
def test_what_is_not_taken_is_tried_again_under_the_same_id_and_then_given_up(
    app: APIFlask, ana: Person, receiver: ProviderStub
) -> None:
    made, _ = posted_to(ana, receiver)
    receiver.answer = lambda _: Reply(status=500)
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))
    try_out(ana, made)
    for wait in WAITS_S:
        assert deliver_due(app) == 1
        assert deliver_due(app) == 0
        later(wait)
    assert delivery(ana, made)["state"] == "pending"
    assert deliver_due(app) == 1
    given_up = delivery(ana, made)
    assert (given_up["state"], given_up["attempts"]) == ("failed", MAX_ATTEMPTS)
    assert given_up["error"] == "It was answered with HTTP 500."
    assert len({asked.headers["webhook-id"] for asked in receiver.asked}) == 1
    assert len(receiver.asked) == MAX_ATTEMPTS


@HERE
@pytest.mark.parametrize(
    ("reply", "state"),
    [
        (Reply(status=204, body=b""), "sent"),
        (Reply(status=302, headers={"Location": "http://127.0.0.1/elsewhere"}), "pending"),
        (Reply(status=404), "pending"),
        (Reply(status=410), "failed"),
        (Reply(body=b"x" * 10_000_000), "sent"),
    ],
)
def test_an_answer_is_judged_by_its_status_and_no_redirect_is_followed(
    app: APIFlask, ana: Person, receiver: ProviderStub, reply: Reply, state: str
) -> None:
    made, _ = posted_to(ana, receiver)
    receiver.answer = lambda _: reply
    try_out(ana, made)
    deliver_due(app)
    assert (delivery(ana, made)["state"], receiver.paths()) == (state, ["/hook"])


@HERE
def test_where_nobody_answers_it_is_tried_again(app: APIFlask, ana: Person) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        number = ana.ask("POST", "/api/webhooks", body={"name": "Gone", "url": url}).json["id"]
        made = alert(ana, PAYMENT, channels=[], webhooks=[number])
        try_out(ana, made)
        deliver_due(app)
    found = delivery(ana, made)
    assert (found["state"], found["error"]) == ("pending", "Nobody answers there.")


@HERE
def test_an_address_that_is_allowed_no_longer_is_not_sent_to(
    app: APIFlask, ana: Person, receiver: ProviderStub, make_app: Callable[..., APIFlask], settings: Any
) -> None:
    """As a name that was public when it was stated and leads into the network now."""
    made, _ = posted_to(ana, receiver)
    try_out(ana, made)
    stricter = make_app(dataclasses.replace(settings, webhook_private_hosts=""))
    assert deliver_due(stricter) == 1
    assert (delivery(ana, made)["state"], receiver.asked) == ("failed", [])


@pytest.mark.settings(webhook_private_hosts="localhost")
def test_a_name_that_leads_to_this_machine_is_refused_when_it_is_looked_up(
    app: APIFlask, ana: Person, receiver: ProviderStub
) -> None:
    port = int(receiver.url.rpartition(":")[2])
    inner = target_of(f"http://localhost:{port}/", ["localhost"])
    assert post(inner, b"{}", {}) == 200
    with pytest.raises(AddressRefused):
        post(inner._replace(is_private=False), b"{}", {})


@HERE
def test_a_removed_webhook_is_given_up(app: APIFlask, ana: Person, receiver: ProviderStub) -> None:
    made, _ = posted_to(ana, receiver)
    try_out(ana, made)
    ana.ask("DELETE", f"/api/webhooks/{made['webhooks'][0]}")
    deliver_due(app)
    found = delivery(ana, made)
    assert (found["state"], found["error"]) == ("failed", "This webhook was removed")


@HERE
def test_one_that_died_while_sending_leaves_it_to_the_next(
    app: APIFlask, ana: Person, receiver: ProviderStub
) -> None:
    made, _ = posted_to(ana, receiver)
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))
    try_out(ana, made)
    with app.app_context():
        (number,) = outbox.due_deliveries()
        with transaction():
            assert outbox._claim(number) is not None  # and here the worker is killed
    assert deliver_due(app) == 0
    later(outbox.CLAIM_S)
    assert deliver_due(app) == 1
    found = delivery(ana, made)
    assert (found["state"], found["attempts"], len(receiver.asked)) == ("sent", 2, 1)


# E-mail, by a server that speaks SMTP.


class Mailbox:
    """What came in. reply: to each message."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.reply = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        if self.reply.startswith("250"):
            self.taken.append(envelope)
        return self.reply


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=SMTP_PORT)
    controller.start()
    yield box
    controller.stop()


def mailed(person: Person) -> dict[str, Any]:
    made = alert(person, PAYMENT, channels=["email"], name="Straße\u2028teuer")
    try_out(person, made)
    return made


@MAIL
def test_an_e_mail_goes_to_the_address_of_the_account(app: APIFlask, ana: Person, mailbox: Mailbox) -> None:
    made = mailed(ana)
    assert deliver_due(app) == 1
    (envelope,) = mailbox.taken
    mail = message_from_bytes(envelope.content or b"", policy=policy.default)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("alerts@tidewatch.example", ["user-1@example.org"])
    assert (mail["Subject"], mail["To"]) == ("Test: Straße teuer", "user-1@example.org")
    assert "This is a test of your alert" in mail.get_content()
    assert delivery(ana, made)["state"] == "sent"


@MAIL
@pytest.mark.parametrize(
    ("reply", "state"), [("451 try later", "pending"), ("550 no such user", "failed"), ("250 OK", "sent")]
)
def test_a_mail_server_that_refuses_for_now_is_asked_again(
    app: APIFlask, ana: Person, mailbox: Mailbox, reply: str, state: str
) -> None:
    mailbox.reply = reply
    made = mailed(ana)
    deliver_due(app)
    assert delivery(ana, made)["state"] == state


@MAIL
def test_where_no_mail_server_answers_it_is_tried_again(app: APIFlask, ana: Person) -> None:
    made = mailed(ana)
    deliver_due(app)
    found = delivery(ana, made)
    assert (found["state"], found["error"]) == ("pending", "The mail server does not answer.")


@pytest.mark.settings(smtp_url=f"smtp://ana:secret@127.0.0.1:{SMTP_PORT}", smtp_from="a@example.org")
def test_a_password_is_not_sent_without_tls(app: APIFlask, ana: Person) -> None:
    seen: list[Any] = []

    def note(*arguments: Any) -> AuthResult:
        seen.append(arguments)
        return AuthResult(success=True)

    plain = Controller(
        Mailbox(), hostname="127.0.0.1", port=SMTP_PORT, authenticator=note, auth_require_tls=False
    )
    plain.start()
    try:
        made = mailed(ana)
        deliver_due(app)
    finally:
        plain.stop()
    assert (delivery(ana, made)["state"], seen) == ("failed", [])


def test_where_no_mail_server_is_set_up_an_e_mail_fails_and_says_why(app: APIFlask, ana: Person) -> None:
    made = mailed(ana)
    deliver_due(app)
    found = delivery(ana, made)
    assert (found["state"], "SMTP_URL is not set" in found["error"]) == ("failed", True)


def test_a_hundred_e_mails_a_day_are_the_most(app: APIFlask, ana: Person) -> None:
    number = alert(ana, PAYMENT)["id"]
    with app.app_context(), transaction():
        for place in range(MAX_EMAILS_A_DAY + 1):
            message = Message(f"occasion {place}", "Title", "Body", {})
            notify(ana.id, number, message, Channels(in_app=False, email=True, webhooks=()))
    found = [each["deliveries"][0] for each in ana.get(f"/api/alerts/{number}/history?limit=200")["items"]]
    assert [each["state"] for each in found] == ["failed", *["pending"] * MAX_EMAILS_A_DAY]
    assert found[0]["error"] == "100 e-mails a day are the most"


def test_messages_of_more_than_a_year_ago_are_erased(app: APIFlask, ana: Person) -> None:
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))
    made = alert(ana, PAYMENT)
    try_out(ana, made)
    clock.freeze(datetime(2027, 3, 9, tzinfo=UTC))
    with app.app_context():
        for at, left in ((datetime(2027, 3, 9, tzinfo=UTC), 1), (datetime(2027, 3, 11, tzinfo=UTC), 0)):
            clock.freeze(at)
            with transaction():
                prune_notifications()
                assert db.session.query(Notification).count() == left


def test_secrets_have_the_length_that_the_standard_asks_for(ana: Person) -> None:
    made = ana.ask("POST", "/api/webhooks", body={"name": "A", "url": "https://hooks.example.com/"}).json
    assert 24 <= len(base64.b64decode(made["secret"].removeprefix("whsec_"))) <= 64
