"""Who may send: each provider's signature, right, forged, stale, replayed, rotated, and garbage."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.banking.feed.connectors.apideck import Apideck
from app.domain.banking.feed.connectors.basiq import Basiq
from app.domain.banking.feed.connectors.inbox import Inbox
from app.domain.banking.feed.ports import BadSignature, Connector, Incoming, UnreadableEvent

BASIQ = Basiq("https://au-api.basiq.io", "key")
APIDECK = Apideck("https://unify.apideck.com", "key", "app")
INBOX = Inbox()
KEY = b"a key of twenty-four bytes"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
BODY = b'{"b":1.0,"a":"\xc3\xa9"}'
Headers = dict[str, str]


def digest(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")


def unix(late_s: int = 0) -> str:
    return str(int(datetime.now(UTC).timestamp()) - late_s)


def basiq_headers(body: bytes = BODY, *, sent: str = "msg_1", late_s: int = 0, key: bytes = KEY) -> Headers:
    moment = unix(late_s)
    made = base64.b64encode(digest(key, f"{sent}.{moment}.".encode() + body)).decode()
    return {"webhook-id": sent, "webhook-timestamp": moment, "webhook-signature": f"v1,{made}"}


def apideck_headers(body: bytes = BODY, key: bytes = b"key") -> Headers:
    return {"x-apideck-signature": digest(key, body).hex()}


def timed_headers(body: bytes = BODY, *, sent: str = "e-1", late_s: int = 0, key: bytes = b"key") -> Headers:
    moment = unix(late_s)
    made = digest(key, f"{sent}.{moment}.".encode() + body).hex()
    return {
        "x-tidewatch-event-id": sent,
        "x-tidewatch-timestamp": moment,
        "x-tidewatch-signature": f"v1={made}",
    }


def plain_headers(body: bytes = BODY, key: bytes = b"key") -> Headers:
    return {"x-signature": f"sha256={digest(key, body).hex()}"}


SCHEMES: list[Any] = [
    pytest.param(BASIQ, basiq_headers, SECRET, id="basiq"),
    pytest.param(APIDECK, apideck_headers, "key", id="apideck"),
    pytest.param(INBOX, timed_headers, "key", id="inbox"),
    pytest.param(INBOX, plain_headers, "key", id="inbox, body alone"),
]
TIMED: list[Any] = [SCHEMES[0], SCHEMES[2]]
Sign = Callable[..., Headers]


def verify(connector: Connector, headers: Mapping[str, str], secrets: list[str], body: bytes = BODY) -> None:
    connector.verify(Incoming(headers, body, datetime.now(UTC)), secrets)


def refused(connector: Connector, headers: Mapping[str, str], secrets: list[str], body: bytes = BODY) -> None:
    with pytest.raises(BadSignature):
        verify(connector, headers, secrets, body)


# --- what every scheme does ----------------------------------------------------------------------


@pytest.mark.parametrize(("connector", "sign", "secret"), SCHEMES)
def test_a_right_signature_passes(connector: Connector, sign: Sign, secret: str) -> None:
    verify(connector, sign(), [secret])


@pytest.mark.parametrize(("connector", "sign", "secret"), SCHEMES)
def test_the_second_live_secret_passes_while_secrets_are_changed(
    connector: Connector, sign: Sign, secret: str
) -> None:
    verify(connector, sign(), ["", "%%%", "whsec_b3RoZXIgb3RoZXIgb3RoZXIgb3RoZXI=", secret])


@pytest.mark.parametrize("secrets", [[], [""], [" ", "\t"]])
@pytest.mark.parametrize(("connector", "sign", "secret"), SCHEMES)
def test_without_a_secret_nothing_passes(
    connector: Connector, sign: Sign, secret: str, secrets: list[str]
) -> None:
    refused(connector, sign(), secrets)


@pytest.mark.parametrize(("connector", "sign", "secret"), SCHEMES)
def test_a_signature_with_another_secret_is_refused(connector: Connector, sign: Sign, secret: str) -> None:
    refused(connector, sign(key=b"forged forged forged forged"), [secret])


@pytest.mark.parametrize(("connector", "sign", "secret"), SCHEMES)
def test_a_signature_with_the_empty_key_is_refused(connector: Connector, sign: Sign, secret: str) -> None:
    refused(connector, sign(key=b""), [secret, ""])


@pytest.mark.parametrize(("connector", "sign", "secret"), SCHEMES)
def test_a_body_changed_by_one_byte_is_refused(connector: Connector, sign: Sign, secret: str) -> None:
    refused(connector, sign(), [secret], BODY.replace(b"1.0", b"2.0"))


@pytest.mark.parametrize(("connector", "sign", "secret"), SCHEMES)
def test_each_header_is_needed(connector: Connector, sign: Sign, secret: str) -> None:
    whole = sign()
    for name in whole:
        refused(connector, {key: value for key, value in whole.items() if key != name}, [secret])
        refused(connector, {**whole, name: ""}, [secret])


@pytest.mark.parametrize(("connector", "sign", "secret"), TIMED)
def test_a_stale_message_is_refused(connector: Connector, sign: Sign, secret: str) -> None:
    verify(connector, sign(late_s=295), [secret])
    refused(connector, sign(late_s=302), [secret])


@pytest.mark.parametrize(("connector", "sign", "secret"), TIMED)
def test_a_message_from_the_future_is_refused(connector: Connector, sign: Sign, secret: str) -> None:
    verify(connector, sign(late_s=-290), [secret])
    refused(connector, sign(late_s=-310), [secret])


@pytest.mark.parametrize(("connector", "sign", "secret"), TIMED)
def test_the_clock_is_the_requests(connector: Connector, sign: Sign, secret: str) -> None:
    later = Incoming(sign(), BODY, datetime.now(UTC) + timedelta(minutes=6))
    with pytest.raises(BadSignature, match="old"):
        connector.verify(later, [secret])


@pytest.mark.parametrize(("connector", "sign", "secret"), TIMED)
def test_a_replay_under_another_id_is_refused(connector: Connector, sign: Sign, secret: str) -> None:
    name = "webhook-id" if connector is BASIQ else "x-tidewatch-event-id"
    refused(connector, {**sign(), name: "another"}, [secret])


@pytest.mark.parametrize(("connector", "sign", "secret"), TIMED)
def test_a_replay_at_another_moment_is_refused(connector: Connector, sign: Sign, secret: str) -> None:
    name = "webhook-timestamp" if connector is BASIQ else "x-tidewatch-timestamp"
    refused(connector, {**sign(late_s=100), name: unix()}, [secret])


@pytest.mark.parametrize(("connector", "sign", "secret"), TIMED)
@pytest.mark.parametrize("moment", ["now", "1e9", "-5", "٣", "1" * 50, "nan", "1700000000.5", "0x10"])
def test_a_moment_that_is_none_is_refused(connector: Connector, sign: Sign, secret: str, moment: str) -> None:
    name = "webhook-timestamp" if connector is BASIQ else "x-tidewatch-timestamp"
    refused(connector, {**sign(), name: moment}, [secret])


# --- Basiq ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", [SECRET.removeprefix("whsec_"), SECRET.rstrip("="), f" {SECRET}\n"])
def test_basiqs_secret_may_lack_its_prefix_or_padding(secret: str) -> None:
    verify(BASIQ, basiq_headers(), [secret])


@pytest.mark.parametrize("form", ["v1a,AAAA {}", "{} v1,AAAA", "nonsense v1,a,b  {}", "v2,AAAA\t{}"])
def test_basiqs_signature_may_stand_in_a_list(form: str) -> None:
    headers = basiq_headers()
    verify(BASIQ, {**headers, "webhook-signature": form.format(headers["webhook-signature"])}, [SECRET])


@pytest.mark.parametrize(
    "form", ["{1}", "v1{1}", "v1,{1},", "v1,,{1}", "v2,{1}", "v1a,{1}", "v1,{1}x", ",", "v1,"]
)
def test_a_malformed_basiq_signature_is_refused(form: str) -> None:
    headers = basiq_headers()
    bare = headers["webhook-signature"].removeprefix("v1,")
    refused(BASIQ, {**headers, "webhook-signature": form.format("", bare)}, [SECRET])


def test_a_basiq_body_that_is_not_utf_8_is_refused() -> None:
    refused(BASIQ, basiq_headers(b"\xff\xfe"), [SECRET], b"\xff\xfe")


# --- Apideck -------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [BODY, b'{"a":"\xc3\xa9","b":1}'], ids=["raw", "sorted"])
@pytest.mark.parametrize(
    "write", [bytes.hex, lambda made: base64.b64encode(made).decode()], ids=["hex", "base64"]
)
def test_apidecks_four_ways_of_signing_pass(content: bytes, write: Callable[[bytes], str]) -> None:
    verify(APIDECK, {"x-apideck-signature": write(digest(b"key", content))}, ["key"])


def test_apideck_signs_with_the_api_key_where_no_other_secret_is_set() -> None:
    assert APIDECK.webhook_secrets == ("key",)
    assert Apideck("https://unify.apideck.com", "", "app").webhook_secrets == ()


def test_a_body_of_apideck_that_is_no_json_can_still_be_signed_raw() -> None:
    verify(APIDECK, apideck_headers(b"\xff"), ["key"], b"\xff")


def test_a_body_larger_than_any_of_apidecks_is_not_sorted_for_a_stranger() -> None:
    body = b'{"a": "' + b"x" * 64 * 1024 + b'"}'
    refused(APIDECK, apideck_headers(body.replace(b" ", b"")), ["key"], body)


# --- the inbox -----------------------------------------------------------------------------------


def test_the_inbox_takes_a_list_of_signatures_and_capital_letters() -> None:
    headers = timed_headers()
    made = headers["x-tidewatch-signature"]
    several = f"v1={'0' * 64}, v1={made[3:].upper()}"
    verify(INBOX, {**headers, "x-tidewatch-signature": several}, ["key"])


def test_the_inbox_takes_a_bare_hex_signature() -> None:
    verify(INBOX, {"x-signature": plain_headers()["x-signature"].removeprefix("sha256=")}, ["key"])


def test_a_timed_signature_that_fails_is_not_saved_by_a_plain_one() -> None:
    refused(INBOX, {**timed_headers(late_s=400), **plain_headers()}, ["key"])


@pytest.mark.parametrize("sent", ["a.b", '{"id"', "a b", "é", "x" * 101])
def test_an_event_id_that_could_be_read_in_two_ways_is_refused(sent: str) -> None:
    refused(INBOX, timed_headers(sent=sent), ["key"])


# --- anything at all -----------------------------------------------------------------------------

NAMES = [*basiq_headers(), *timed_headers(), "x-apideck-signature", "x-signature"]
likely = st.sampled_from(["v1,AAAA", "v1,a,b", "v1=00", unix(), "sha256=", "msg_1", "v1,\ud800", "é"])
headers_of = st.dictionaries(st.sampled_from(NAMES), likely | st.text(st.characters(), max_size=20))
json_like = st.recursive(
    st.none() | st.integers() | st.text(st.characters(), max_size=9) | st.just("transactions.updated"),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["payload", "links", "eventEntity", "eventTypeId", "type", "data",
                                       "event_type", "entity", "transaction"]), inner),
).map(lambda value: json.dumps(value).encode())  # fmt: skip
bodies = st.binary(max_size=60) | json_like


@pytest.mark.parametrize("connector", [BASIQ, APIDECK, INBOX], ids=lambda connector: connector.name)
@settings(derandomize=True, max_examples=300, deadline=None)
@given(headers=headers_of, body=bodies, secrets=st.lists(st.text(st.characters(), max_size=9), max_size=2))
def test_verify_raises_bad_signature_and_nothing_else(
    connector: Connector, headers: Headers, body: bytes, secrets: list[str]
) -> None:
    refused(connector, headers, secrets, body)


@pytest.mark.parametrize("connector", [BASIQ, APIDECK, INBOX], ids=lambda connector: connector.name)
@settings(derandomize=True, max_examples=300, deadline=None)
@given(headers=headers_of, body=bodies)
def test_events_raise_unreadable_event_and_nothing_else(
    connector: Connector, headers: Headers, body: bytes
) -> None:
    try:
        hints = connector.events(body, headers)
    except UnreadableEvent:
        return
    assert [len(hint.event_id) <= 150 for hint in hints] == [True]
