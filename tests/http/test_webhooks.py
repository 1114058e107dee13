"""The webhooks' door: what is let in, what is refused, and what is kept of it."""

from __future__ import annotations

import base64
import dataclasses
import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from app.config import Settings
from app.db import transaction
from app.domain.banking.feed.connections import rotate_secret
from app.domain.banking.feed.webhooks import replay_event
from app.domain.banking.setup import Connectors
from app.sealing import seal
from app.services import services_of
from simulators import ApideckSimulator, BasiqSimulator, signatures
from tests.support.accounts import Account
from tests.support.bank import APIDECK, BASIQ, SERVICE, add_connection, events
from tests.support.feed import SECRET, Feed, coffee, post, post_message, stamped, told
from tests.support.served import Replica

Make = Callable[..., Account]
BASIQ_DOOR, APIDECK_DOOR = "/api/connectors/basiq/webhook", "/api/connectors/apideck/webhook"
OLD = "whsec_" + base64.b64encode(b"the secret that was before it...").decode()
ACCEPTED = {"status": "accepted", "events": 1}


@pytest.fixture
def basiq() -> BasiqSimulator:
    """Signs; its API is not running, for the door asks nobody."""
    return BasiqSimulator(**BASIQ)


@pytest.fixture
def apideck() -> ApideckSimulator:
    return ApideckSimulator(**APIDECK, service_id=SERVICE)


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    usual = {
        "basiq_api_key": BASIQ["api_key"], "basiq_webhook_secrets": BASIQ["secret"],
        "apideck_api_key": APIDECK["api_key"], "apideck_app_id": APIDECK["app_id"],
    }  # fmt: skip
    marked = {name for mark in request.node.iter_markers("settings") for name in mark.kwargs}
    left: dict[str, Any] = {name: value for name, value in usual.items() if name not in marked}
    return dataclasses.replace(settings, **left)


@pytest.fixture
def linked(app: APIFlask, make_user: Make, basiq: BasiqSimulator, apideck: ApideckSimulator) -> int:
    """Both providers' accounts are somebody's."""
    user = make_user().id
    add_connection(app, user, "apideck", external_user=apideck.consumer_id, external_id=SERVICE)
    return add_connection(app, user, "basiq", external_user=basiq.user_id)


@pytest.fixture
def inbox(app: APIFlask, client: FlaskClient, settings: Settings, make_user: Make) -> Iterator[Feed]:
    user = make_user().id
    with app.app_context():
        sealed = seal(settings, {"secrets": [{"value": SECRET, "not_after": None}]})
    yield Feed(app, client, user, add_connection(app, user, "inbox", credentials=sealed))


def refused(answer: Any) -> tuple[int, str]:
    """Status and code of a problem; it must be one."""
    assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)
    return answer.status_code, answer.json["code"]


FORGED = (401, "signature_invalid")


# --- what is let in --------------------------------------------------------------------------------


def test_a_signed_webhook_is_kept_and_answered_at_once(
    app: APIFlask, client: FlaskClient, basiq: BasiqSimulator, linked: int
) -> None:
    answer = post_message(client, basiq.message(BASIQ_DOOR))
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
    answer = post_message(client, apideck.message(APIDECK_DOOR))
    assert (answer.status_code, answer.json, events(app)[0].state) == (202, ACCEPTED, "received")


def test_apidecks_validation_request_is_answered_and_ignored(
    app: APIFlask, client: FlaskClient, apideck: ApideckSimulator
) -> None:
    payload = apideck._payload("webhook", "apideck", "1", "webhook")
    message = apideck._message(APIDECK_DOOR, "webhook.delivery_url.validation", payload)
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
    message = apideck.message(APIDECK_DOOR)
    signed = [message.sign(attempt) for attempt in (1, 2)]
    found = [post(client, APIDECK_DOOR, each.body, each.headers).json["events"] for each in signed]
    assert (found, signed[0].headers == signed[1].headers, len(events(app))) == ([1, 0], False, 1)


