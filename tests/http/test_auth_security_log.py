"""The security log: what it keeps, where, and who reads it."""

import json
from datetime import timedelta

import pytest

from app import clock
from app.clock import now
from app.db import transaction
from app.domain.auth.accounts.retention import prune
from tests.support.accounts import PASSWORD, bearer


def login(client, username, password, **request):
    body = {"username": username, "password": password}
    return client.post("/api/auth/login", json=body, **request)


@pytest.fixture
def entries(client, make_user, sign_in):
    """What an admin reads, newest first, without the entries about admins."""
    admin = make_user("admin")

    def read(**query):
        answer = client.get("/api/admin/security-events", headers=sign_in(admin), query_string=query)
        assert answer.status_code == 200, answer.json
        return [entry for entry in answer.json["items"] if entry["username"] != admin.username]

    return read


@pytest.fixture
def log_file(settings):
    def read():
        lines = (settings.log_dir / "auth.log").read_text().splitlines()
        return [json.loads(line) for line in lines]

    return read


def test_a_sign_in_is_kept_with_time_user_address_and_agent(client, make_user, entries):
    user = make_user()
    login(client, user.username, user.password, headers={"User-Agent": "Browser/1.0"})
    entry = entries(event="login")[0]
    assert entry.pop("id") > 0
    assert entry.pop("at").endswith("Z")
    assert entry == {
        "event": "login", "outcome": "success", "user_id": user.id, "username": user.username,
        "ip": "127.0.0.1", "user_agent": "Browser/1.0", "detail": None,
    }  # fmt: skip


def test_a_failed_sign_in_is_kept_although_the_request_failed(client, make_user, entries):
    user = make_user()
    login(client, user.username, "a wrong guess")
    login(client, "nobody", "a wrong guess")
    kept = [(entry["username"], entry["user_id"]) for entry in entries(event="login", outcome="failure")]
    assert kept == [("nobody", None), (user.username, user.id)]


@pytest.mark.settings(lockout_failures=2)
def test_a_lock_is_kept_once_and_each_refusal_after_it(client, make_user, entries):
    user = make_user()
    for _ in range(4):
        login(client, user.username, "a wrong guess")
    assert len(entries(event="lockout")) == 1
    details = [entry["detail"] for entry in entries(event="login")]
    assert details == ["locked_out"] * 2 + ["invalid_credentials"] * 2


def test_a_reuse_is_kept_although_the_request_failed(client, make_user, entries):
    user = make_user()
    token = login(client, user.username, user.password).json["refresh_token"]
    client.post("/api/auth/refresh", headers=bearer(token))
    clock.freeze(now() + timedelta(minutes=1))
    client.post("/api/auth/refresh", headers=bearer(token))
    reuse = entries(event="token_reuse")[0]
    assert (reuse["outcome"], reuse["username"]) == ("failure", user.username)


def test_a_wrong_password_while_signed_in_is_kept(client, make_user, sign_in, entries):
    headers = sign_in(make_user())
    wrong = {"current_password": "a wrong guess", "new_password": "another fine long secret"}
    client.post("/api/auth/password", headers=headers, json=wrong)
    client.post("/api/auth/2fa/setup", headers=headers, json={"password": "a wrong guess"})
    kept = [(entry["event"], entry["detail"]) for entry in entries(outcome="failure")]
    assert kept == [("two_factor_enable", "wrong_password"), ("password_change", "wrong_password")]


def test_the_life_of_an_account_leaves_its_trace(client, entries):
    body = {"username": "alice", "email": "a@example.org", "password": PASSWORD}
    client.post("/api/auth/register", json=body)
    token = login(client, "alice", PASSWORD).json["refresh_token"]
    here = bearer(client.post("/api/auth/refresh", headers=bearer(token)).json["token"])
    login(client, "alice", PASSWORD)
    listed = client.get("/api/auth/sessions", headers=here).json["items"]
    other = next(item["id"] for item in listed if not item["current"])
    client.delete(f"/api/auth/sessions/{other}", headers=here)
    wish = {"name": "x", "scopes": ["profile:read"], "current_password": PASSWORD}
    made = client.post("/api/auth/tokens", headers=here, json=wish)
    client.delete(f"/api/auth/tokens/{made.json['id']}", headers=here)
    change = {"current_password": PASSWORD, "new_password": "another fine long secret"}
    client.post("/api/auth/password", headers=here, json=change)
    client.post("/api/auth/logout", headers=here)
    kept = [entry["event"] for entry in entries()][::-1]
    assert kept == [
        "register", "login", "login", "session_end", "token_create", "token_revoke",
        "password_change", "logout",
    ]  # fmt: skip
    assert {entry["username"] for entry in entries()} == {"alice"}


