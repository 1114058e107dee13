"""One's own profile and password."""

import pytest

from tests.support.accounts import bearer

NEW = "another fine long secret"


def change(client, headers, current, new):
    return client.post(
        "/api/auth/password", headers=headers, json={"current_password": current, "new_password": new}
    )


def test_the_profile_has_the_contracts_fields(client, make_user, sign_in):
    answer = client.get("/api/auth/profile", headers=sign_in(make_user()))
    assert answer.json.keys() == {
        "id", "username", "email", "role", "base_currency", "locale", "time_zone", "two_factor_enabled",
        "created_at",
    }  # fmt: skip


def test_a_change_of_the_profile_stays(client, make_user, sign_in):
    headers = sign_in(make_user())
    changes = {"base_currency": "RON", "locale": "ro-RO", "time_zone": "Europe/Bucharest"}
    assert client.patch("/api/auth/profile", headers=headers, json=changes).status_code == 200
    stored = client.get("/api/auth/profile", headers=headers).json
    assert {name: stored[name] for name in changes} == changes


def test_what_a_change_leaves_out_stays_as_it_was(client, make_user, sign_in):
    headers = sign_in(make_user())
    client.patch("/api/auth/profile", headers=headers, json={"base_currency": "RON"})
    client.patch("/api/auth/profile", headers=headers, json={"locale": "ro-RO"})
    assert client.get("/api/auth/profile", headers=headers).json["base_currency"] == "RON"


@pytest.mark.parametrize(
    "changes",
    [
        {"base_currency": "XXQ"},
        {"base_currency": "eur"},
        {"locale": "not a locale"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": "../../etc/passwd"},
        {"role": "admin"},
        {"username": "root"},
    ],
)
def test_a_bad_change_answers_422_and_points_at_it(client, make_user, sign_in, changes):
    answer = client.patch("/api/auth/profile", headers=sign_in(make_user()), json=changes)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == f"/{next(iter(changes))}"


def test_a_new_password_works_and_the_old_one_does_not(client, make_user, sign_in):
    user = make_user()
    assert change(client, sign_in(user), user.password, NEW).status_code == 204
    old = client.post("/api/auth/login", json={"username": user.username, "password": user.password})
    new = client.post("/api/auth/login", json={"username": user.username, "password": NEW})
    assert (old.status_code, new.status_code) == (401, 200)


def test_a_new_password_ends_every_other_session_and_keeps_this_one(client, make_user, sign_in):
    user = make_user()
    others, here = [sign_in(user), sign_in(user)], sign_in(user)
    change(client, here, user.password, NEW)
    codes = [client.get("/api/auth/profile", headers=other).json["code"] for other in others]
    assert codes == ["token_revoked"] * 2
    assert client.get("/api/auth/profile", headers=here).status_code == 200


def test_a_new_password_voids_the_others_refresh_tokens(client, make_user, sign_in):
    user = make_user()
    body = {"username": user.username, "password": user.password}
    token = client.post("/api/auth/login", json=body).json["refresh_token"]
    change(client, sign_in(user), user.password, NEW)
    assert client.post("/api/auth/refresh", headers=bearer(token)).json["code"] == "token_revoked"


def test_the_current_password_must_be_right(client, make_user, sign_in):
    answer = change(client, sign_in(make_user()), "a wrong guess", NEW)
    assert (answer.status_code, answer.json["code"]) == (422, "wrong_password")
    assert answer.json["errors"][0]["pointer"] == "/current_password"


@pytest.mark.parametrize("new", ["short", "password123", "user-1 is my name"])
def test_a_weak_new_password_is_refused(client, make_user, sign_in, new):
    user = make_user()
    answer = change(client, sign_in(user), user.password, new)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/new_password"
