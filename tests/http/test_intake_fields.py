"""What a sender may say of a transaction, and what of it comes back, queued and stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from tests.http.test_intake import ADD, BATCH
from tests.support.money import flush, letters
from tests.support.person import Person

INCOME = {"direction": "in", "account": "RO49AAAA1B31007593840000", "category": "INCOME_WAGES"}
SHOWN = ("user", "direction", "account", "category", "booked_on", "has_time")


def unsigned(name: str = "t-1", **fields: Any) -> dict[str, Any]:
    """A transaction that does not say whose it is."""
    return {"transaction_id": name, "amount": 1050, "status": "SUCCESS", **fields}


def shown(person: Person, name: str = "t-1") -> dict[str, Any]:
    found = person.get(f"/api/transactions/{name}")
    return {field: found[field] for field in SHOWN}


@pytest.mark.parametrize("role", ["user", "service", "admin"])
def test_a_row_that_names_nobody_is_the_senders_own(someone: Callable[..., Person], role: str) -> None:
    sender = someone(role)
    answers = [
        sender.client.post(ADD, json=unsigned("a"), headers=sender.headers),
        sender.client.post(BATCH, json=[unsigned("b"), unsigned("c", user=None)], headers=sender.headers),
    ]
    assert [answer.status_code for answer in answers] == [200, 202]
    flush(sender.app)
    assert {shown(sender, name)["user"] for name in "abc"} == {sender.id}


def test_income_an_account_and_a_category_come_back_queued_and_stored(ana: Person) -> None:
    said = unsigned(occurred_at="2026-03-10T08:00:00Z", **INCOME)
    assert ana.client.post(ADD, json=said, headers=ana.headers).status_code == 200
    waiting = shown(ana)
    flush(ana.app)
    assert waiting == shown(ana) == {"user": ana.id, "booked_on": "2026-03-10", "has_time": True, **INCOME}


def test_a_sent_category_is_its_owners_word(ana: Person) -> None:
    ana.client.post(ADD, json=unsigned(merchant="Lidl", **INCOME), headers=ana.headers)
    flush(ana.app)
    found = ana.get("/api/transactions/t-1")
    assert (found["category"], found["category_source"], found["category_confidence"]) == (
        "INCOME_WAGES", "user", 100,
    )  # fmt: skip


@pytest.mark.parametrize("category", ["NOTHING", "OWN_NOBODYS", "food", "Food & drink"])
def test_an_unknown_category_is_told_at_once(ana: Person, category: str) -> None:
    answer = ana.client.post(ADD, json=unsigned(category=category), headers=ana.headers)
    assert (answer.status_code, answer.json["errors"]) == (
        422,
        [{"pointer": "/category", "message": f"There is no category {category!r}"}],
    )
    batch = ana.client.post(BATCH, json=[unsigned("a"), unsigned(category=category)], headers=ana.headers)
    assert (batch.json["accepted"], [each["index"] for each in batch.json["rejected"]]) == (1, [1])


def test_an_own_category_is_known_to_its_owner_alone(ana: Person, someone: Callable[..., Person]) -> None:
    body = {"label": "Climbing"}
    code = ana.client.post("/api/categories", json=body, headers=ana.headers).json["code"]
    ben = someone()
    answers = [
        each.client.post(ADD, json=unsigned(category=code), headers=each.headers).status_code
        for each in (ana, ben)
    ]
    assert answers == [200, 422]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("direction", "sideways"),
        ("direction", "IN"),
        ("account", "x" * 65),
        ("account", "a\0"),
        ("category", 7),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_its_name(ana: Person, field: str, value: Any) -> None:
    answer = ana.client.post(ADD, json=unsigned(**{field: value}), headers=ana.headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"/{field}")


def test_the_same_id_with_another_direction_is_other_content(ana: Person) -> None:
    ana.client.post(ADD, json=unsigned(), headers=ana.headers)
    same = ana.client.post(ADD, json=unsigned(direction="out"), headers=ana.headers)
    other = ana.client.post(ADD, json=unsigned(direction="in"), headers=ana.headers)
    assert (same.status_code, other.status_code) == (200, 409)


def test_a_repeat_after_the_flush_with_another_account_becomes_a_dead_letter(ana: Person) -> None:
    for account in ("a", "a", "b"):
        ana.client.post(ADD, json=unsigned(account=account), headers=ana.headers)
        flush(ana.app)
    assert letters(ana.app) == [("t-1", "conflict")]


def test_the_day_is_the_owners_and_stays_when_they_move(ana: Person, app: APIFlask) -> None:
    ana.live_in("America/New_York")
    ana.send(("2026-03-10T02:00:00Z", 5))
    waiting = shown(ana)["booked_on"]
    flush(app)
    ana.live_in("Asia/Tokyo")
    assert (waiting, shown(ana)["booked_on"]) == ("2026-03-09", "2026-03-09")
    assert [
        each["transaction_id"] for each in ana.get("/api/transactions?from=2026-03-09&to=2026-03-09")["items"]
    ]
