"""What is let in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.config import Settings
from app.db import transaction
from app.domain.banking.feed.webhooks import replay_event
from app.domain.banking.setup import Connectors
from app.sealing import seal
from app.services import services_of
from simulators import ApideckSimulator, BasiqSimulator, signatures
from tests.http.webhooks.told import ACCEPTED, APIDECK_PATH, BASIQ_PATH, Make
from tests.support.bank import APIDECK, BASIQ, SERVICE, add_connection, events
from tests.support.feed import SECRET, Feed, coffee, post, post_message, stamped, told


def test_a_signed_webhook_is_kept_and_answered_at_once(
    app: APIFlask, client: FlaskClient, basiq: BasiqSimulator, linked: int
) -> None:
    answer = post_message(client, basiq.message(BASIQ_PATH))
    assert (answer.status_code, answer.json) == (202, ACCEPTED)
    (event,) = events(app)
    assert (event.state, event.connection_id, event.event_type) == (
        "received",
        linked,
        "transactions.updated",
    )


@pytest.mark.parametrize("encoding", ["hex", "base64"])
@pytest.mark.parametrize("scheme", ["sorted", "as-sent"])
def test_apidecks_ways_of_signing_are_all_let_in(
    app: APIFlask, client: FlaskClient, apideck: ApideckSimulator, linked: int, encoding: Any, scheme: Any
) -> None:
    apideck.encoding, apideck.scheme = encoding, scheme
    answer = post_message(client, apideck.message(APIDECK_PATH))
    assert (answer.status_code, answer.json, events(app)[0].state) == (202, ACCEPTED, "received")


def test_apidecks_validation_request_is_answered_and_ignored(
    app: APIFlask, client: FlaskClient, apideck: ApideckSimulator
) -> None:
    payload = apideck._payload("webhook", "apideck", "1", "webhook")
    message = apideck._message(APIDECK_PATH, "webhook.delivery_url.validation", payload)
    assert (post_message(client, message).status_code, events(app)[0].state) == (202, "ignored")


@pytest.mark.parametrize("signs", ["stamped", "body"])
def test_a_sender_may_sign_the_moment_or_the_body_alone(inbox: Feed, signs: str) -> None:
    raw, headers = stamped(SECRET, {"id": "e-1", **told(coffee())})
    if signs == "body":
        headers = {"X-Signature": signatures.body_only(SECRET, raw)}
    answer = post(inbox.client, f"/api/connectors/inbox/{inbox.id}", raw, headers)
    assert (answer.status_code, answer.json) == (202, ACCEPTED)
    inbox.work()
    assert inbox.row.amount == 1250


def test_the_same_event_again_is_accepted_and_doubles_nothing(inbox: Feed) -> None:
    raw, headers = stamped(SECRET, told(coffee()))
    url = f"/api/connectors/inbox/{inbox.id}"
    answers = [post(inbox.client, url, raw, headers).json["events"] for _ in range(2)]
    inbox.work()
    answers.append(post(inbox.client, url, raw, headers).json["events"])
    inbox.work()
    assert (answers, len(events(inbox.app)), len(inbox.rows), inbox.announced()) == (
        [1, 0, 0], 1, 1, [("t-1", "stored")],
    )  # fmt: skip


def test_a_retry_that_is_signed_anew_is_the_same_event(
    app: APIFlask, client: FlaskClient, apideck: ApideckSimulator, linked: int
) -> None:
    message = apideck.message(APIDECK_PATH)
    signed = [message.sign(attempt) for attempt in (1, 2)]
    found = [post(client, APIDECK_PATH, each.body, each.headers).json["events"] for each in signed]
    assert (found, signed[0].headers == signed[1].headers, len(events(app))) == ([1, 0], False, 1)


def test_another_idempotency_key_does_not_make_it_another_event(
    client: FlaskClient, apideck: ApideckSimulator, linked: int
) -> None:
    message = apideck.message(APIDECK_PATH)
    answers = [post_message(client, message, **{"x-apideck-idempotency-key": key}) for key in "ab"]
    assert [answer.json["events"] for answer in answers] == [1, 0]


def test_an_unsigned_id_beside_a_signed_body_does_not_make_it_another_event(inbox: Feed) -> None:
    raw = json.dumps({"id": "e-1", **told(coffee())}).encode()
    url, signature = f"/api/connectors/inbox/{inbox.id}", signatures.body_only(SECRET, raw)
    headers = [{"X-Signature": signature, "X-Tidewatch-Event-Id": name} for name in ("a", "b")]
    assert [post(inbox.client, url, raw, each).json["events"] for each in headers] == [1, 0]
    inbox.work()
    assert (inbox.states, len(inbox.rows)) == (["done"], 1)


def test_two_senders_may_use_the_same_event_id(
    app: APIFlask, client: FlaskClient, settings: Settings, inbox: Feed
) -> None:
    with app.app_context():
        sealed = seal(settings, {"secrets": [{"value": "other", "not_after": None}]})
    other = add_connection(app, inbox.user_id, "inbox", credentials=sealed)
    inbox.send(coffee("t-1"), event_id="e-1")
    raw, headers = stamped("other", told(coffee("t-2")), event_id="e-1")
    assert post(client, f"/api/connectors/inbox/{other}", raw, headers).json["events"] == 1


def test_an_event_of_an_unknown_type_is_kept_as_ignored(
    app: APIFlask, client: FlaskClient, basiq: BasiqSimulator, inbox: Feed, linked: int
) -> None:
    assert post_message(client, basiq.message(BASIQ_PATH, event="consent.reminder")).status_code == 202
    inbox.send(kind="weather.changed")
    assert [event.state for event in events(app)] == ["ignored", "ignored"]


def test_an_account_that_nobody_linked_is_kept_and_worked_off_once_somebody_has(
    app: APIFlask, client: FlaskClient, make_user: Make, apideck: ApideckSimulator
) -> None:
    assert post_message(client, apideck.message(APIDECK_PATH)).status_code == 202
    (event,) = events(app)
    assert (event.state, event.connection_id) == ("ignored", None)
    assert "linked" in str(event.error)
    linked = add_connection(
        app, make_user().id, "apideck", external_user=apideck.consumer_id, external_id=SERVICE
    )
    with app.app_context(), transaction():
        replay_event(services_of(app).part(Connectors).by_name, event.id)
    (event,) = events(app)
    assert (event.state, event.connection_id, event.error) == ("received", linked, None)


def test_nothing_secret_is_kept_of_a_webhook(
    app: APIFlask,
    client: FlaskClient,
    basiq: BasiqSimulator,
    apideck: ApideckSimulator,
    inbox: Feed,
    linked: int,
) -> None:
    messages = [basiq.message(BASIQ_PATH), apideck.message(APIDECK_PATH)]
    raw, headers = stamped(SECRET, told(coffee()))
    sent = [(each.target, *each.sign(1)) for each in messages]
    sent.append((f"/api/connectors/inbox/{inbox.id}", raw, headers))
    secret = [value for _, _, each in sent for name, value in each.items() if "signature" in name.lower()]
    answers = [
        post(client, url, body, {**each, "Authorization": "Bearer x", "Cookie": "sid=crumbs"})
        for url, body, each in sent
    ]
    kept = [json.dumps(event.headers) + event.body.decode() for event in events(app)]
    kept += [answer.get_data(as_text=True) for answer in answers]
    assert (len(secret), [answer.status_code for answer in answers]) == (3, [202] * 3)
    for text in (*secret, SECRET, BASIQ["secret"], APIDECK["api_key"], "Bearer", "crumbs"):
        assert not any(text in each for each in kept)
