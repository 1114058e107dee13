"""GET /api/transactions: order, filters, pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.db import transaction
from app.domain.banking.ledger.tables import Transaction
from app.money import MAX_MINOR
from tests.support.accounts import Account, Headers
from tests.support.money import flush, row

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
LIST, BATCH = "/api/transactions", "/api/transactions/batch"
MOMENT = "2026-03-10T08:00:00Z"


def keep(app: APIFlask, client: FlaskClient, headers: Headers, *rows: dict[str, Any]) -> None:
    """Take rows in and store them."""
    answer = client.post(BATCH, json=rows, headers=headers)
    assert (answer.status_code, answer.json["rejected"]) == (202, [])
    flush(app)


def ids(client: FlaskClient, headers: Headers, **query: Any) -> list[str]:
    """The ids on one page; `from_` stands for `from`."""
    asked = {name.rstrip("_"): value for name, value in query.items()}
    answer = client.get(LIST, query_string=asked, headers=headers)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [item["transaction_id"] for item in answer.json["items"]]


def walk(
    client: FlaskClient, headers: Headers, between: Callable[[], None] = lambda: None, **query: Any
) -> list[str]:
    """Every id from the first page to the last; `between` runs after each page."""
    found: list[str] = []
    while True:
        page = client.get(LIST, query_string=query, headers=headers).json
        found += [item["transaction_id"] for item in page["items"]]
        if page["next_cursor"] is None:
            return found
        query["cursor"] = page["next_cursor"]
        between()


def refusals(
    client: FlaskClient, headers: Headers, name: str, values: list[str]
) -> dict[str, tuple[int, str | None]]:
    """Each value's status, and the parameter that the problem points at."""
    answers = {value: client.get(LIST, query_string={name: value}, headers=headers) for value in values}
    return {
        value[:60]: (answer.status_code, answer.json.get("errors", [{}])[0].get("pointer"))
        for value, answer in answers.items()
    }


def forged(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def categorise(app: APIFlask, transaction_id: str, **fields: str) -> None:
    """Set what the intake does not: category and source."""
    with app.app_context(), transaction() as session:
        where = Transaction.transaction_id == transaction_id
        session.execute(update(Transaction).where(where).values(**fields))


@pytest.fixture
def ana(app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn) -> Headers:
    """Someone with four transactions; newest first they are d, c, b, a."""
    account = make_user()
    headers = sign_in(account)
    user = account.id
    a, b, c, d = "10T08:00:00Z", "11T08:00:00Z", "12T08:00:00Z", "12T23:30:00Z"
    keep(
        app, client, headers,
        row(user, "a", occurred_at=f"2026-03-{a}", amount=100, merchant="Lidl", description="Weekly shop"),
        row(user, "b", occurred_at=f"2026-03-{b}", amount=2_500, status="PENDING", merchant="Kaufland"),
        row(user, "c", occurred_at=f"2026-03-{c}", amount=90_000, status="FAILED", description="Rent March"),
        row(user, "d", occurred_at=f"2026-03-{d}", amount=2_500, merchant="LIDL Express"),
    )  # fmt: skip
    categorise(app, "a", category="food")
    categorise(app, "b", category="food", source="import")
    categorise(app, "c", category="home", source="webhook")
    return headers


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "dcba"),
        ({"from_": "2026-03-11"}, "dcb"),
        ({"to": "2026-03-11"}, "ba"),
        ({"from_": "2026-03-12", "to": "2026-03-12"}, "dc"),
        ({"from_": "2026-03-11T08:00:00Z"}, "dcb"),
        ({"to": "2026-03-12T08:00:00Z"}, "ba"),
        ({"from_": "2026-03-12T10:00:00+02:00"}, "dc"),
        ({"status": "PENDING"}, "b"),
        ({"category": "food"}, "ba"),
        ({"category": "foo"}, ""),
        ({"merchant": "lidl"}, "da"),
        ({"source": "webhook"}, "c"),
        ({"source": "intake"}, "da"),
        ({"q": "rent"}, "c"),
        ({"q": "LIDL"}, "da"),
        ({"q": "B"}, "b"),
        ({"min": 2_500}, "dcb"),
        ({"max": 2_500}, "dba"),
        ({"min": 101, "max": 2_500}, "db"),
        ({"status": "SUCCESS", "merchant": "express"}, "d"),
        ({"category": "food", "from_": "2026-03-11"}, "b"),
        ({"q": "lidl", "status": "FAILED"}, ""),
        ({"min": 2, "max": 1}, ""),
    ],
    ids=str,
)
def test_each_filter_narrows_and_the_newest_come_first(
    client: FlaskClient, ana: Headers, query: dict[str, Any], expected: str
) -> None:
    assert ids(client, ana, **query) == list(expected)