def test_another_idempotency_key_does_not_make_it_another_event(
    client: FlaskClient, apideck: ApideckSimulator, linked: int
) -> None:
    message = apideck.message(APIDECK_DOOR)
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
    assert post_message(client, basiq.message(BASIQ_DOOR, event="consent.reminder")).status_code == 202
    inbox.send(kind="weather.changed")
    assert [event.state for event in events(app)] == ["ignored", "ignored"]


def test_an_account_that_nobody_linked_is_kept_and_worked_off_once_somebody_has(
    app: APIFlask, client: FlaskClient, make_user: Make, apideck: ApideckSimulator
) -> None:
    assert post_message(client, apideck.message(APIDECK_DOOR)).status_code == 202
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
    messages = [basiq.message(BASIQ_DOOR), apideck.message(APIDECK_DOOR)]
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


# --- what is refused -------------------------------------------------------------------------------


def unsigned(headers: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in names}


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_each_of_basiqs_headers_must_be_there(
    app: APIFlask, client: FlaskClient, basiq: BasiqSimulator, linked: int, missing: str
) -> None:
    signed = basiq.message(BASIQ_DOOR).sign(1)
    for headers in (unsigned(signed.headers, missing), {**signed.headers, missing: ""}):
        assert refused(post(client, BASIQ_DOOR, signed.body, headers)) == FORGED
    assert events(app) == []


@pytest.mark.parametrize("signature", [
    "v1", "v1,", ",", "v1,a,b", "v1,,", "v2,{0}", "{0}", "v1 {0}", "v1a,{0}", "v1,{0},{0}", "v1,{0}x", "x" * 20_000,
    "v1,é", "v1,\u00ff" * 9, "v1,AAAA " * 200, "v1,====", "v1,{1}",
])  # fmt: skip
def test_a_malformed_signature_is_refused_and_is_no_error(
    app: APIFlask, client: FlaskClient, basiq: BasiqSimulator, linked: int, signature: str
) -> None:
    signed = basiq.message(BASIQ_DOOR).sign(1)
    real = signed.headers["webhook-signature"].removeprefix("v1,")
    forged = signatures.standard_webhook(OLD, "msg_1", 1, signed.body).removeprefix("v1,")
    headers = {**signed.headers, "webhook-signature": signature.replace("{0}", real).replace("{1}", forged)}
    assert refused(post(client, BASIQ_DOOR, signed.body, headers)) == FORGED
    assert events(app) == []


@pytest.mark.parametrize("moment", ["", "now", "-1", "1e9", "9" * 30, "٣", "1.5", "0x1"])
def test_a_timestamp_that_is_none_is_refused(
    client: FlaskClient, basiq: BasiqSimulator, inbox: Feed, linked: int, moment: str
) -> None:
    signed = basiq.message(BASIQ_DOOR).sign(1)
    raw, headers = stamped(SECRET, told(coffee()))
    encoded = moment.encode().decode("latin-1")
    url = f"/api/connectors/inbox/{inbox.id}"
    answers = [
        post(client, BASIQ_DOOR, signed.body, {**signed.headers, "webhook-timestamp": encoded}),
        post(client, url, raw, {**headers, "X-Tidewatch-Timestamp": encoded}),
    ]
    assert [refused(answer) for answer in answers] == [FORGED] * 2


@pytest.mark.parametrize(("off_s", "status"), [(-290, 202), (290, 202), (-310, 401), (310, 401)])
def test_a_signed_moment_may_be_five_minutes_off_either_way(
    app: APIFlask,
    client: FlaskClient,
    basiq: BasiqSimulator,
    inbox: Feed,
    linked: int,
    off_s: int,
    status: int,
) -> None:
    message = basiq.message(BASIQ_DOOR)
    raw, headers = stamped(SECRET, told(coffee()))
    clock.freeze(clock.now() + timedelta(seconds=off_s))
    answers = [post_message(client, message), post(client, f"/api/connectors/inbox/{inbox.id}", raw, headers)]
    # The library of Standard Webhooks looks at the real clock as well, which has not moved.
    assert [answer.status_code for answer in answers] == [status] * 2
    assert len(events(app)) == (2 if status == 202 else 0)


