"""Administrators give roles, lock and unlock accounts, and end their sessions; each act is logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.db import transaction
from app.domain.auth.people import access
from app.domain.auth.people.actor import TERMINAL
from app.domain.auth.people.errors import LastAdmin
from tests.support.accounts import Account, Headers, bearer
from tests.support.admin import ACTS, USERS, Make, act, events_of, fail, login
from tests.support.person import Person

# --- roles ---------------------------------------------------------------------------------------


def test_a_new_role_counts_from_the_next_sign_in_which_is_asked_for_at_once(
    client: FlaskClient, admin: Person, make_user: Make, sign_in: Callable[..., Headers]
) -> None:
    bob = make_user()
    before = sign_in(bob)
    answer = act(admin, bob.id, "", {"role": "admin"}, "PATCH")
    assert (answer.status_code, answer.json["role"], answer.json["sessions"]) == (200, "admin", 0)
    assert client.get("/api/auth/profile", headers=before).json["code"] == "token_revoked"
    assert client.get(USERS, headers=sign_in(bob)).status_code == 200


def test_who_is_administrator_no_longer_is_refused_at_once(
    client: FlaskClient, admin: Person, make_user: Make, sign_in: Callable[..., Headers]
) -> None:
    bob = make_user("admin")
    headers = sign_in(bob)
    act(admin, bob.id, "", {"role": "user"}, "PATCH")
    assert client.get(USERS, headers=headers).status_code == 401
    assert client.get(USERS, headers=sign_in(bob)).status_code == 403


def test_the_role_that_somebody_has_already_changes_nothing(admin: Person, ana: Person) -> None:
    answer = act(admin, ana.id, "", {"role": "user"}, "PATCH")
    assert (answer.status_code, answer.json["sessions"]) == (200, 1)
    assert events_of(admin, ana.id) == []


def test_the_last_administrator_stays_one_also_where_the_other_is_locked(
    app: APIFlask, admin: Person, make_user: Make
) -> None:
    other = make_user("admin")
    act(admin, other.id, "/lock")
    with app.app_context():
        for attempt in (
            lambda: access.change_role(admin.id, "user", TERMINAL),
            lambda: access.lock(admin.id, TERMINAL),
        ):
            with pytest.raises(LastAdmin), transaction():
                attempt()
    assert admin.get(f"{USERS}/{admin.id}")["role"] == "admin"


def test_an_administrator_who_is_locked_may_lose_the_role(admin: Person, make_user: Make) -> None:
    other = make_user("admin")
    act(admin, other.id, "/lock")
    assert act(admin, other.id, "", {"role": "user"}, "PATCH").json["role"] == "user"


# --- locks ---------------------------------------------------------------------------------------


def test_who_is_locked_is_out_at_once_with_every_token_and_does_not_come_in(
    client: FlaskClient, admin: Person, make_user: Make, sign_in: Callable[..., Headers]
) -> None:
    bob = make_user()
    tokens = login(client, bob).json
    headers = bearer(tokens["access_token"])
    body = {"name": "t", "scopes": ["profile:read"]}
    program = client.post("/api/auth/tokens", json=body, headers=headers).json["token"]
    assert act(admin, bob.id, "/lock").json["locked_at"] is not None
    for token in (tokens["access_token"], program):
        assert client.get("/api/auth/profile", headers=bearer(token)).status_code == 401
    assert client.post("/api/auth/refresh", headers=bearer(tokens["refresh_token"])).status_code == 401
    refused = login(client, bob)
    assert (refused.status_code, refused.json["code"]) == (403, "account_locked")


def test_only_who_knows_the_password_hears_that_an_account_is_locked(
    client: FlaskClient, admin: Person, make_user: Make
) -> None:
    bob = make_user()
    act(admin, bob.id, "/lock")
    assert login(client, bob, "not the password").json["code"] == "invalid_credentials"


def test_with_two_factors_a_lock_is_told_after_both(
    client: FlaskClient, admin: Person, two_factors: Callable[[], tuple[Account, Callable[[], str]]]
) -> None:
    bob, code = two_factors()
    act(admin, bob.id, "/lock")
    assert login(client, bob).json["code"] == "otp_required"
    body = {"username": bob.username, "password": bob.password, "otp": code()}
    assert client.post("/api/auth/login", json=body).json["code"] == "account_locked"


def test_who_is_unlocked_comes_in_again_and_so_do_their_programs(
    client: FlaskClient, admin: Person, make_user: Make, sign_in: Callable[..., Headers]
) -> None:
    bob = make_user()
    headers = sign_in(bob)
    body = {"name": "t", "scopes": ["profile:read"]}
    program = client.post("/api/auth/tokens", json=body, headers=headers).json["token"]
    act(admin, bob.id, "/lock")
    assert act(admin, bob.id, "/unlock").json["locked_at"] is None
    assert client.get("/api/auth/profile", headers=bearer(program)).status_code == 200
    assert (
        client.get("/api/auth/profile", headers=headers).status_code == 401
    )  # a session that ended stays so
    assert login(client, bob).status_code == 200


@pytest.mark.parametrize("what", ["/lock", "/unlock", "/end-sessions"])
def test_the_same_again_changes_nothing_and_is_logged_once(admin: Person, ana: Person, what: str) -> None:
    if what == "/unlock":
        act(admin, ana.id, "/lock")
    first, second = (act(admin, ana.id, what) for _ in range(2))
    assert (first.status_code, first.json) == (200, second.json)
    names = [name for name, _ in events_of(admin, ana.id)]
    assert names.count(f"account_{what[1:].replace('-', '_').replace('end_sessions', 'sessions_end')}") == 1


# --- held up after failed sign-ins ---------------------------------------------------------------


@pytest.mark.settings(lockout_failures=2)
@pytest.mark.parametrize("by", ["username", "email", "device"])
def test_who_is_held_up_by_failures_is_not_locked_and_an_unlock_lets_them_try_at_once(
    client: FlaskClient, admin: Person, make_user: Make, by: str
) -> None:
    bob = make_user()
    device = {"device": login(client, bob).json["device"]} if by == "device" else {}
    name = bob.email if by == "email" else bob.username
    fail(client, bob, name, **device)
    shown = admin.get(f"{USERS}/{bob.id}")
    assert (shown["locked_at"], shown["held_up_until"] is not None) == (None, True)
    assert act(admin, bob.id, "/unlock").json["held_up_until"] is None
    right = {"username": name, "password": bob.password, **device}
    assert client.post("/api/auth/login", json=right).status_code == 200
    assert events_of(admin, bob.id)[0] == ("account_unlock", "failed sign-ins forgotten")


@pytest.mark.settings(lockout_failures=2)
def test_an_unlock_is_remembered_when_redis_loses_everything(
    client: FlaskClient, admin: Person, make_user: Make, redis_server: Any
) -> None:
    bob = make_user()
    fail(client, bob, bob.username)
    act(admin, bob.id, "/unlock")
    redis_server.client().flushall()
    assert login(client, bob).status_code == 200


@pytest.mark.settings(lockout_failures=2)
def test_somebody_elses_failures_stay_counted(client: FlaskClient, admin: Person, make_user: Make) -> None:
    bob, eve = make_user(), make_user()
    fail(client, eve, eve.username)
    act(admin, bob.id, "/unlock")
    assert login(client, eve).json["code"] == "locked_out"


# --- sessions, and the log -----------------------------------------------------------------------


def test_ended_sessions_are_refused_and_programs_go_on(
    client: FlaskClient, admin: Person, make_user: Make, sign_in: Callable[..., Headers]
) -> None:
    bob = make_user()
    first, second = sign_in(bob), sign_in(bob)
    body = {"name": "t", "scopes": ["profile:read"]}
    program = bearer(client.post("/api/auth/tokens", json=body, headers=first).json["token"])
    assert act(admin, bob.id, "/end-sessions").json["sessions"] == 0
    answers = [client.get("/api/auth/profile", headers=each).status_code for each in (first, second, program)]
    assert answers == [401, 401, 200]
    assert login(client, bob).status_code == 200


def test_ending_ones_own_sessions_leaves_the_one_in_use(
    client: FlaskClient, make_user: Make, sign_in: Callable[..., Headers]
) -> None:
    boss = make_user("admin")
    other, used = sign_in(boss), sign_in(boss)
    assert client.post(f"{USERS}/{boss.id}/end-sessions", headers=used).json["sessions"] == 1
    assert client.get("/api/auth/profile", headers=other).status_code == 401


def test_each_act_is_in_the_log_of_both_and_tells_the_person_no_address(admin: Person, ana: Person) -> None:
    for method, what, body in ACTS[:-1]:
        assert act(admin, ana.id, what, body, method).status_code < 300
    theirs = [
        ("account_export", None),
        ("account_link", None),
        ("account_unlock", None),
        ("account_lock", None),
        ("account_role", "user to service"),
    ]
    assert events_of(admin, ana.id) == theirs
    own = [name for name, _ in events_of(admin, admin.id)]
    assert own == [name.replace("account_", "admin_") for name, _ in theirs]
    assert events_of(admin, admin.id)[-1] == ("admin_role", f"user-2 (no. {ana.id}): user to service")
    lines = admin.get(f"/api/admin/security-events?user={ana.id}&event=account_lock")["items"]
    assert [(each["ip"], each["user_agent"]) for each in lines] == [("administrator", "admin-1")]


def test_what_a_stolen_session_must_not_do_asks_for_the_password(
    client: FlaskClient, make_user: Make
) -> None:
    boss, ana = make_user("admin"), make_user()
    tokens = login(client, boss).json
    refreshed = client.post("/api/auth/refresh", headers=bearer(tokens["refresh_token"])).json
    headers = bearer(refreshed["access_token"])  # of a sign-in that is some time ago
    dangerous = (
        ("PATCH", "", {"role": "admin"}),
        ("POST", "/password-link", {}),
        ("POST", "/export", {}),
        ("POST", "/erase", {"username": ana.username, "without_export": True}),
    )
    for method, what, body in dangerous:
        url = f"{USERS}/{ana.id}{what}"
        answers = [
            client.open(url, method=method, json={**body, **proof}, headers=headers)
            for proof in ({}, {"current_password": "not it"}, {"current_password": boss.password})
        ]
        codes = [each.json["code"] for each in answers[:2]]
        assert (codes, answers[2].status_code < 300) == (["fresh_sign_in_needed", "wrong_password"], True)
        if what == "":
            assert client.patch(url, json={"role": "user"}, headers=headers).status_code == 200
