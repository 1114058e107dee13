"""GET /api/transactions/{id}: whose, which, and in what state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.support.accounts import Account, Headers
from tests.support.money import flush, row

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
ADD, BATCH = "/api/add-transaction", "/api/transactions/batch"


def url_of(transaction_id: str) -> str:
    return f"/api/transactions/{quote(transaction_id, safe='')}"


def send(client: FlaskClient, headers: Headers, body: dict[str, Any]) -> None:
    assert client.post(ADD, json=body, headers=headers).status_code == 200


@pytest.fixture(params=["queued", "stored"])
def settle(app: APIFlask, request: pytest.FixtureRequest) -> Callable[[], str]:
    """Leave what was sent in the queue, or store it; return the state that this makes."""

    def settle() -> str:
        if request.param == "stored":
            flush(app)
        return str(request.param)

    return settle


def test_the_owner_reads_a_row_in_its_state(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str]
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    send(client, headers, row(ana.id, amount=7, currency="JPY", occurred_at="2026-01-01T10:00:00+02:00"))
    state = settle()
    found = client.get(url_of("t-1"), headers=headers).json
    # The yen has no minor unit: 7 is 7. 10:00 at +2 is 08:00Z.
    told = (found["state"], found["amount"], found["amount_decimal"], found["occurred_at"])
    assert told == (state, 7, "7", "2026-01-01T08:00:00.000Z")


def test_storing_a_row_changes_its_state_and_gives_it_a_number_and_nothing_else(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    send(
        client,
        headers,
        row(ana.id, merchant="Țiriac", description='a "b", c\nd', occurred_at="2026-01-01T00:00:00.123Z"),
    )
    queued = client.get(url_of("t-1"), headers=headers).json
    flush(app)
    stored = client.get(url_of("t-1"), headers=headers).json
    assert {name for name in stored if stored[name] != queued[name]} == {"id", "state"}
    assert (queued["id"], stored["id"] is not None) == (None, True)


@pytest.mark.parametrize("role", ["user", "service"])
def test_anothers_row_is_not_there(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str], role: str
) -> None:
    ana = make_user()
    send(client, sign_in(ana), row(ana.id))
    settle()
    headers = sign_in(make_user(role))
    answers = [client.get(url_of("t-1") + query, headers=headers) for query in ("", f"?user={ana.id}")]
    assert [(each.status_code, each.json["code"]) for each in answers] == [(404, "transaction_not_found")] * 2


def test_each_of_two_reads_his_own_under_the_same_id(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str]
) -> None:
    people = [make_user(), make_user()]
    signed_in = [sign_in(person) for person in people]
    for person, headers in zip(people, signed_in, strict=True):
        send(client, headers, row(person.id, amount=person.id))
    settle()
    amounts = [client.get(url_of("t-1"), headers=headers).json["amount"] for headers in signed_in]
    assert amounts == [person.id for person in people]


def test_an_admin_reads_anybodys(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str]
) -> None:
    ana = make_user()
    send(client, sign_in(ana), row(ana.id))
    state = settle()
    headers = sign_in(make_user("admin"))
    found = [client.get(url_of("t-1") + query, headers=headers).json for query in ("", f"?user={ana.id}")]
    assert [(each["user"], each["state"]) for each in found] == [(ana.id, state)] * 2


def test_an_admin_is_asked_whose_where_two_share_an_id(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str]
) -> None:
    ana, ben = make_user(), make_user()
    headers = sign_in(make_user("admin"))
    for person in (ana, ben):
        send(client, headers, row(person.id))
    settle()
    answer = client.get(url_of("t-1"), headers=headers)
    assert (answer.status_code, answer.json["code"]) == (409, "ambiguous_transaction")
    named = [
        client.get(f"{url_of('t-1')}?user={person.id}", headers=headers).json["user"] for person in (ana, ben)
    ]
    assert named == [ana.id, ben.id]


def test_an_admins_own_row_comes_before_anothers(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str]
) -> None:
    ana, boss = make_user(), make_user("admin")
    headers = sign_in(boss)
    for person in (ana, boss):
        send(client, headers, row(person.id))
    settle()
    assert client.get(url_of("t-1"), headers=headers).json["user"] == boss.id


def test_an_admin_who_names_somebody_without_it_is_told_it_is_not_there(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str]
) -> None:
    ana, boss = make_user(), make_user("admin")
    headers = sign_in(boss)
    send(client, headers, row(ana.id))
    settle()
    answers = [client.get(f"{url_of('t-1')}?user={user}", headers=headers) for user in (boss.id, 2**53 - 1)]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_user_that_cannot_be_answers_422(client: FlaskClient, make_user: Make, sign_in: SignIn) -> None:
    headers = sign_in(make_user("admin"))
    users = ("0", "-1", "x", "1.5", "", str(2**63), "9" * 400)
    answers = [client.get(f"{url_of('t-1')}?user={user}", headers=headers) for user in users]
    pointers = [(answer.status_code, answer.json["errors"][0]["pointer"]) for answer in answers]
    assert pointers == [(422, "user")] * len(users)


NAMES = [
    "100%", "%2F", "a%20b", "a b", " a ", "a+b", "a?b", "a#b", "a&b", "a:b", "a;b", "a,b", "a\\b", '"a"', "'",
    "*", "[a]", "^", "{}", ".", "..", "a.b", "ș", "日本", "🙂", "e\u0301", "\u2028", "null", "0", "x" * 100,
    "€" * 100,
]  # fmt: skip


@pytest.mark.parametrize("role", ["user", "admin"])
def test_an_id_of_any_signs_can_be_read(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str], role: str
) -> None:
    ana = make_user()
    owner = sign_in(ana)
    reader = owner if role == "user" else sign_in(make_user("admin"))
    assert (
        client.post(BATCH, json=[row(ana.id, name) for name in NAMES], headers=owner).json["rejected"] == []
    )
    settle()
    found = [client.get(url_of(name), headers=reader).json.get("transaction_id") for name in NAMES]
    assert found == NAMES


def test_an_id_with_slashes_can_be_read(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str]
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    names = ["a/b", "2026/03/10", "a//b"]
    client.post(BATCH, json=[row(ana.id, name) for name in names], headers=headers)
    settle()
    found = [client.get(url_of(name), headers=headers).json.get("transaction_id") for name in names]
    assert found == names


@pytest.mark.parametrize("role", ["user", "admin"])
def test_an_id_is_no_pattern(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str], role: str
) -> None:
    ana = make_user()
    owner = sign_in(ana)
    reader = owner if role == "user" else sign_in(make_user("admin"))
    send(client, owner, row(ana.id))
    settle()
    patterns = ("*", "?-1", "t-?", "[t]-1", "%", "_-1", "T-1")
    assert {client.get(url_of(pattern), headers=reader).status_code for pattern in patterns} == {404}


def test_a_users_number_is_no_part_of_an_id(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str]
) -> None:
    ana = make_user()
    boss = sign_in(make_user("admin"))
    send(client, boss, row(ana.id, "x:t-1"))
    settle()
    answers = [
        client.get(url_of(name), headers=boss).status_code for name in ("t-1", "x:t-1", f"{ana.id}:x:t-1")
    ]
    assert answers == [404, 200, 404]


def test_an_id_that_nobody_has_is_not_there(client: FlaskClient, make_user: Make, sign_in: SignIn) -> None:
    for role in ("user", "admin"):
        assert client.get(url_of("t-1"), headers=sign_in(make_user(role))).status_code == 404


def test_a_slash_at_the_end_changes_nothing(
    client: FlaskClient, make_user: Make, sign_in: SignIn, settle: Callable[[], str]
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    send(client, headers, row(ana.id))
    settle()
    plain, slashed = (client.get(url, headers=headers).json for url in (url_of("t-1"), url_of("t-1") + "/"))
    assert (slashed, slashed["transaction_id"]) == (plain, "t-1")