def test_one_other_byte_anywhere_is_refused(
    app: APIFlask,
    client: FlaskClient,
    basiq: BasiqSimulator,
    apideck: ApideckSimulator,
    inbox: Feed,
    linked: int,
) -> None:
    raw, headers = stamped(SECRET, told(coffee()))
    signed = [basiq.message(BASIQ_DOOR).sign(1), apideck.message(APIDECK_DOOR).sign(1)]
    sent = [(BASIQ_DOOR, *signed[0]), (APIDECK_DOOR, *signed[1])]
    for url, body, given in [*sent, (f"/api/connectors/inbox/{inbox.id}", raw, headers)]:
        half = len(body) // 2
        changed = body[:half] + bytes([body[half] ^ 1]) + body[half + 1 :]
        for other in (changed, body + b" ", body[:-1], b"", b"{}"):
            if url == APIDECK_DOOR and other == body + b" ":
                continue  # it signs what the JSON says, not its blanks
            assert refused(post(client, url, other, given)) == FORGED
    assert events(app) == []


@pytest.mark.parametrize("secret", ["", "tws_another", "None"])
def test_another_secret_is_refused(inbox: Feed, secret: str) -> None:
    raw, headers = stamped(secret, told(coffee()))
    url = f"/api/connectors/inbox/{inbox.id}"
    assert refused(post(inbox.client, url, raw, headers)) == FORGED
    assert refused(post(inbox.client, url, raw, {"X-Signature": signatures.body_only(secret, raw)})) == FORGED


def test_one_senders_secret_opens_no_other_inbox(
    app: APIFlask, client: FlaskClient, settings: Settings, inbox: Feed, make_user: Make
) -> None:
    with app.app_context():
        sealed = seal(settings, {"secrets": [{"value": "other", "not_after": None}]})
    other = add_connection(app, make_user().id, "inbox", credentials=sealed)
    raw, headers = stamped(SECRET, told(coffee()))
    assert refused(post(client, f"/api/connectors/inbox/{other}", raw, headers)) == FORGED


def test_an_inbox_that_is_not_there_answers_like_a_bad_signature(
    client: FlaskClient, inbox: Feed, linked: int
) -> None:
    raw, headers = stamped(SECRET, told(coffee()))
    doors = [f"/api/connectors/inbox/{number}" for number in (inbox.id + 99, 0, linked, 2**63 - 1)]
    bad = post(client, f"/api/connectors/inbox/{inbox.id}", raw + b" ", headers)
    answers = [post(client, door, raw, headers) for door in doors]
    for each in (bad, *answers):
        assert refused(each) == FORGED
    assert len({each.json["detail"] for each in (bad, *answers)}) == 1


@pytest.mark.parametrize("path", ["/api/connectors/inbox/9223372036854775808", "/api/connectors/inbox/x",
                                  "/api/connectors/unknown/webhook"])  # fmt: skip
def test_a_door_that_is_none_answers_404(client: FlaskClient, path: str) -> None:
    raw, headers = stamped(SECRET, told(coffee()))
    assert refused(post(client, path, raw, headers)) == (404, "not_found")


