"""Administrators look after accounts: who is there, and who may do what to whom."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.accounts import bearer
from tests.support.admin import ACTS, USERS, Make, Someone, act
from tests.support.person import Person

SHOWN = {
    "id", "username", "email", "role", "two_factor_enabled", "created_at", "signed_in_at", "locked_at",
    "held_up_until", "sessions", "api_tokens", "link_expires_at", "exported_at",
}  # fmt: skip


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
