"""Transactions that another service hands in, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from tests.support.bank import stored
from tests.support.feed import Feed, coffee
from tests.support.person import Person

Someone = Callable[..., Person]
DOOR = "/api/internal/transactions"


@pytest.fixture
def robot(someone: Someone) -> Person:
    return someone("service")


def hand_in(sender: Person, user: int, *rows: Any, **fields: Any) -> Any:
    body = {"user": user, "transactions": list(rows), **fields}
    return sender.client.post(DOOR, json=body, headers=sender.headers)


def test_what_a_service_hands_in_is_stored_and_its_owner_hears_of_it(robot: Person, ana: Person) -> None:
    answer = hand_in(robot, ana.id, coffee("t-1"), coffee("t-2"), source="ledger")
    assert (answer.status_code, answer.json) == (
        200, {"stored": 2, "changed": 0, "known": 0, "problems": []},
    )  # fmt: skip
    assert [(row.transaction_id, row.user_id, row.source) for row in stored(ana.app)] == [
        ("t-1", ana.id, "ledger"), ("t-2", ana.id, "ledger"),
    ]  # fmt: skip
    heard = Feed(ana.app, ana.client, ana.id, 0).announced()
    assert heard == [("t-1", "stored"), ("t-2", "stored")]


def test_only_services_and_admins_hand_in(ana: Person, someone: Someone) -> None:
    statuses = [hand_in(who, ana.id, coffee()).status_code for who in (ana, someone(), someone("admin"))]
    assert statuses == [403, 403, 200]
    assert ana.client.post(DOOR, json={"user": ana.id, "transactions": [coffee()]}).status_code == 401


def test_amounts_that_are_json_numbers_are_stored_exactly(robot: Person, ana: Person) -> None:
    raw = ["12.34", "-0.1", "4.35", "90071992547409.91", "7", "1.10", "-8.0", "1e2", '"-3.30"']
    rows = ",".join(f'{{"id": "t-{n}", "currency": "EUR", "amount": {text}}}' for n, text in enumerate(raw))
    answer = robot.client.post(
        DOOR, data=f'{{"user": {ana.id}, "transactions": [{rows}]}}',
        headers={**robot.headers, "Content-Type": "application/json"},
    )  # fmt: skip
    assert answer.json["problems"] == []
    assert [row.amount for row in stored(ana.app)] == [1234, 10, 435, 2**53 - 1, 700, 110, 800, 10_000, 330]


@pytest.mark.parametrize("row", [coffee(), coffee(occurred_at=None), coffee(status="pending")])
def test_the_same_again_is_known_and_changes_nothing(robot: Person, ana: Person, row: Any) -> None:
    feed = Feed(ana.app, ana.client, ana.id, 0)
    hand_in(robot, ana.id, row)
    before, heard = feed.table, feed.announced()
    answer = hand_in(robot, ana.id, row, row)
    assert answer.json == {"stored": 0, "changed": 0, "known": 1, "problems": []}
    assert (feed.table, feed.announced()) == (before, heard)


def test_what_has_changed_is_changed_in_place(robot: Person, ana: Person) -> None:
    hand_in(robot, ana.id, coffee(status="pending"))
    answer = hand_in(robot, ana.id, coffee(status="booked", amount="-13.00"))
    (row,) = stored(ana.app)
    assert (answer.json["changed"], row.status, row.amount) == (1, "SUCCESS", 1300)


def test_bad_rows_are_named_and_the_rest_is_stored(robot: Person, ana: Person) -> None:
    bad = [
        coffee("b-1", amount="1.005"), coffee("b-2", currency="XXX"), coffee("b-3", amount=True),
        {"amount": "1", "currency": "EUR"}, coffee("b-5", occurred_at="soon"), {}, coffee("b-7", status="maybe"),
        coffee("b\u0000"), coffee("x" * 101), coffee("b-9", amount=10**30),
    ]  # fmt: skip
    answer = hand_in(robot, ana.id, *bad, coffee("good"))
    assert (answer.status_code, answer.json["stored"]) == (200, 1)
    said = answer.json["problems"]
    assert len(said) == len(bad)
    assert [each.partition(":")[0] for each in said] == [
        "b-1", "b-2", "b-3", "Row 4", "b-5", "Row 6", "b-7", "Row 8", "Row 9", "b-9",
    ]  # fmt: skip


def test_an_id_of_another_source_is_named_and_left_alone(robot: Person, ana: Person) -> None:
    hand_in(robot, ana.id, coffee(), source="ledger")
    answer = hand_in(robot, ana.id, coffee(amount="-99.00"), source="till")
    assert (answer.json["stored"], answer.json["changed"], len(answer.json["problems"])) == (0, 0, 1)
    assert stored(ana.app)[0].amount == 1250


def test_a_user_who_is_not_there_is_refused(app: APIFlask, robot: Person) -> None:
    answer = hand_in(robot, robot.id + 99, coffee())
    assert (answer.status_code, answer.json["errors"][0]["pointer"], stored(app)) == (422, "/user", [])


@pytest.mark.parametrize("body", [
    {}, {"user": 1}, {"user": 1, "transactions": []}, {"user": 0, "transactions": [{}]}, [],
    {"user": "1x", "transactions": [{}]}, {"user": 1, "transactions": [1]}, {"user": 1, "transactions": {}},
    {"user": 2**63, "transactions": [{}]}, {"user": 1, "transactions": [{}], "source": "UPPER"},
    {"user": 1, "transactions": [{}] * 1001}, {"user": 1, "transactions": [{}], "more": 1},
    {"user": 1, "transactions": [{}], "source": ""}, {"user": 1, "transactions": [{}], "source": "x" * 21},
])  # fmt: skip
def test_a_body_of_another_shape_answers_422(robot: Person, body: Any) -> None:
    answer = robot.client.post(DOOR, json=body, headers=robot.headers)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
