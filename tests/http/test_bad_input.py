"""Bad input: a clear problem, nothing stored, nothing told of our insides."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.money import MAX_MINOR
from tests.support.accounts import Account, Headers, bearer
from tests.support.money import queued, row

ADD, BATCH = "/api/add-transaction", "/api/transactions/batch"
Make = Callable[..., Account]
SignIn = Callable[..., Headers]


def problem(answer: Any, status: int, app: APIFlask) -> dict[str, Any]:
    """Check what every refusal has in common; return the problem."""
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    body: dict[str, Any] = answer.get_json()
    assert {"type", "title", "status", "detail", "instance", "code", "request_id"} <= set(body)
    assert "Traceback" not in answer.get_data(as_text=True)
    assert queued(app) == 0
    return body


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"nonsense", b'{"amount": NaN}', b"\xff\xfe",
        b'{"transaction_id": "a", "transaction_id": "b"}',
        b"[" * 100_000, b'{"a":' * 50_000, b'{"transaction_id": "\\ud800"}', b"1" * 5_000,
    ],
)  # fmt: skip
def test_a_body_that_is_not_json_answers_400(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, body: bytes
) -> None:
    headers = sign_in(make_user())
    for url in (ADD, BATCH):
        answer = client.post(url, data=body, content_type="application/json", headers=headers)
        problem(answer, 400, app)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"transaction_id": "/a"}, "/transaction_id"),
        ({"transaction_id": "a/"}, "/transaction_id"),
        ({"amount": -1}, "/amount"),
        ({"amount": 1.5}, "/amount"),
        ({"amount": True}, "/amount"),
        ({"amount": "1"}, "/amount"),
        ({"amount": None}, "/amount"),
        ({"amount": MAX_MINOR + 1}, "/amount"),
        ({"amount": 10**400}, "/amount"),
        ({"status": "DONE"}, "/status"),
        ({"status": "success"}, "/status"),
        ({"transaction_id": ""}, "/transaction_id"),
        ({"transaction_id": "x" * 101}, "/transaction_id"),
        ({"transaction_id": 7}, "/transaction_id"),
        ({"transaction_id": "a\0b"}, "/transaction_id"),
        ({"transaction_id": "line\n"}, "/transaction_id"),
        ({"description": "a\0b"}, "/description"),
        ({"description": "x" * 501}, "/description"),
        ({"merchant": ["Lidl"]}, "/merchant"),
        ({"currency": "XYZ"}, "/currency"),
        ({"currency": "eur"}, "/currency"),
        ({"user": "1"}, "/user"),
        ({"user": 0}, "/user"),
        ({"occurred_at": "yesterday"}, "/occurred_at"),
        ({"occurred_at": "2026-01-01T00:00:00"}, "/occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00Z"}, "/occurred_at"),
        ({"colour": "red"}, "/colour"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else "",
)
def test_a_bad_field_answers_422_and_points_at_it(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, change: dict[str, Any], pointer: str
) -> None:
    ana = make_user()
    answer = client.post(ADD, json={**row(ana.id), **change}, headers=sign_in(ana))
    found = problem(answer, 422, app)["errors"]
    assert [error["pointer"] for error in found] == [pointer]


def test_a_missing_field_is_pointed_at(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    answer = client.post(ADD, json={"transaction_id": "a"}, headers=sign_in(make_user()))
    assert problem(answer, 422, app)["errors"][0]["pointer"] == "/amount"


@pytest.mark.parametrize("body", ["7", '"text"', "null", '{"a": 1}'])
def test_a_batch_that_is_no_list_answers_422(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, body: str
) -> None:
    sent = client.post(BATCH, data=body, content_type="application/json", headers=sign_in(make_user()))
    problem(sent, 422, app)


def test_a_repeated_key_in_a_batch_is_refused_not_guessed(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    good = json.dumps(row(ana.id))
    for twice in (good[:-1] + ', "amount": 2}', good[:-1] + ', "am\\u006funt": 2}'):
        answer = client.post(
            BATCH, data=f"[{good}, {twice}]", content_type="application/json", headers=sign_in(ana)
        )
        problem(answer, 400, app)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/xml"])
def test_another_content_type_answers_415(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, kind: str
) -> None:
    ana = make_user()
    for url in (ADD, BATCH):
        answer = client.post(url, data=json.dumps(row(ana.id)), content_type=kind, headers=sign_in(ana))
        problem(answer, 415, app)


def test_ten_megabytes_answer_413(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    headers = sign_in(make_user())
    for url in (ADD, BATCH, "/api/auth/login"):
        answer = client.post(url, data=b" " * 10_000_000, content_type="application/json", headers=headers)
        problem(answer, 413, app)


def test_forged_tokens_are_refused(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    good = sign_in(ana)["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(good, options={"verify_signature": False})
    head, body, _ = good.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    forged = [
        f"{none}.{body}.",
        f"{head}.{body}.",
        jwt.encode(claims, "another key of thirty-two characters!", algorithm="HS256"),
        jwt.encode({**claims, "type": "admin"}, "another key of thirty-two characters!", algorithm="HS384"),
        good[:-4] + "AAAA",
        "x" * 5_000,
    ]
    for token in forged:
        answer = client.post(ADD, json=row(ana.id), headers=bearer(token))
        assert problem(answer, 401, app)["code"] == "token_invalid"


def test_an_expired_token_is_refused_even_after_it_was_seen_good(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    assert client.get("/api/auth/profile", headers=headers).status_code == 200
    later = time.time() + 16 * 60
    monkeypatch.setattr(time, "time", lambda: later)
    answer = client.post(ADD, json=row(ana.id), headers=headers)
    assert problem(answer, 401, app)["code"] == "token_expired"


def test_a_revoked_token_is_refused_on_the_other_replica_too(
    make_app: Callable[..., APIFlask], app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    other = make_app().test_client()
    assert other.get("/api/auth/profile", headers=headers).status_code == 200
    client.post("/api/auth/logout", headers=headers)
    for each in (client, other):
        assert problem(each.post(ADD, json=row(ana.id), headers=headers), 401, app)["code"] == "token_revoked"


def test_a_refresh_token_is_no_access_token(app: APIFlask, client: FlaskClient, make_user: Make) -> None:
    ana = make_user()
    login = client.post("/api/auth/login", json={"username": ana.username, "password": ana.password})
    answer = client.post(ADD, json=row(ana.id), headers=bearer(login.json["refresh_token"]))
    assert problem(answer, 401, app)["code"] == "token_invalid"


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "cursor=%00", "cursor=AAAA", "from=soon", "to=2026-13-01",
     "min=-1", "min=1.5", "status=ODD", "q=%00", "from=2026-01-01T00:00:00", f"max={10**30}",
     "from=2026-02-01&to=2026-01-31"],
)  # fmt: skip
def test_a_bad_filter_answers_422(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, query: str
) -> None:
    problem(client.get(f"/api/transactions?{query}", headers=sign_in(make_user())), 422, app)


def test_unknown_paths_and_methods_answer_problems(app: APIFlask, client: FlaskClient) -> None:
    problem(client.get("/api/no-such-thing"), 404, app)
    assert client.put("/api/add-transaction", json={}).status_code == 405


def test_a_number_that_no_row_can_have_answers_404_whatever_the_method(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    headers = sign_in(make_user("admin"))
    asked = [
        (method, re.sub(r"<int[^>]*>", str(number), rule.rule))
        for rule in app.url_map.iter_rules() if "<int" in rule.rule
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
        for number in (2**63, 10**30)
    ]  # fmt: skip
    assert len(asked) > 100
    answers = {
        (method, path): client.open(path, method=method, headers=headers).status_code
        for method, path in asked if "<" not in path
    }  # fmt: skip
    assert {key: status for key, status in answers.items() if status != 404} == {}
