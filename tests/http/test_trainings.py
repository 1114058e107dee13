"""Admins start, watch, cancel and retry trainings; nobody else does, and each refusal says why."""

from __future__ import annotations

from typing import Any

import pytest
from apiflask import APIFlask

from app.domain.trading.models.terms import MODEL_NAMES
from app.extensions import celery, redis
from tests.support import training as tr
from tests.support.candles import add_instrument
from tests.support.person import Person

PATH = "/api/admin/trainings"
AUTO = {"symbol": "BTCUSDT", "mode": "auto"}


@pytest.fixture
def bitcoin(app: APIFlask) -> int:
    """Collected, not trained."""
    return add_instrument(app, "BTCUSDT", has_data=True)


def waiting(app: APIFlask) -> int:
    with app.app_context():
        return int(redis().llen("training"))


def begin(admin: Person, body: dict[str, Any] = AUTO) -> int:
    answer = admin.ask("POST", PATH, body)
    assert answer.status_code == 202, answer.json
    return int(answer.json["id"])


def test_a_training_is_queued_for_the_trainers(app: APIFlask, admin: Person, bitcoin: int) -> None:
    answer = admin.ask("POST", PATH, AUTO)
    assert answer.status_code == 202
    told = answer.json
    assert (told["symbol"], told["mode"], told["state"], told["models"]) == ("BTCUSDT", "auto", "queued", [])
    assert (told["fraction"], told["progress"], told["left_out"], told["error"]) == (0.0, [], [], "")
    assert admin.get(f"{PATH}/{told['id']}") == told
    assert admin.get(f"{PATH}/")["items"] == [told]
    assert waiting(app) == 1
    with app.app_context():
        assert celery.conf.task_routes["trading.plan_training"] == {"queue": "training"}


def test_models_that_are_chosen_are_kept_once_each(admin: Person, bitcoin: int) -> None:
    answer = admin.ask("POST", PATH, {"symbol": "BTCUSDT", "mode": ["GARCH", "log-HAR", "GARCH"]})
    assert (answer.json["mode"], answer.json["models"]) == ("chosen", ["GARCH", "log-HAR"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"symbol": "BTCUSDT"}, "mode"),
        ({"symbol": "BTCUSDT", "mode": "manual"}, "mode"),
        ({"symbol": "BTCUSDT", "mode": []}, "mode"),
        ({"symbol": "BTCUSDT", "mode": ["LSTM"]}, "mode"),
        ({"symbol": "BTCUSDT", "mode": [1]}, "mode"),
        ({"symbol": "BTCUSDT", "mode": None}, "mode"),
        ({"symbol": "BTCUSDT", "mode": ["GARCH"] * (len(MODEL_NAMES) + 1)}, "mode"),
        ({"symbol": "btcusdt", "mode": "auto"}, "symbol"),
        ({"symbol": "../data", "mode": "auto"}, "symbol"),
        ({"symbol": 7, "mode": "auto"}, "symbol"),
        ({"mode": "auto"}, "symbol"),
        ({"symbol": "BTCUSDT", "mode": "auto", "seed": 1}, "seed"),
    ],
)
def test_what_cannot_be_trained_is_refused_and_changes_nothing(
    app: APIFlask, admin: Person, bitcoin: int, body: dict[str, Any], pointer: str
) -> None:
    answer = admin.ask("POST", PATH, body)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert any(pointer in error["pointer"] for error in answer.json["errors"])
    assert admin.get(f"{PATH}/")["items"] == []
    assert waiting(app) == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"auto"', b"\xff"])
def test_a_body_that_is_no_object_is_refused(admin: Person, bitcoin: int, body: bytes) -> None:
    answer = admin.client.post(PATH, data=body, content_type="application/json", headers=admin.headers)
    assert answer.status_code in {400, 422}
    assert answer.mimetype == "application/problem+json"


