"""Opening an account, and the strictness of every body."""

import threading

import pytest

ALICE = {"username": "alice", "email": "alice@example.org", "password": "a fine long secret"}


def register(client, **changes):
    return client.post("/api/auth/register", json={**ALICE, **changes})


def pointers(answer):
    return [error["pointer"] for error in answer.json["errors"]]


def test_registers_a_user_and_signs_nobody_in(client):
    answer = register(client)
    assert answer.status_code == 201
    assert answer.json["username"] == "alice"
    assert answer.json["role"] == "user"
    assert answer.json["two_factor_enabled"] is False
    assert not {"token", "access_token", "password", "password_hash"} & answer.json.keys()


@pytest.mark.settings(default_currency="RON")
def test_a_new_account_has_the_installations_currency(client):
    assert register(client).json["base_currency"] == "RON"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"email": "b@example.org"}, "username_taken"), ({"username": "bob"}, "email_taken")],
)
def test_a_name_or_address_that_is_taken_answers_409(client, changes, code):
    register(client)
    answer = register(client, **changes)
    assert (answer.status_code, answer.json["code"]) == (409, code)


def test_names_and_addresses_are_taken_whatever_their_case(client):
    register(client)
    assert register(client, username="ALICE", email="b@example.org").json["code"] == "username_taken"
    assert register(client, username="bob", email="Alice@Example.ORG").json["code"] == "email_taken"


def test_of_many_who_ask_for_a_name_at_once_one_gets_it(app):
    answers = []
    askers = [
        threading.Thread(target=lambda: answers.append(register(app.test_client()).status_code))
        for _ in range(8)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert sorted(answers) == [201] + [409] * 7


@pytest.mark.settings(allow_registration=False)
def test_a_closed_installation_takes_no_accounts(client):
    answer = register(client)
    assert (answer.status_code, answer.json["code"]) == (404, "registration_closed")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"username": "al"}, "/username"),
        ({"username": "a" * 41}, "/username"),
        ({"username": "alice@example.org"}, "/username"),
        ({"username": "al ice"}, "/username"),
        ({"username": "alice\n"}, "/username"),
        ({"username": "al\0ice"}, "/username"),
        ({"username": 12345}, "/username"),
        ({"username": None}, "/username"),
        ({"email": "nobody"}, "/email"),
        ({"email": "a\0@example.org"}, "/email"),
        ({"email": "ΐ" * 60 + "@" + "b" * 60 + "." + "c" * 40 + ".com"}, "/email"),  # folds to over 254
        ({"password": "too short"}, "/password"),
        ({"password": "a" * 201}, "/password"),
        ({"password": "a fine\0secret"}, "/password"),
        ({"password": "password123"}, "/password"),
        ({"password": "alice-in-chains"}, "/password"),
        ({"role": "admin"}, "/role"),
    ],
)
def test_a_bad_field_answers_422_and_points_at_it(client, changes, pointer):
    answer = register(client, **changes)
    assert answer.status_code == 422
    assert pointers(answer) == [pointer]


def test_a_missing_field_is_pointed_at(client):
    answer = client.post("/api/auth/register", json={"username": "alice"})
    assert sorted(pointers(answer)) == ["/email", "/password"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b'{"username": "a", "username": "b"}',
        b'{"username": NaN}',
        b'{"username": "\xff"}',
        b'{"username": "\\ud800"}',
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_not_json_answers_400(client, body):
    answer = client.post("/api/auth/register", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")


def test_a_body_of_another_type_answers_415(client):
    assert client.post("/api/auth/register", data=ALICE).status_code == 415


def test_a_body_that_is_no_object_answers_422_about_the_whole(client):
    answer = client.post("/api/auth/register", json=[ALICE])
    assert (answer.status_code, pointers(answer)) == (422, [""])


def test_a_pointer_escapes_slashes_and_tildes(client):
    assert pointers(register(client, **{"a/b~c": 1})) == ["/a~1b~0c"]


@pytest.mark.settings(max_body_bytes=1000)
def test_a_body_that_is_too_large_answers_413(client):
    answer = register(client, password="x" * 2000)
    assert answer.status_code == 413
    assert answer.content_type == "application/problem+json"


@pytest.mark.settings(signin_limit="2 per minute")
def test_more_than_the_limit_answers_429_and_says_when(client):
    for number in range(2):
        register(client, username=f"user{number}", email=f"{number}@example.org")
    answer = register(client, username="third", email="3@example.org")
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_attempts")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.settings(signin_limit="2 per minute")
def test_one_customer_of_ipv6_is_one_address_to_the_limits(client):
    def from_address(ip):
        return client.post("/api/auth/register", json=ALICE, environ_base={"REMOTE_ADDR": ip}).status_code

    assert [from_address(f"2001:db8::{number}") for number in range(1, 4)] == [201, 409, 429]
    assert from_address("2001:db8:0:1::1") == 409


def test_an_address_that_asks_for_many_taken_names_is_stopped(client):
    register(client)
    answers = [register(client, username=f"user{number}").status_code for number in range(21)]
    assert answers == [409] * 20 + [429]
    assert register(client, username="free", email="free@example.org").status_code == 429


def test_accounts_that_are_new_do_not_count_as_asking(client):
    answers = [
        register(client, username=f"user{number}", email=f"{number}@example.org").status_code
        for number in range(22)
    ]
    assert answers == [201] * 22