def test_a_day_stays_when_its_owner_moves(client: FlaskClient, ana: Headers) -> None:
    client.patch("/api/auth/profile", json={"time_zone": "Europe/Bucharest"}, headers=ana)
    # d happened at 23:30 on the 12th in UTC: at 01:30 on the 13th in Bucharest (+2), but ana was in UTC.
    assert ids(client, ana, from_="2026-03-13") == []
    assert ids(client, ana, from_="2026-03-12T23:00:00Z", to="2026-03-13T01:00:00Z") == ["d"]


def test_a_day_of_23_hours_ends_where_the_next_begins(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    account = make_user()
    headers = sign_in(account)
    client.patch("/api/auth/profile", json={"time_zone": "Europe/Bucharest"}, headers=headers)
    # 29 March 2026 begins at +2 and ends at +3: from 22:00Z on the 28th to 21:00Z on the 29th.
    moments = (
        "2026-03-28T21:59:59.999Z",
        "2026-03-28T22:00:00Z",
        "2026-03-29T20:59:59.999Z",
        "2026-03-29T21:00:00Z",
    )
    rows = [row(account.id, f"t-{place}", occurred_at=moment) for place, moment in enumerate(moments)]
    keep(app, client, headers, *rows)
    assert ids(client, headers, from_="2026-03-29", to="2026-03-29") == ["t-2", "t-1"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("%", "percent"),
        ("_", "underscore"),
        ("\\", "backslash"),
        ("/", "slash"),
        ("100%", "percent"),
        ("'", "quote"),
    ],
)
@pytest.mark.parametrize("field", ["q", "merchant"])
def test_signs_that_mean_something_to_like_are_only_letters(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, field: str, text: str, expected: str
) -> None:
    account = make_user()
    headers = sign_in(account)
    merchants = {
        "percent": "100% Bio",
        "underscore": "A_B",
        "backslash": "A\\B",
        "slash": "A/B",
        "quote": "Joe's",
    }
    others = {"plain": "100 AxB", "empty": None}
    rows = [row(account.id, name, merchant=merchant) for name, merchant in {**merchants, **others}.items()]
    keep(app, client, headers, *rows)
    assert ids(client, headers, **{field: text}) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Ștefan",  # as it was written
        "ȘTEFAN",
        "țiriac",
        "PLATĂ CĂTRE",
        "stefan",
        "Ştefan",  # with a cedilla
        "S\u0326tefan",  # of two code points
        "STRASSE",
        "lodz øst",
    ],
)
def test_a_search_knows_letters_however_they_are_written(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, text: str
) -> None:
    account = make_user()
    headers = sign_in(account)
    keep(app, client, headers, row(account.id, description="Plată către Ștefan, Straße", merchant="Țiriac"),
         row(account.id, "t-2", merchant="Łódź Ost"))  # fmt: skip
    assert ids(client, headers, q=text) == ["t-2" if text == "lodz øst" else "t-1"]