@pytest.mark.settings(max_webhook_bytes=2_000)
def test_a_webhook_that_is_too_large_is_refused(inbox: Feed) -> None:
    for size, status in ((1_800, 202), (2_500, 413)):
        raw, headers = stamped(SECRET, told(coffee(description="x" * size)))
        answer = post(inbox.client, f"/api/connectors/inbox/{inbox.id}", raw, headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
    assert len(events(inbox.app)) == 1


@pytest.mark.settings(max_webhook_bytes=2_000)
def test_a_stream_without_a_length_is_cut_off_at_the_same_size(inbox: Feed) -> None:
    for size, status in ((200, 202), (200_000, 413)):
        raw, headers = stamped(SECRET, told(coffee(description="x" * size)))
        answer = inbox.client.post(
            f"/api/connectors/inbox/{inbox.id}", input_stream=BytesIO(raw), headers=headers,
            environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        )  # fmt: skip
        assert answer.status_code == status, answer.get_data(as_text=True)


@pytest.mark.settings(max_webhook_bytes=2_000)
def test_the_real_server_takes_chunks_and_refuses_too_many(inbox: Feed, replica: Replica) -> None:
    found = []
    for size in (200, 200_000):
        raw, headers = stamped(SECRET, told(coffee(description="x" * size)))
        found.append(send_chunked(replica.url, f"/api/connectors/inbox/{inbox.id}", raw, headers))
    assert found == [202, 413]
    assert replica.is_ready()


def send_chunked(url: str, path: str, body: bytes, headers: dict[str, str]) -> int:
    """Send a body without saying its length; return the answer's status."""
    parts = urlsplit(url)
    with socket.create_connection((str(parts.hostname), int(parts.port or 80)), timeout=20) as wire:
        lines = [f"POST {path} HTTP/1.1", "Host: tests", "Transfer-Encoding: chunked", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        wire.sendall("\r\n".join([*lines, "", ""]).encode())
        try:
            for start in range(0, len(body), 1_000):
                chunk = body[start : start + 1_000]
                wire.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
            wire.sendall(b"0\r\n\r\n")
        except OSError:
            pass  # it has answered already, and hung up
        return int(wire.recv(1_000).split()[1])


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b'{"eventTypeId": "\xe9"}', b"", b"null", b"[]", b"{", b"[" * 50_000,
                                  b'{"eventTypeId": NaN}', b'{"eventTypeId": "transactions.updated"}'])  # fmt: skip
def test_a_body_that_is_signed_but_cannot_be_read_is_refused_and_not_kept(
    app: APIFlask,
    client: FlaskClient,
    basiq: BasiqSimulator,
    apideck: ApideckSimulator,
    inbox: Feed,
    body: bytes,
) -> None:
    moment = int(clock.now().timestamp())
    standard = signatures.standard_webhook(BASIQ["secret"], "m-1", moment, body)
    basiq_headers = {"webhook-id": "m-1", "webhook-timestamp": str(moment), "webhook-signature": standard}
    answers = [
        post(client, BASIQ_DOOR, body, basiq_headers),
        post(client, f"/api/connectors/inbox/{inbox.id}", *stamped(SECRET, body)),
        post(
            client,
            APIDECK_DOOR,
            body,
            {"x-apideck-signature": signatures.digest(APIDECK["api_key"], body, "hex")},
        ),
    ]
    assert {answer.status_code for answer in answers} <= {202, 400, 401}
    assert [answer.status_code for answer in answers[:2]] in ([400, 400], [401, 400])
    assert all(event.state == "ignored" for event in events(app))


@pytest.mark.settings(basiq_webhook_secrets=" , ", apideck_api_key="", apideck_webhook_secrets="")
def test_without_a_secret_everything_is_refused_and_nothing_passes_unverified(
    app: APIFlask, client: FlaskClient, make_user: Make
) -> None:
    body, moment = b'{"payload": {"event_type": "x"}}', int(clock.now().timestamp())
    inbox = f"/api/connectors/inbox/{add_connection(app, make_user().id, 'inbox')}"
    standard = {"webhook-id": "m-1", "webhook-timestamp": str(moment)}
    nothing = signatures.standard_webhook("whsec_", "m-1", moment, body)
    empty = [
        (BASIQ_DOOR, {}),
        (BASIQ_DOOR, {**standard, "webhook-signature": "v1,"}),
        (BASIQ_DOOR, {**standard, "webhook-signature": nothing}),
        (APIDECK_DOOR, {"x-apideck-signature": signatures.digest("", body, "hex")}),
        (APIDECK_DOOR, {"x-apideck-signature": signatures.digest("", body, "base64")}),
        (APIDECK_DOOR, {}), (inbox, {}), (inbox, {"X-Signature": signatures.body_only("", body)}),
        (inbox, stamped("", body)[1]),
    ]  # fmt: skip
    assert [refused(post(client, door, body, headers)) for door, headers in empty] == [FORGED] * len(empty)
    assert events(app) == []