def test_an_unknown_symbol_and_one_without_candles_are_told_apart(app: APIFlask, admin: Person) -> None:
    add_instrument(app, "ETHUSDT")
    for symbol, status, code in (("NOSUCH", 404, "instrument_not_found"), ("ETHUSDT", 409, "no_data")):
        answer = admin.ask("POST", PATH, {"symbol": symbol, "mode": "auto"})
        assert (answer.status_code, answer.json["code"]) == (status, code)
    assert waiting(app) == 0


def test_a_second_training_of_the_same_instrument_is_refused_and_one_of_another_is_not(
    app: APIFlask, admin: Person, bitcoin: int
) -> None:
    add_instrument(app, "ETHUSDT", has_data=True)
    first = begin(admin)
    again = admin.ask("POST", PATH, AUTO)
    assert (again.status_code, again.json["code"]) == (409, "training_active")
    other = begin(admin, {"symbol": "ETHUSDT", "mode": "auto"})
    assert [each["id"] for each in admin.get(f"{PATH}/")["items"]] == [other, first]


def test_a_cancelled_training_is_tried_again_once_and_cancelled_once(
    app: APIFlask, admin: Person, bitcoin: int
) -> None:
    number = begin(admin)
    cancelled = admin.ask("POST", f"{PATH}/{number}/cancel")
    assert (cancelled.status_code, cancelled.json["state"]) == (200, "cancelled")
    again = admin.ask("POST", f"{PATH}/{number}/cancel")
    assert (again.status_code, again.json["code"]) == (409, "training_closed")
    retried = admin.ask("POST", f"{PATH}/{number}/retry")
    assert (retried.status_code, retried.json["state"], retried.json["message"]) == (202, "queued", "")
    twice = admin.ask("POST", f"{PATH}/{number}/retry")
    assert (twice.status_code, twice.json["code"]) == (409, "training_closed")


def test_an_older_training_is_not_tried_again_beside_a_newer_one(admin: Person, bitcoin: int) -> None:
    older = begin(admin)
    admin.ask("POST", f"{PATH}/{older}/cancel")
    begin(admin)
    answer = admin.ask("POST", f"{PATH}/{older}/retry")
    assert (answer.status_code, answer.json["code"]) == (409, "training_active")
    assert admin.get(f"{PATH}/{older}")["state"] == "cancelled"


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_a_training_that_is_done_stays_as_it_is(
    app: APIFlask, admin: Person, bitcoin: int, action: str
) -> None:
    number = begin(admin)
    tr.set_training(app, number, state="done", message="Better than nothing")
    answer = admin.ask("POST", f"{PATH}/{number}/{action}")
    assert (answer.status_code, answer.json["code"]) == (409, "training_closed")
    assert admin.get(f"{PATH}/{number}")["message"] == "Better than nothing"


@pytest.mark.parametrize("number", ["99", "9999999999999999999"])
def test_a_training_that_is_not_there_is_not_found(admin: Person, number: str) -> None:
    for method, path in (("GET", ""), ("POST", "/cancel"), ("POST", "/retry")):
        assert admin.ask(method, f"{PATH}/{number}{path}").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("POST", ""), ("GET", "/1"), ("POST", "/1/cancel"), ("POST", "/1/retry")],
)
def test_trainings_are_the_administrators(
    admin: Person, ana: Person, bitcoin: int, method: str, path: str
) -> None:
    number = begin(admin)
    answer = ana.ask(method, f"{PATH}{path.replace('1', str(number))}", AUTO if method == "POST" else None)
    assert answer.status_code == 403
    assert ana.client.open(f"{PATH}{path}", method=method).status_code == 401
    assert admin.get(f"{PATH}/{number}")["state"] == "queued"


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=nonsense"])
def test_a_page_that_cannot_be_is_refused(admin: Person, query: str) -> None:
    assert admin.ask("GET", f"{PATH}/?{query}").status_code in {400, 422}
