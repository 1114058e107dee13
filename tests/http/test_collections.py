"""Admins start, watch, cancel and retry collections; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from app.db import transaction
from app.domain.trading.collection.service import get_collection
from app.domain.trading.collection.tables import CollectionState
from app.extensions import celery, redis
from tests.support.candles import FIRST, add_instrument, store, walk
from tests.support.person import Person

PATH = "/api/admin/collections"


def end(app: APIFlask, number: int, state: CollectionState, **fields: Any) -> None:
    with app.app_context(), transaction():
        found = get_collection(number)
        found.state = state
        for name, value in fields.items():
            setattr(found, name, value)


def waiting(app: APIFlask) -> int:
    with app.app_context():
        return int(redis().llen("collection"))


def test_a_collection_is_queued_for_the_workers_of_collections(app: APIFlask, admin: Person) -> None:
    answer = admin.ask("POST", PATH, {"symbol": "BTCUSDT", "days": 30})
    assert answer.status_code == 202
    assert answer.json["state"] == "queued"
    assert (answer.json["symbol"], answer.json["days"], answer.json["fraction"]) == ("BTCUSDT", 30, 0.0)
    assert admin.get(f"{PATH}/{answer.json['id']}") == answer.json
    assert admin.get(f"{PATH}/")["items"] == [answer.json]
    assert waiting(app) == 1
    with app.app_context():
        assert celery.conf.task_routes["trading.collect"] == {"queue": "collection"}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"symbol": "BTCUSDT", "days": 10_000}, "days"),
        ({"symbol": "BTCUSDT", "days": 0}, "days"),
        ({"symbol": "BTCUSDT", "days": 1.5}, "days"),
        ({"symbol": "BTCUSDT", "days": "30"}, "days"),
        ({"symbol": "BTCUSDT"}, "days"),
        ({"symbol": "btcusdt", "days": 1}, "symbol"),
        ({"symbol": "../time?x=", "days": 1}, "symbol"),
        ({"symbol": "B" * 31, "days": 1}, "symbol"),
        ({"symbol": None, "days": 1}, "symbol"),
        ({"symbol": "BTCUSDT", "days": 1, "source": "x"}, "source"),
    ],
)
def test_what_cannot_be_collected_is_refused_and_changes_nothing(
    app: APIFlask, admin: Person, body: dict[str, Any], pointer: str
) -> None:
    answer = admin.ask("POST", PATH, body)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert [each["pointer"].rpartition("/")[2] for each in answer.json["errors"]] == [pointer]
    assert admin.get(PATH)["items"] == []
    assert waiting(app) == 0


def test_a_symbol_is_collected_once_at_a_time(app: APIFlask, admin: Person) -> None:
    first = admin.ask("POST", PATH, {"symbol": "BTCUSDT", "days": 30}).json["id"]
    second = admin.ask("POST", PATH, {"symbol": "BTCUSDT", "days": 1})
    assert (second.status_code, second.json["code"]) == (409, "collection_active")
    assert admin.ask("POST", PATH, {"symbol": "ETHUSDT", "days": 1}).status_code == 202
    end(app, first, CollectionState.PARTIAL)
    assert admin.ask("POST", PATH, {"symbol": "BTCUSDT", "days": 1}).status_code == 202
    refused = admin.ask("POST", f"{PATH}/{first}/retry")
    assert (refused.status_code, refused.json["code"]) == (409, "collection_active")
    assert admin.get(f"{PATH}/{first}")["state"] == "partial"


def test_a_collection_is_cancelled_once_and_tried_again(app: APIFlask, admin: Person) -> None:
    number = admin.ask("POST", PATH, {"symbol": "BTCUSDT", "days": 30}).json["id"]
    assert admin.ask("POST", f"{PATH}/{number}/cancel").json["state"] == "cancelled"
    again = admin.ask("POST", f"{PATH}/{number}/cancel")
    assert (again.status_code, again.json["code"]) == (409, "collection_closed")
    assert admin.ask("POST", f"{PATH}/{number}/retry").json["state"] == "queued"
    assert admin.ask("POST", f"{PATH}/{number}/retry").status_code == 409


def test_what_is_done_is_not_tried_again(app: APIFlask, admin: Person) -> None:
    number = admin.ask("POST", PATH, {"symbol": "BTCUSDT", "days": 30}).json["id"]
    end(app, number, CollectionState.DONE)
    for verb in ("retry", "cancel"):
        assert admin.ask("POST", f"{PATH}/{number}/{verb}").status_code == 409


def test_what_is_missing_is_told_as_spans(app: APIFlask, admin: Person) -> None:
    number = admin.ask("POST", PATH, {"symbol": "BTCUSDT", "days": 30}).json["id"]
    missing = [[FIRST, FIRST + 10, "The exchange does not answer."]]
    end(app, number, CollectionState.PARTIAL, missing=missing, total=43_200, done=43_190)
    found = admin.get(f"{PATH}/{number}")
    assert found["missing"] == [
        {
            "first": "2026-01-30T23:50:00Z",
            "end": "2026-01-31T00:00:00Z",
            "reason": "The exchange does not answer.",
        }
    ]
    assert found["fraction"] == 0.9998


def test_collections_come_in_pages(admin: Person) -> None:
    for symbol in ("AAUSDT", "BBUSDT", "CCUSDT"):
        admin.ask("POST", PATH, {"symbol": symbol, "days": 1})
    first = admin.get(f"{PATH}?limit=2")
    rest = admin.get(f"{PATH}?limit=2&cursor={first['next_cursor']}")
    assert [each["symbol"] for each in first["items"] + rest["items"]] == ["CCUSDT", "BBUSDT", "AAUSDT"]


def test_admins_see_every_instrument(app: APIFlask, admin: Person) -> None:
    number = add_instrument(app, "ETHUSDT")
    store(app, walk(number, FIRST, 5))
    (found,) = admin.get("/api/admin/instruments")
    assert (found["symbol"], found["has_data"], found["total_data_points"]) == ("ETHUSDT", False, 5)


@pytest.mark.parametrize("role", ["user", "service"])
def test_nobody_else_has_anything_to_do_with_them(someone: Callable[..., Person], role: str) -> None:
    caller = someone(role)
    asked = [
        ("GET", PATH),
        ("POST", PATH),
        ("GET", f"{PATH}/1"),
        ("POST", f"{PATH}/1/cancel"),
        ("POST", f"{PATH}/1/retry"),
    ]
    for method, path in [*asked, ("GET", "/api/admin/instruments")]:
        assert caller.ask(method, path, {} if method == "POST" else None).status_code == 403


def test_a_collection_that_is_not_there_is_404(admin: Person) -> None:
    for method, path in (("GET", ""), ("POST", "/cancel"), ("POST", "/retry")):
        assert admin.ask(method, f"{PATH}/99{path}").status_code == 404
