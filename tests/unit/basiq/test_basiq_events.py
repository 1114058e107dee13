"""Events."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.banking.feed.ports import (
    Hint,
    UnreadableEvent,
)
from tests.unit.basiq.told import HERE


def event(event_type: str = "transactions.updated", entity: Any = None, **headers: str) -> Hint:
    where = "https://au-api.basiq.io/users/u-1/transactions?filter=connection.id.eq('c-1')"
    body = {"eventTypeId": event_type, "eventId": "e-1", "links": {"eventEntity": entity or where}}
    [hint] = HERE.events(json.dumps(body).encode(), headers)
    return hint


def test_an_event_of_transactions_says_whose_and_which_connection() -> None:
    hint = event(**{"webhook-id": "msg_1"})
    assert hint == Hint("msg_1", "transactions.updated", "u-1", "c-1", None, "transactions", None)


def test_an_event_without_a_message_id_is_known_by_its_own() -> None:
    assert event().event_id == "e-1"


@pytest.mark.parametrize(
    ("event_type", "state"),
    [
        ("connection.created", "active"),
        ("connection.activated", "active"),
        ("connection.invalidated", "needs_reauth"),
        ("connection.deleted", "deleted"),
    ],
)
def test_an_event_of_a_connection_says_its_state(event_type: str, state: str) -> None:
    hint = event(event_type, "https://au-api.basiq.io/users/u-1/connections/c-9")
    assert (hint.kind, hint.state, hint.external_id) == ("connection", state, "c-9")


@pytest.mark.parametrize("event_type", ["consent.revoked", "consent.expired", "user.deleted"])
def test_an_event_of_the_whole_user_names_no_connection(event_type: str) -> None:
    hint = event(event_type, "https://au-api.basiq.io/users/u-1/consents/x")
    assert (hint.kind, hint.external_user, hint.external_id) == ("connection", "u-1", None)


@pytest.mark.parametrize("event_type", ["account.updated", "user.created", "something.new"])
def test_an_event_of_nothing_that_matters_is_ignored(event_type: str) -> None:
    assert event(event_type, "x").kind == "ignored"


def test_an_encoded_link_is_read_as_well() -> None:
    link = "https://au-api.basiq.io/users/u-1/transactions?filter=connection.id.eq%28%27c-2%27%29"
    assert event(entity=link).external_id == "c-2"


@pytest.mark.parametrize(
    "link",
    ["https://au-api.basiq.io/users/a%2Fb/transactions", "https://x/users/..", "https://[", 7, "users",
     "https://x/users/a'),x/y", "https://x/users/" + "a" * 101],
)  # fmt: skip
def test_an_event_whose_link_names_no_user_is_unreadable(link: Any) -> None:
    with pytest.raises(UnreadableEvent):
        event(entity=link)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b'{"eventTypeId": 1.5}', b"[" * 100_000])
def test_a_body_that_is_no_event_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableEvent):
        HERE.events(body, {})
