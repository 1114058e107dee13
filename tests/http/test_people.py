"""Administrators look after accounts: found, shown, given roles, locked, signed out."""

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
from tests.support.person import Person

Someone = Callable[..., Person]
Make = Callable[..., Account]
USERS = "/api/admin/users"
SHOWN = {
    "id", "username", "email", "role", "two_factor_enabled", "created_at", "signed_in_at", "locked_at",
    "held_up_until", "sessions", "api_tokens", "link_expires_at", "exported_at",
}  # fmt: skip
ACTS = [
    ("PATCH", "", {"role": "service"}),
    ("POST", "/lock", None),
    ("POST", "/unlock", None),
    ("POST", "/end-sessions", None),
    ("POST", "/password-link", {}),
    ("POST", "/export", {}),
    ("POST", "/erase", {"username": "user-2", "without_export": True}),
]


@pytest.fixture
def admin(someone: Someone) -> Person:
    return someone("admin")


def act(admin: Person, user_id: int, what: str, body: Any = None, method: str = "POST") -> Any:
    return admin.ask(method, f"{USERS}/{user_id}{what}", body)


def login(client: FlaskClient, account: Account, password: str | None = None, **request: Any) -> Any:
    body = {"username": account.username, "password": password or account.password}
    return client.post("/api/auth/login", json=body, **request)


def events_of(admin: Person, user_id: int, *, known: tuple[str, ...] = ("login", "register")) -> list[Any]:
    """Return what the log says of somebody, the newest first, as event and detail."""
    found = admin.get(f"/api/admin/security-events?user={user_id}")["items"]
    return [(each["event"], each["detail"]) for each in found if each["event"] not in known]


# --- the list ------------------------------------------------------------------------------------


def test_everybody_is_listed_the_newest_first_and_nothing_that_proves_anything(
    admin: Person, make_user: Make
) -> None:
    ana, bob = make_user(), make_user("service")
    listed = admin.get(USERS)["items"]
    assert [each["id"] for each in listed] == [bob.id, ana.id, admin.id]
    assert all(each.keys() == SHOWN for each in listed)
    assert listed[2]["sessions"] == 1
    assert listed[2]["signed_in_at"] is not None
    assert (listed[1]["sessions"], listed[1]["signed_in_at"], listed[1]["locked_at"]) == (0, None, None)


def test_the_list_is_read_page_by_page(admin: Person, make_user: Make) -> None:
    made = [make_user().id for _ in range(3)]
    first = admin.get(f"{USERS}?limit=2")
    second = admin.get(f"{USERS}?limit=2&cursor={first['next_cursor']}")
    found = [each["id"] for page in (first, second) for each in page["items"]]
    assert (found, second["next_cursor"]) == ([*reversed(made), admin.id], None)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=ANA", ["ana.maria"]),
        ("q=maria@example", ["ana.maria"]),
        ("q=EXAMPLE.ORG", ["robot", "ana.maria", "admin-1"]),
        ("q=a_a", []),  # no pattern: an underscore is one
        ("q=%25", []),
        ("role=service", ["robot"]),
        ("locked=true", ["robot"]),
        ("locked=false", ["ana.maria", "admin-1"]),
        ("q=admin&locked=true", []),
    ],
)
def test_people_are_found_by_name_address_role_and_lock(
    admin: Person, make_user: Make, query: str, names: list[str]
) -> None:
    make_user(username="ana.maria")
    act(admin, make_user("service", username="robot").id, "/lock")
    assert [each["username"] for each in admin.get(f"{USERS}?{query}")["items"]] == names


@pytest.mark.parametrize("query", ["role=boss", "locked=perhaps", "limit=0", "cursor=nonsense", "q=%00"])
def test_a_query_that_means_nothing_answers_422(admin: Person, query: str) -> None:
    assert admin.ask("GET", f"{USERS}?{query}").status_code == 422


def test_one_person_is_shown_as_in_the_list(admin: Person, ana: Person) -> None:
    assert admin.get(f"{USERS}/{ana.id}") == admin.get(USERS)["items"][0]


# --- who may, and whom ---------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "what", "body"), [("GET", "", None), *ACTS])
def test_nobody_but_an_administrator_may_do_any_of_it(
    client: FlaskClient, admin: Person, someone: Someone, method: str, what: str, body: Any
) -> None:
    ana, robot = someone(), someone("service")
    for person in (ana, robot):
        assert act(person, ana.id, what, body, method).status_code == 403
    assert client.open(f"{USERS}/{ana.id}{what}", method=method, json=body).status_code == 401
    token = admin.ask("POST", "/api/auth/tokens", {"name": "t", "scopes": ["profile:read"]}).json["token"]
    answer = client.open(f"{USERS}/{ana.id}{what}", method=method, json=body, headers=bearer(token))
    assert answer.status_code == 403  # an administrator's API token is no administrator
    assert admin.get(f"{USERS}/{ana.id}")["sessions"] == 1


@pytest.mark.parametrize(("method", "what", "body"), [("GET", "", None), *ACTS])
@pytest.mark.parametrize("user_id", ["999", str(2**62)])
def test_an_account_that_is_not_there_answers_404(
    admin: Person, method: str, what: str, body: Any, user_id: str
) -> None:
    answer = admin.ask(method, f"{USERS}/{user_id}{what}", body)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("what", "body", "method"),
    [
        ("", {"role": "user"}, "PATCH"),
        ("/lock", None, "POST"),
        ("/erase", {"username": "admin-1", "without_export": True}, "POST"),
    ],
)
def test_administrators_cannot_shut_themselves_out(
    admin: Person, make_user: Make, what: str, body: Any, method: str
) -> None:
    make_user("admin")  # it is not that they are the last
    answer = act(admin, admin.id, what, body, method)
    assert (answer.status_code, answer.json["code"]) == (409, "own_account")
    assert admin.get(f"{USERS}/{admin.id}")["role"] == "admin"


@pytest.mark.parametrize(
    ("method", "what", "body"),
    [
        ("PATCH", "", {}),
        ("PATCH", "", {"role": "boss"}),
        ("PATCH", "", {"role": None}),
        ("PATCH", "", {"role": "user", "username": "x"}),
        ("POST", "/password-link", {"otp": 1}),
        ("POST", "/export", {"current_password": ""}),
        ("POST", "/erase", {}),
        ("POST", "/erase", {"username": "someone else", "without_export": True}),
        ("POST", "/erase", {"username": "user-1", "without_export": "yes"}),
    ],
)
def test_a_body_that_is_wrong_answers_422_and_changes_nothing(
    admin: Person, ana: Person, method: str, what: str, body: Any
) -> None:
    before = admin.get(f"{USERS}/{ana.id}")
    answer = act(admin, ana.id, what, body, method)
    assert (answer.status_code, bool(answer.json["errors"])) == (422, True)
    assert admin.get(f"{USERS}/{ana.id}") == before


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


def fail(client: FlaskClient, account: Account, name: str, **body: Any) -> None:
    for _ in range(2):
        given = {"username": name, "password": "a wrong guess", **body}
        assert client.post("/api/auth/login", json=given).status_code == 401
    right = {"username": name, "password": account.password, **body}
    assert client.post("/api/auth/login", json=right).json["code"] == "locked_out"


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