def test_a_page_has_fifty_unless_it_is_asked_for_between_one_and_two_hundred(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    account = make_user()
    headers = sign_in(account)
    keep(app, client, headers, *(row(account.id, f"t-{number}") for number in range(201)))
    assert [len(ids(client, headers, **query)) for query in ({}, {"limit": 1}, {"limit": 200})] == [
        50,
        1,
        200,
    ]


def test_another_limit_answers_422(client: FlaskClient, make_user: Make, sign_in: SignIn) -> None:
    refused = refusals(client, sign_in(make_user()), "limit", ["0", "-1", "201", "1.5", "", "9" * 400])
    assert set(refused.values()) == {(422, "limit")}, refused


def test_the_last_page_says_that_it_is_the_last(client: FlaskClient, ana: Headers) -> None:
    page = client.get(f"{LIST}?limit=4", headers=ana).json
    assert (len(page["items"]), page["next_cursor"]) == (4, None)


@pytest.mark.parametrize("limit", [1, 4, 24, 25, 26])
def test_pages_show_each_row_once_where_all_share_one_moment(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, limit: int
) -> None:
    account = make_user()
    headers = sign_in(account)
    names = [f"t-{number:02}" for number in range(25)]
    keep(app, client, headers, *(row(account.id, name, occurred_at=MOMENT) for name in names))
    assert walk(client, headers, limit=limit) == names[::-1]


def test_pages_keep_the_filters_that_are_sent_along(client: FlaskClient, ana: Headers) -> None:
    assert walk(client, ana, limit=1, q="lidl") == ["d", "a"]


@pytest.mark.parametrize("arriving_at", ["2026-03-09T08:00:00Z", MOMENT, "2026-03-11T08:00:00Z"])
def test_rows_that_arrive_between_pages_neither_hide_nor_repeat_others(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn, arriving_at: str
) -> None:
    account = make_user()
    headers = sign_in(account)
    names = [f"t-{number:02}" for number in range(10)]
    keep(app, client, headers, *(row(account.id, name, occurred_at=MOMENT) for name in names))
    late = iter(range(100))

    def arrive() -> None:
        keep(app, client, headers, row(account.id, f"late-{next(late)}", occurred_at=arriving_at))

    found = [name for name in walk(client, headers, arrive, limit=3) if name in names]
    assert found == names[::-1]


FORGED = [
    "nonsense", "%", "AAAA", "ș", "WyJ4", forged(), forged(1), forged("x", 1), forged(MOMENT),
    forged(MOMENT, "1"), forged(MOMENT, 1, 1), forged(MOMENT, 2**63), forged(MOMENT, -(2**63) - 1),
    forged(MOMENT, 10**400), forged(MOMENT, 1.5), forged(MOMENT, True), forged(MOMENT, None),
    forged("2026-03-10T08:00:00", 1), forged("2026-03-10", 1), forged({}, []), "W" * 500, "W" * 501,
]  # fmt: skip


def test_a_forged_cursor_answers_422(client: FlaskClient, make_user: Make, sign_in: SignIn) -> None:
    refused = refusals(client, sign_in(make_user()), "cursor", FORGED)
    assert set(refused.values()) == {(422, "cursor")}, refused


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_utc_has_no_year_for_answers_422(
    client: FlaskClient, make_user: Make, sign_in: SignIn, moment: str
) -> None:
    headers = sign_in(make_user())
    queries = ({"cursor": forged(moment, 1)}, {"from": moment}, {"to": moment})
    assert [client.get(LIST, query_string=query, headers=headers).status_code for query in queries] == [
        422
    ] * 3


def test_a_cursor_of_another_list_answers_422(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    headers = sign_in(make_user("admin"))
    keep(app, client, headers, row(4711, "t-1"), row(4711, "t-2"))  # nobody's: two dead letters
    foreign = client.get("/api/admin/ingest/dead-letters?limit=1", headers=headers).json["next_cursor"]
    assert foreign is not None
    assert client.get(f"{LIST}?cursor={foreign}", headers=headers).status_code == 422


def test_nobody_sees_anothers_rows_not_even_an_admin_or_by_anothers_cursor(
    client: FlaskClient, ana: Headers, make_user: Make, sign_in: SignIn
) -> None:
    cursor = client.get(f"{LIST}?limit=1", headers=ana).json["next_cursor"]
    for role in ("user", "service", "admin"):
        headers = sign_in(make_user(role))
        assert (ids(client, headers), ids(client, headers, cursor=cursor), ids(client, headers, user=1)) == (
            [],
            [],
            [],
        )


def test_admins_have_a_list_of_everyones_and_may_narrow_it_to_one(
    app: APIFlask, client: FlaskClient, ana: Headers, make_user: Make, sign_in: SignIn
) -> None:
    ben, boss = make_user(), make_user("admin")
    keep(app, client, sign_in(ben), row(ben.id, "e", occurred_at="2026-03-13T08:00:00Z"))
    headers = sign_in(boss)
    asked = (f"/api/admin{query}" for query in ("/transactions", f"/transactions?user={ben.id}"))
    pages = [client.get(url, headers=headers).json["items"] for url in asked]
    assert ["".join(item["transaction_id"] for item in page) for page in pages] == ["edcba", "e"]


def test_a_row_is_listed_once_it_is_stored(
    app: APIFlask, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    account = make_user()
    headers = sign_in(account)
    client.post("/api/add-transaction", json=row(account.id), headers=headers)
    before = ids(client, headers)
    flush(app)
    assert (before, ids(client, headers)) == ([], ["t-1"])


def test_a_slash_at_the_end_changes_nothing(client: FlaskClient, ana: Headers) -> None:
    assert client.get(f"{LIST}/?limit=2", headers=ana).json == client.get(f"{LIST}?limit=2", headers=ana).json


def test_the_largest_amount_can_be_asked_for(client: FlaskClient, ana: Headers) -> None:
    assert (ids(client, ana, min=MAX_MINOR), ids(client, ana, max=MAX_MINOR)) == ([], ["d", "c", "b", "a"])


@pytest.mark.parametrize("name", ["min", "max"])
def test_an_amount_that_cannot_be_answers_422(
    client: FlaskClient, make_user: Make, sign_in: SignIn, name: str
) -> None:
    amounts = [str(MAX_MINOR + 1), str(2**63), "9" * 400, "9" * 5_000, "-1", "1e3", "NaN", ""]
    refused = refusals(client, sign_in(make_user()), name, amounts)
    assert set(refused.values()) == {(422, name)}, refused
