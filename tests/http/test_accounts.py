"""Accounts over HTTP: made, changed, deleted; what they hold, and what is not explained of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app import clock
from tests.http.test_editing import ask
from tests.support.person import Person

A = "/api/accounts"
TODAY = "2026-03-10"


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))


def make(person: Person, **fields: Any) -> dict[str, Any]:
    answer = ask(person, "POST", A, {"name": "Everyday", "currency": "RON", **fields})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.json
    return found


def held(shown: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(shown[name] for name in ("balance", "balance_decimal", "balance_as_of", "balance_source"))


def test_an_account_is_made_shown_listed_changed_and_deleted(ana: Person) -> None:
    made = make(ana, kind="savings", institution="A bank", opening_balance=10_050, opened_on="2026-03-01")
    assert made | {"id": 0, "created_at": ""} == {
        "id": 0, "name": "Everyday", "kind": "savings", "currency": "RON", "institution": "A bank",
        "number": None, "opening_balance": 10_050, "opening_balance_decimal": "100.50",
        "opened_on": "2026-03-01", "origin": "manual", "connection_id": None, "hidden": False,
        "balance": 10_050, "balance_decimal": "100.50", "balance_as_of": "2026-03-01",
        "balance_source": "stated", "gap": None, "gaps": 0, "created_at": "",
    }  # fmt: skip
    path = f"{A}/{made['id']}"
    assert ana.get(path) == ana.get(f"{path}/") == made
    assert ana.get(f"{A}/") == {"items": [made], "next_cursor": None}
    changed = ask(ana, "PATCH", path, {"name": "Rainy days"}).json
    assert changed == made | {"name": "Rainy days"} == ana.get(path)
    put = ask(
        ana, "PUT", path, {"name": "Card", "kind": "card", "currency": "RON", "opening_balance": -200}
    ).json
    assert (put["kind"], put["institution"], put["opened_on"], put["balance"]) == ("card", None, None, -200)
    assert ask(ana, "DELETE", path).status_code == 204
    assert ana.get(A)["items"] == []


def test_an_account_of_which_nothing_was_said_is_empty(ana: Person) -> None:
    assert held(make(ana)) == (0, "0.00", TODAY, "stated")