@pytest.mark.settings(basiq_webhook_secrets=f"{BASIQ['secret']},{OLD}", apideck_webhook_secrets="new,old")
def test_while_a_secret_is_rotated_the_old_and_the_new_one_are_good(
    app: APIFlask, client: FlaskClient, basiq: BasiqSimulator, apideck: ApideckSimulator, linked: int
) -> None:
    messages = []
    for secret, previous in (
        (BASIQ["secret"], None),
        (OLD, None),
        (BASIQ["secret"], OLD),
        (OLD, "whsec_AAAA"),
    ):
        basiq.secret, basiq.previous_secret = secret, previous
        messages.append(basiq.message(BASIQ_DOOR))
        assert post_message(client, messages[-1]).json == ACCEPTED
    for apideck.api_key, status in (("new", 202), ("old", 202), (APIDECK["api_key"], 401)):
        assert post_message(client, apideck.message(APIDECK_DOOR)).status_code == status
    basiq.secret, basiq.previous_secret = "whsec_" + base64.b64encode(b"x" * 32).decode(), None
    assert refused(post_message(client, basiq.message(BASIQ_DOOR))) == FORGED


def test_the_event_of_a_stream_whose_secret_is_rotated_is_not_lost(
    client: FlaskClient, inbox: Feed, settings: Settings
) -> None:
    with inbox.app.app_context(), transaction():
        new = rotate_secret(
            settings, services_of(inbox.app).part(Connectors).by_name, inbox.user_id, inbox.id
        ).secret
    for secret, name in ((SECRET, "t-1"), (new, "t-2"), (SECRET, "t-3")):
        raw, headers = stamped(str(secret), told(coffee(name)))
        assert post(client, f"/api/connectors/inbox/{inbox.id}", raw, headers).json == ACCEPTED
    inbox.work()
    assert len(inbox.rows) == 3


@pytest.mark.parametrize("body", [
    {}, {"payload": None}, {"payload": {"event_type": "accounting.payment.created"}},
    {"payload": {"event_type": "\u0000", "event_id": "\ud800"}}, {"payload": {"event_type": "x" * 5_000}},
    {"payload": {"event_type": "vault.connection.deleted", "entity": []}},
    {"payload": {"event_type": "accounting.payment.created", "event_id": "e", "consumer_id": "c\u0000",
                 "service_id": "s", "entity_id": "../../vault"}},
])  # fmt: skip
def test_whatever_a_signed_event_says_it_is_no_error_of_ours(
    app: APIFlask, client: FlaskClient, body: Any
) -> None:
    raw = json.dumps(body).encode()
    for encoding in ("hex", "base64"):
        headers = {"x-apideck-signature": signatures.digest(APIDECK["api_key"], raw, encoding)}
        assert post(client, APIDECK_DOOR, raw, headers).status_code in {202, 400}
    assert all(event.state == "ignored" for event in events(app))


def wrong(client: FlaskClient, ip: str = "203.0.113.9") -> Any:
    return client.post(BASIQ_DOOR, data=b"{}", environ_base={"REMOTE_ADDR": ip})


def test_wrong_signatures_from_one_address_are_refused_more_shortly_after_a_while(
    client: FlaskClient,
) -> None:
    answers = [wrong(client) for _ in range(61)]
    assert [answer.status_code for answer in answers] == [401] * 60 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert wrong(client, "203.0.113.10").status_code == 401


def test_what_is_signed_rightly_is_taken_all_the_same(
    client: FlaskClient, linked: int, basiq: BasiqSimulator
) -> None:
    for _ in range(65):
        wrong(client, "127.0.0.1")
    assert post_message(client, basiq.message(BASIQ_DOOR)).status_code == 202
