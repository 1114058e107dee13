"""What ends sign-ins reaches those that are under way as well: looking at a password takes a while."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import security
from tests.support.accounts import Account, Headers
from tests.support.admin import Make, act, login
from tests.support.person import Person

SignIn = Callable[..., Headers]
Meanwhile = Callable[[Callable[[FlaskClient], Any]], None]
NEW, THIRD = "an entirely new secret", "yet another fine secret"


@pytest.fixture
def meanwhile(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Have something happen once, right after the next password was looked at."""

    def arrange(what: Callable[[FlaskClient], Any]) -> None:
        waiting = [what]

        def run(function: Callable[..., Any], *args: Any) -> Any:
            found = function(*args)
            if waiting:  # in a thread, so that it has a database session of its own
                other = Thread(target=waiting.pop(), args=(app.test_client(),))
                other.start()
                other.join()
            return found

        monkeypatch.setattr(security, "_run_blocking", run)

    return arrange


def change(client: FlaskClient, headers: Headers, account: Account, new: str = NEW) -> Any:
    body = {"current_password": account.password, "new_password": new}
    return client.post("/api/auth/password", json=body, headers=headers)


def make_token(client: FlaskClient, headers: Headers, account: Account) -> Any:
    body = {"name": "laptop", "scopes": ["profile:read"], "current_password": account.password}
    return client.post("/api/auth/tokens", json=body, headers=headers)


def test_no_sign_in_with_the_old_password_outlives_its_change(
    client: FlaskClient, make_user: Make, sign_in: SignIn, meanwhile: Meanwhile
) -> None:
    bob = make_user()
    headers = sign_in(bob)
    meanwhile(lambda other: change(other, headers, bob))
    late = login(client, bob)
    assert (late.status_code, late.json["code"]) == (401, "invalid_credentials")
    assert len(client.get("/api/auth/sessions", headers=headers).json["items"]) == 1
    assert login(client, bob, NEW).status_code == 200


def test_nor_does_it_outlive_a_link_to_a_new_one(
    client: FlaskClient, admin: Person, make_user: Make, meanwhile: Meanwhile
) -> None:
    bob = make_user()
    secret = act(admin, bob.id, "/password-link", {}).json["path"].partition("#")[2]
    body = {"secret": secret, "new_password": NEW}
    meanwhile(lambda other: other.post("/api/auth/new-password", json=body))
    assert login(client, bob).json["code"] == "invalid_credentials"
    assert admin.get(f"/api/admin/users/{bob.id}")["sessions"] == 0


def test_nor_a_lock(client: FlaskClient, admin: Person, make_user: Make, meanwhile: Meanwhile) -> None:
    bob = make_user()
    lock = f"/api/admin/users/{bob.id}/lock"
    meanwhile(lambda other: other.post(lock, headers=admin.headers))
    assert login(client, bob).json["code"] == "account_locked"
    assert admin.get(f"/api/admin/users/{bob.id}")["sessions"] == 0


@pytest.mark.parametrize("ask", [change, make_token])
def test_a_session_that_is_ended_meanwhile_leaves_nothing_behind_that_lets_in_again(
    client: FlaskClient, make_user: Make, sign_in: SignIn, meanwhile: Meanwhile, ask: Callable[..., Any]
) -> None:
    bob = make_user()
    mine, stolen = sign_in(bob), sign_in(bob)
    meanwhile(lambda other: change(other, mine, bob, THIRD))
    refused = ask(client, stolen, bob)
    assert (refused.status_code, refused.json["code"]) == (401, "token_revoked")
    assert client.get("/api/auth/tokens", headers=mine).json["items"] == []
    assert login(client, bob, THIRD).status_code == 200


@pytest.mark.parametrize("ask", [change, make_token])
def test_signing_a_device_out_meanwhile_does_the_same(
    client: FlaskClient, make_user: Make, sign_in: SignIn, meanwhile: Meanwhile, ask: Callable[..., Any]
) -> None:
    bob = make_user()
    mine, stolen = sign_in(bob), sign_in(bob)
    meanwhile(lambda other: other.post("/api/auth/logout", headers=stolen))
    assert ask(client, stolen, bob).json["code"] == "token_revoked"
    assert client.get("/api/auth/tokens", headers=mine).json["items"] == []
    assert login(client, bob).status_code == 200
