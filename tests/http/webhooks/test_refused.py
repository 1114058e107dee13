"""What is refused."""

from __future__ import annotations

import base64
import json
import socket
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
from app.domain.banking.setup import Connectors
from app.sealing import seal
from app.services import services_of
from simulators import ApideckSimulator, BasiqSimulator, signatures
from tests.http.webhooks.told import ACCEPTED, APIDECK_PATH, BASIQ_PATH, FORGED, OLD, Make, refused
from tests.support.bank import APIDECK, BASIQ, add_connection, events
from tests.support.feed import SECRET, Feed, coffee, post, post_message, stamped, told
from tests.support.served import Replica


def unsigned(headers: dict[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in names}


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_each_of_basiqs_headers_must_be_there(
    app: APIFlask, client: FlaskClient, basiq: BasiqSimulator, linked: int, missing: str
) -> None:
    signed = basiq.message(BASIQ_PATH).sign(1)
    for headers in (unsigned(signed.headers, missing), {**signed.headers, missing: ""}):
        assert refused(post(client, BASIQ_PATH, signed.body, headers)) == FORGED
    assert events(app) == []


@pytest.mark.parametrize("signature", [
    "v1", "v1,", ",", "v1,a,b", "v1,,", "v2,{0}", "{0}", "v1 {0}", "v1a,{0}", "v1,{0},{0}", "v1,{0}x", "x" * 20_000,
    "v1,é", "v1,\u00ff" * 9, "v1,AAAA " * 200, "v1,====", "v1,{1}",
])  # fmt: skip
def test_a_malformed_signature_is_refused_and_is_no_error(
    app: APIFlask, client: FlaskClient, basiq: BasiqSimulator, linked: int, signature: str
) -> None:
    signed = basiq.message(BASIQ_PATH).sign(1)
    real = signed.headers["webhook-signature"].removeprefix("v1,")
    forged = signatures.standard_webhook(OLD, "msg_1", 1, signed.body).removeprefix("v1,")
    headers = {**signed.headers, "webhook-signature": signature.replace("{0}", real).replace("{1}", forged)}
    assert refused(post(client, BASIQ_PATH, signed.body, headers)) == FORGED
    assert events(app) == []


@pytest.mark.parametrize("moment", ["", "now", "-1", "1e9", "9" * 30, "٣", "1.5", "0x1"])
def test_a_timestamp_that_is_none_is_refused(
    client: FlaskClient, basiq: BasiqSimulator, inbox: Feed, linked: int, moment: str
) -> None:
    signed = basiq.message(BASIQ_PATH).sign(1)
    raw, headers = stamped(SECRET, told(coffee()))
    encoded = moment.encode().decode("latin-1")
    url = f"/api/connectors/inbox/{inbox.id}"
    answers = [
        post(client, BASIQ_PATH, signed.body, {**signed.headers, "webhook-timestamp": encoded}),
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
    message = basiq.message(BASIQ_PATH)
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
    signed = [basiq.message(BASIQ_PATH).sign(1), apideck.message(APIDECK_PATH).sign(1)]
    sent = [(BASIQ_PATH, *signed[0]), (APIDECK_PATH, *signed[1])]
    for url, body, given in [*sent, (f"/api/connectors/inbox/{inbox.id}", raw, headers)]:
        half = len(body) // 2
        changed = body[:half] + bytes([body[half] ^ 1]) + body[half + 1 :]
        for other in (changed, body + b" ", body[:-1], b"", b"{}"):
            if url == APIDECK_PATH and other == body + b" ":
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
def test_a_provider_that_is_none_answers_404(client: FlaskClient, path: str) -> None:
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
        post(client, BASIQ_PATH, body, basiq_headers),
        post(client, f"/api/connectors/inbox/{inbox.id}", *stamped(SECRET, body)),
        post(
            client,
            APIDECK_PATH,
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
        (BASIQ_PATH, {}),
        (BASIQ_PATH, {**standard, "webhook-signature": "v1,"}),
        (BASIQ_PATH, {**standard, "webhook-signature": nothing}),
        (APIDECK_PATH, {"x-apideck-signature": signatures.digest("", body, "hex")}),
        (APIDECK_PATH, {"x-apideck-signature": signatures.digest("", body, "base64")}),
        (APIDECK_PATH, {}), (inbox, {}), (inbox, {"X-Signature": signatures.body_only("", body)}),
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
        messages.append(basiq.message(BASIQ_PATH))
        assert post_message(client, messages[-1]).json == ACCEPTED
    for apideck.api_key, status in (("new", 202), ("old", 202), (APIDECK["api_key"], 401)):
        assert post_message(client, apideck.message(APIDECK_PATH)).status_code == status
    basiq.secret, basiq.previous_secret = "whsec_" + base64.b64encode(b"x" * 32).decode(), None
    assert refused(post_message(client, basiq.message(BASIQ_PATH))) == FORGED


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
        assert post(client, APIDECK_PATH, raw, headers).status_code in {202, 400}
    assert all(event.state == "ignored" for event in events(app))


def wrong(client: FlaskClient, ip: str = "203.0.113.9") -> Any:
    return client.post(BASIQ_PATH, data=b"{}", environ_base={"REMOTE_ADDR": ip})


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
    assert post_message(client, basiq.message(BASIQ_PATH)).status_code == 202
