"""Links to a new password: once, for a day, and nothing is learnt from one that does not work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock, security
from app.clock import now
from app.db import transaction
from app.domain.auth.accounts.retention import prune
from app.domain.auth.accounts.tables import PasswordLink
from app.extensions import db
from tests.support.accounts import Headers, bearer
from tests.support.admin import Make, Someone, act, events_of, fail, login
from tests.support.person import Person

NEW = "an entirely new secret"
LINK = "/api/auth/new-password"


@pytest.fixture
def secret_for(admin: Person) -> Callable[[int], str]:
    def make(user_id: int) -> str:
        answer = act(admin, user_id, "/password-link", {})
        assert answer.status_code == 201, answer.json
        page, _, secret = answer.json["path"].partition("#")
        assert page == "/new-password"
        return str(secret)

    return make


def use(client: FlaskClient, secret: str, password: str = NEW, **more: Any) -> Any:
    return client.post(LINK, json={"secret": secret, "new_password": password, **more})


def test_a_link_sets_a_new_password_ends_every_session_and_works_once(
    client: FlaskClient,
    admin: Person,
    make_user: Make,
    sign_in: Callable[..., Headers],
    secret_for: Callable[[int], str],
) -> None:
    bob = make_user()
    before, secret = sign_in(bob), secret_for(bob.id)
    assert use(client, secret).json == {"username": bob.username}
    assert client.get("/api/auth/profile", headers=before).status_code == 401
    assert [login(client, bob, password).status_code for password in (bob.password, NEW)] == [401, 200]
    again = use(client, secret, "yet another fine secret")
    assert (again.status_code, again.json["code"]) == (404, "link_invalid")
    assert events_of(admin, bob.id)[0] == ("password_link_use", None)


def test_until_it_is_used_the_old_password_works(
    client: FlaskClient, make_user: Make, secret_for: Callable[[int], str]
) -> None:
    bob = make_user()
    secret_for(bob.id)
    assert login(client, bob).status_code == 200


def test_only_a_hash_of_it_is_kept(app: APIFlask, make_user: Make, secret_for: Callable[[int], str]) -> None:
    secret = secret_for(make_user().id)
    with app.app_context():
        assert secret not in str(db.session.execute(sa.select(PasswordLink.__table__)).one())


@pytest.mark.parametrize(
    "why", ["unknown", "used", "replaced", "run out", "locked", "unlocked again", "erased"]
)
def test_a_link_that_does_not_work_answers_the_same_whatever_the_reason(
    client: FlaskClient, admin: Person, make_user: Make, secret_for: Callable[[int], str], why: str
) -> None:
    bob = make_user()
    secret = secret_for(bob.id)
    if why == "unknown":
        secret = "x" * 43
    elif why == "used":
        use(client, secret)
    elif why == "replaced":
        secret_for(bob.id)
    elif why in {"locked", "unlocked again"}:
        act(admin, bob.id, "/lock")
        if why == "unlocked again":
            act(admin, bob.id, "/unlock")
    elif why == "erased":
        act(admin, bob.id, "/erase", {"username": bob.username, "without_export": True})
    elif why == "run out":
        clock.freeze(now() + timedelta(hours=24))
    answer = use(client, secret, "yet another fine secret")
    unknown = use(client, "y" * 43, "yet another fine secret")
    assert answer.status_code == 404
    assert {**answer.json, "request_id": ""} == {**unknown.json, "request_id": ""}


def test_a_link_that_does_not_work_costs_as_much_as_one_that_does(
    client: FlaskClient, make_user: Make, secret_for: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(
        security, "_run_blocking", lambda function, *args: hashed.append(function.__name__) or function(*args)
    )
    secret = secret_for(make_user().id)
    hashed.clear()
    use(client, "x" * 43)
    for_nothing = list(hashed)
    hashed.clear()
    use(client, secret)
    assert for_nothing == hashed == ["hash"]


@pytest.mark.parametrize(
    "password", ["short", "password123", "user-2 has this one", "x" * 201, "with\nlines in it"]
)
def test_a_password_that_is_refused_leaves_the_link_as_it_is(
    client: FlaskClient, make_user: Make, secret_for: Callable[[int], str], password: str
) -> None:
    secret = secret_for(make_user().id)
    refused = use(client, secret, password)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/new_password")
    assert use(client, secret).status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"secret": "x"}, {"new_password": NEW}, {"secret": "", "new_password": NEW},
     {"secret": 1, "new_password": NEW}, {"secret": "x" * 201, "new_password": NEW},
     {"secret": "a\0b", "new_password": NEW}, {"secret": "x", "new_password": NEW, "user": 1}],
)  # fmt: skip
def test_a_body_that_is_wrong_answers_422(client: FlaskClient, body: Any) -> None:
    assert client.post(LINK, json=body).status_code == 422


@pytest.mark.settings(signin_limit="3 per minute")
def test_guessing_at_links_is_limited_by_address(client: FlaskClient) -> None:
    answers = [use(client, f"guess {number}").status_code for number in range(4)]
    assert answers == [404, 404, 404, 429]


@pytest.mark.parametrize(("ends", "status"), [({}, 401), ({"end_api_tokens": False}, 200)])
def test_programs_end_with_it_unless_told_otherwise(
    client: FlaskClient, someone: Someone, secret_for: Callable[[int], str], ends: Any, status: int
) -> None:
    bob = someone()
    token = bob.ask("POST", "/api/auth/tokens", {"name": "t", "scopes": ["profile:read"]}).json["token"]
    assert use(client, secret_for(bob.id), **ends).status_code == 200
    assert client.get("/api/auth/profile", headers=bearer(token)).status_code == status


@pytest.mark.settings(lockout_failures=2)
def test_who_was_held_up_after_forgetting_the_password_signs_in_with_the_new_one(
    client: FlaskClient, make_user: Make, secret_for: Callable[[int], str]
) -> None:
    bob = make_user()
    fail(client, bob, bob.username)
    use(client, secret_for(bob.id))
    assert login(client, bob, NEW).status_code == 200


def test_a_second_factor_stays_as_it_was(
    client: FlaskClient, secret_for: Callable[[int], str], two_factors: Callable[[], tuple[Any, Any]]
) -> None:
    bob, _ = two_factors()
    use(client, secret_for(bob.id))
    assert login(client, bob, NEW).json["code"] == "otp_required"


def test_who_is_locked_is_given_no_link(admin: Person, ana: Person) -> None:
    act(admin, ana.id, "/lock")
    answer = act(admin, ana.id, "/password-link", {})
    assert (answer.status_code, answer.json["code"]) == (409, "person_locked")


def test_the_person_is_shown_with_the_link_until_it_is_used_or_has_run_out(
    app: APIFlask, client: FlaskClient, admin: Person, ana: Person, secret_for: Callable[[int], str]
) -> None:
    secret = secret_for(ana.id)
    assert act(admin, ana.id, "", method="GET").json["link_expires_at"] is not None
    use(client, secret)
    assert act(admin, ana.id, "", method="GET").json["link_expires_at"] is None
    secret_for(ana.id)
    clock.freeze(now() + timedelta(hours=25))
    with app.app_context():
        with transaction():
            prune()
        assert db.session.scalar(sa.select(sa.func.count()).select_from(PasswordLink)) == 0
