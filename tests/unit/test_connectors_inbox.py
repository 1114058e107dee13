"""The generic inbox: what a sender may say, and the registry that it stands in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.domain.banking.feed.connectors import build_connectors
from app.domain.banking.feed.connectors.inbox import Inbox
from app.domain.banking.feed.ports import Hint, Link, Person, UnreadableEvent, UnreadableTransaction
from app.domain.banking.posting.keys import bank_day
from app.outbound.errors import ProviderError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINK = Link(None, None, {}, "kept")
HERE = Inbox()
TIMED = {"x-tidewatch-event-id": "signed-1", "x-tidewatch-signature": "v1=…"}


def row(**fields: Any) -> dict[str, Any]:
    return {
        "id": "t-1",
        "amount": "-12.50",
        "currency": "EUR",
        "occurred_at": "2026-02-27T10:00:00Z",
        **fields,
    }


def event(body: Any, **headers: str) -> Hint:
    [hint] = HERE.events(body if isinstance(body, bytes) else json.dumps(body).encode(), headers)
    return hint


# --- events --------------------------------------------------------------------------------------


@pytest.mark.parametrize("event_type", ["transaction.created", "transaction.updated"])
@pytest.mark.parametrize("data", [{"transaction": row()}, {"transactions": [row()]}])
def test_the_event_carries_its_transactions(event_type: str, data: Any) -> None:
    hint = event({"id": "e-1", "type": event_type, "data": data})
    assert (hint.event_id, hint.event_type, hint.kind) == ("e-1", event_type, "transactions")
    [found] = HERE.fetch(LINK, [hint]).transactions
    assert (found.external_id, found.amount, found.direction) == ("t-1", 1250, "out")


def test_the_signed_header_names_the_event_and_nothing_else_does() -> None:
    body = {"id": "e-1", "type": "ping"}
    assert event(body, **TIMED).event_id == "signed-1"
    assert event(body, **{"x-tidewatch-event-id": "unsigned"}).event_id == "e-1"


def test_an_event_without_an_id_is_known_by_its_body() -> None:
    body = b'{"type": "ping"}'
    assert event(body).event_id == sha256(body).hexdigest()


def test_an_event_of_another_type_is_ignored() -> None:
    assert event({"id": "e-1", "type": "ping"}).kind == "ignored"


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", {}, {"type": "transaction.created"}, {"type": "transaction.created", "data": []},
     {"type": "transaction.created", "data": {"transaction": []}},
     {"type": "transaction.created", "data": {"transaction": row(), "transactions": [row()]}}],
)  # fmt: skip
def test_a_body_that_is_no_event_is_unreadable(body: Any) -> None:
    with pytest.raises(UnreadableEvent):
        event(body)


def test_one_bad_row_does_not_lose_the_others() -> None:
    rows = [row(), row(id="t-2", amount="x"), None, row(id="t-4")]
    fetched = HERE.fetch(LINK, [event({"type": "transaction.created", "data": {"transactions": rows}})])
    assert [each.external_id for each in fetched.transactions] == ["t-1", "t-4"]
    assert fetched.problems == ["t-2: 'x' is not an exact amount of EUR.", "Row 3: This is no transaction."]
    assert (fetched.cursor, fetched.pending_complete) == ("kept", False)


def test_many_problems_are_counted_rather_than_listed() -> None:
    hint = event({"type": "transaction.created", "data": {"transactions": [None] * 250}})
    assert HERE.fetch(LINK, [hint]).problems[99:] == ["Row 100: This is no transaction.", "And 150 more."]


def test_a_scheduled_sync_has_nothing_to_ask() -> None:
    assert HERE.fetch(LINK, []).transactions == []
    assert HERE.capabilities.sync is False


def test_an_inbox_begins_with_its_secret_and_not_with_a_consent() -> None:
    assert HERE.begins_with_secret
    with pytest.raises(ProviderError):
        HERE.begin_link(Person(7, "ada", "ada@example.com"), None)


# --- rows ----------------------------------------------------------------------------------------


def test_a_row_with_everything_in_our_words() -> None:
    details = {
        "rrn": "1",
        "fee": Decimal("0.10"),
        "n": 3,
        "yes": True,
        "deep": {"a": 1},
        "f": 1.5,
        "none": None,
    }
    said = {"description": "Coffee", "merchant": "5 to go", "counterparty": "SC", "mcc": 763,
            "account": "RO1", "category": "Cafés", "details": details}  # fmt: skip
    found = HERE.normalise(row(**said))
    assert (found.description, found.merchant, found.counterparty) == ("Coffee", "5 to go", "SC")
    assert (found.mcc, found.account, found.category) == ("0763", "RO1", "Cafés")
    assert found.details == {"rrn": "1", "fee": "0.10", "n": 3, "yes": True}
    assert found.occurred_at == datetime(2026, 2, 27, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"amount": "-12.50"}, ("out", 1250)),
        ({"amount": 12}, ("in", 1200)),
        ({"amount": Decimal("12.5")}, ("in", 1250)),
        ({"amount": "12.5", "direction": "out"}, ("out", 1250)),
        ({"amount": None, "amount_minor": -7}, ("out", 7)),
        ({"amount": "-0.07", "amount_minor": -7}, ("out", 7)),
        ({"amount": "3", "currency": "JPY"}, ("in", 3)),
    ],
)
def test_an_amount_may_be_said_in_several_ways(fields: dict[str, Any], expected: tuple[str, int]) -> None:
    found = HERE.normalise(row(**fields))
    assert (found.direction, found.amount) == expected


@pytest.mark.parametrize(
    ("status", "booked"),
    [("booked", True), ("posted", True), ("SUCCESS", True), ("pending", False), ("PENDING", False)],
)
def test_a_status_says_whether_it_is_booked(status: str, booked: bool) -> None:
    assert HERE.normalise(row(status=status)).booked is booked


def test_what_is_not_said_falls_back() -> None:
    clock.freeze(NOON)
    found = HERE.normalise({"id": 7, "amount": "1", "currency": "EUR"})
    assert (found.external_id, found.booked, found.occurred_at) == ("7", True, NOON)
    assert found.description == "Transaction"


@pytest.mark.parametrize(
    "change",
    [{"id": None}, {"id": ""}, {"id": " a"}, {"id": "/a"}, {"id": "x" * 101}, {"id": True},
     {"amount": None}, {"amount": 1.5}, {"amount": "1,50"}, {"amount": "1.505"}, {"amount": "Infinity"},
     {"amount_minor": 1}, {"amount": None, "amount_minor": 2**60}, {"amount": None, "amount_minor": 1.0},
     {"currency": None}, {"currency": "EURO"}, {"status": "FAILED"}, {"status": None}, {"status": 1},
     {"occurred_at": ""}, {"occurred_at": "yesterday"}, {"occurred_at": 1700000000},
     {"occurred_at": "1066-10-14T00:00:00Z"}, {"direction": "in"}, {"direction": "up"}, {"direction": []}],
    ids=str,
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadableTransaction):
        HERE.normalise(row(**change))


names = st.sampled_from([*row(), "details", "direction", "status", "amount_minor", "mcc", "category"])
scalars = st.none() | st.booleans() | st.integers() | st.decimals() | st.text(st.characters(), max_size=9)
anything = st.recursive(
    scalars | st.sampled_from(["EUR", "in", "pending"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=9,
)


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.dictionaries(names, anything, max_size=9))
def test_a_row_of_anything_is_read_or_refused(fields: dict[str, Any]) -> None:
    try:
        found = HERE.normalise(row(**fields))
    except UnreadableTransaction:
        return
    json.dumps(found.details, allow_nan=False).encode()


# --- the registry --------------------------------------------------------------------------------


def settings_of(**fields: str) -> Any:
    return SimpleNamespace(**{
        "basiq_url": "https://au-api.basiq.io", "basiq_api_key": "", "basiq_webhook_secrets": "",
        "apideck_url": "https://unify.apideck.com", "apideck_api_key": "", "apideck_app_id": "",
        "apideck_webhook_secrets": "", **fields,
    })  # fmt: skip


def test_the_registry_has_each_provider_under_its_name() -> None:
    built = build_connectors(settings_of())
    assert list(built) == ["basiq", "apideck", "inbox"]
    assert {name for name, connector in built.items() if connector.is_configured()} == {"inbox"}


def test_the_registry_reads_keys_and_secrets() -> None:
    built = build_connectors(
        settings_of(
            basiq_api_key="k", basiq_webhook_secrets="one, two,", apideck_api_key="a", apideck_app_id="b"
        )
    )
    assert all(connector.is_configured() for connector in built.values())
    assert built["basiq"].webhook_secrets == ("one", "two")
    assert built["apideck"].webhook_secrets == ("a",)


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
def test_a_day_without_a_time_is_that_day_where_the_person_is(zone: str) -> None:
    hint = event(
        {"id": "e-1", "type": "transaction.created", "data": {"transaction": row(occurred_at="2026-02-01")}}
    )
    [found] = HERE.fetch(LINK._replace(zone=zone), [hint]).transactions
    assert found.occurred_at.astimezone(ZoneInfo(zone)).date().isoformat() == "2026-02-01"
    assert bank_day(found) == "2026-02-01"


def test_a_moment_with_an_offset_falls_on_the_day_where_the_person_is() -> None:
    found = HERE.normalise(row(occurred_at="2026-02-01T23:30:00-05:00"))
    assert found.occurred_at == datetime(2026, 2, 2, 4, 30, tzinfo=UTC)
    assert bank_day(found) == "2026-02-02"


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(UnreadableEvent, match="the same key twice"):
        HERE.events(b'{"id": "e-1", "type": "ping", "id": "e-2"}', {})