def test_the_file_has_the_same_line_as_the_database(client, make_user, entries, log_file):
    user = make_user()
    login(client, user.username, "a wrong guess")
    entry = entries(event="login")[0]
    line = next(line for line in log_file() if line["outcome"] == "failure")
    assert {name: line[name] for name in line if name != "at"} == {
        name: entry[name] for name in line if name != "at"
    }


def test_neither_log_has_a_password_or_token_in_it(client, make_user, entries, settings):
    user = make_user()
    login(client, user.username, "a wrong guess")
    pair = login(client, user.username, user.password).json
    secret = client.post(
        "/api/auth/tokens",
        headers=bearer(pair["token"]),
        json={"name": "x", "scopes": ["profile:read"]},
    ).json["token"]
    written = json.dumps(entries()) + (settings.log_dir / "auth.log").read_text()
    hidden = ["a wrong guess", user.password, pair["token"], pair["refresh_token"], secret]
    assert not [found for found in hidden if found in written]


def test_a_line_break_in_a_header_cannot_forge_a_line_of_the_file(client, log_file):
    agent = 'x"}{"event": "login"\\n'
    login(client, "nobody", "a wrong guess", headers={"User-Agent": agent})
    assert log_file()[-1]["user_agent"] == agent


def forwarded(client, entries):
    login(client, "nobody", "a wrong guess", headers={"X-Forwarded-For": "203.0.113.1, 198.51.100.2"})
    return entries(event="login")[0]["ip"]


def test_without_a_trusted_proxy_nobodys_word_about_the_address_counts(client, entries):
    assert forwarded(client, entries) == "127.0.0.1"


@pytest.mark.settings(trusted_proxies=1)
def test_behind_one_proxy_the_address_is_the_one_that_it_saw(client, entries):
    assert forwarded(client, entries) == "198.51.100.2"


def test_filters_narrow_the_list(client, make_user, entries):
    one, two = make_user(), make_user()
    for user in (one, two):
        login(client, user.username, user.password)
        login(client, user.username, "a wrong guess")
    kept = entries(user=two.id, event="login", outcome="failure")
    assert [entry["username"] for entry in kept] == [two.username]


def test_the_list_is_read_page_by_page_newest_first(client, make_user, sign_in):
    headers = sign_in(make_user("admin"))
    for number in range(5):
        login(client, f"name{number}", "a wrong guess")
    seen, query = [], {"limit": 2, "outcome": "failure"}
    while True:
        page = client.get("/api/admin/security-events", headers=headers, query_string=query).json
        seen += [entry["username"] for entry in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == [f"name{number}" for number in reversed(range(5))]


@pytest.mark.parametrize("query", [{"outcome": "perhaps"}, {"user": "x"}, {"event": "a\0b"}, {"user": 2**63}])
def test_a_filter_that_makes_no_sense_answers_422(client, make_user, sign_in, query):
    answer = client.get("/api/admin/security-events", headers=sign_in(make_user("admin")), query_string=query)
    assert answer.status_code == 422


@pytest.mark.parametrize("role", ["user", "service"])
def test_only_an_admin_reads_everyones_log(client, make_user, sign_in, role):
    answer = client.get("/api/admin/security-events", headers=sign_in(make_user(role)))
    assert answer.status_code == 403


def test_a_user_reads_their_own_log_and_nobody_elses(client, make_user, sign_in):
    mine, theirs = make_user(), make_user()
    sign_in(theirs)
    answer = client.get("/api/auth/security-events", headers=sign_in(mine), query_string={"user": theirs.id})
    assert {entry["user_id"] for entry in answer.json["items"]} == {mine.id}


def test_pruning_forgets_what_is_past_keeping_and_nothing_else(app, client, make_user, entries):
    user = make_user()
    clock.freeze(now() - timedelta(days=401))
    login(client, user.username, user.password)
    clock.freeze(None)
    token = login(client, user.username, user.password).json["refresh_token"]
    assert len(entries(event="login")) == 2
    with app.app_context(), transaction():
        prune()
    assert len(entries(event="login")) == 1
    assert client.post("/api/auth/refresh", headers=bearer(token)).status_code == 200
