"""Accounts over HTTP: made, changed, deleted; what they hold, and what is not explained of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app import clock
from app.domain.banking.ledger import watchers
from app.money import MAX_MINOR
from tests.http.test_bt_pay import add
from tests.http.test_editing import T, ask
from tests.http.test_write_only import token
from tests.support.person import Person

A = "/api/accounts"
TODAY = "2026-03-10"


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))


def make(person: Person, **fields: Any) -> dict[str, Any]:
    answer = ask(person, "POST", A, {"name": "Everyday", "currency": "RON", **fields})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.json
    return found


def state(person: Person, account: dict[str, Any], on: str, balance: int) -> Any:
    return ask(person, "POST", f"{A}/{account['id']}/balances", {"on": on, "balance": balance})


def book(person: Person, account: dict[str, Any], name: str, amount: int, on: str, **fields: Any) -> None:
    add(person, name, amount, at=f"{on}T08:00", account_id=account["id"], **fields)


def held(shown: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(shown[name] for name in ("balance", "balance_decimal", "balance_as_of", "balance_source"))


def series(person: Person, account: dict[str, Any], query: str) -> dict[str, Any]:
    found: dict[str, Any] = person.get(f"{A}/{account['id']}/balances?{query}")
    return found


def test_an_account_is_made_shown_listed_changed_and_deleted(ana: Person) -> None:
    made = make(ana, kind="savings", institution="A bank", opening_balance=10_050, opened_on="2026-03-01")
    assert made | {"id": 0, "created_at": ""} == {
        "id": 0, "name": "Everyday", "kind": "savings", "currency": "RON", "institution": "A bank",
        "number": None, "opening_balance": 10_050, "opening_balance_decimal": "100.50",
        "opened_on": "2026-03-01", "origin": "manual", "connection_id": None, "hidden": False,
        "balance": 10_050, "balance_decimal": "100.50", "balance_as_of": "2026-03-01",
        "balance_source": "stated", "gap": None, "gaps": 0, "created_at": "",
    }  # fmt: skip
    path = f"{A}/{made['id']}"
    assert ana.get(path) == ana.get(f"{path}/") == made
    assert ana.get(f"{A}/") == {"items": [made], "next_cursor": None}
    changed = ask(ana, "PATCH", path, {"name": "Rainy days"}).json
    assert changed == made | {"name": "Rainy days"} == ana.get(path)
    body = {"name": "Card", "kind": "card", "currency": "RON", "opening_balance": -200}
    put = ask(ana, "PUT", path, body).json
    assert (put["kind"], put["institution"], put["opened_on"], put["balance"]) == ("card", None, None, -200)
    assert ask(ana, "DELETE", path).status_code == 204
    assert ana.get(A)["items"] == []


def test_an_account_of_which_nothing_was_said_is_empty(ana: Person) -> None:
    account = make(ana)
    assert held(account) == (0, "0.00", TODAY, "stated")
    book(ana, account, "coffee", 300, "2026-03-02")
    assert held(ana.get(f"{A}/{account['id']}")) == (-300, "-3.00", "2026-03-02", "reckoned")


def test_the_first_balance_that_is_stated_is_no_gap_of_an_account_without_an_opening(ana: Person) -> None:
    account = make(ana)
    book(ana, account, "coffee", 300, "2026-03-02")
    shown = state(ana, account, "2026-03-05", 50_000).json
    assert (held(shown), shown["gap"]) == ((50_000, "500.00", "2026-03-05", "stated"), None)
    points = series(ana, account, "from=2026-03-01&to=2026-03-02")["points"]
    assert [point["balance"] for point in points] == [None, 50_000]


def test_booked_rows_move_a_balance_and_others_do_not(ana: Person) -> None:
    account = make(ana, opening_balance=10_000, opened_on="2026-03-01")
    book(ana, account, "rent", 3_000, "2026-03-02")
    book(ana, account, "wages", 500, "2026-03-04", direction="in")
    book(ana, account, "hold", 99, "2026-03-04", status="PENDING")
    book(ana, account, "failed", 77, "2026-03-04", status="FAILED")
    book(ana, account, "before", 55, "2026-02-28")
    add(ana, "of no account", 11)
    # 100.00 - 30.00 + 5.00
    assert held(ana.get(f"{A}/{account['id']}")) == (7_500, "75.00", "2026-03-04", "reckoned")


def test_the_series_names_every_day_what_was_stated_and_what_is_not_explained(ana: Person) -> None:
    account = make(ana, opening_balance=10_000, opened_on="2026-03-01")
    book(ana, account, "rent", 3_000, "2026-03-02")
    shown = state(ana, account, "2026-03-03", 6_500).json
    gap = {"amount": -500, "amount_decimal": "-5.00", "since": "2026-02-28", "until": "2026-03-03"}
    assert (shown["gap"], shown["gaps"], shown["balance"]) == (gap, 1, 6_500)
    found = series(ana, account, "from=2026-02-28&to=2026-03-04")
    assert (found["account"], found["currency"], found["gaps"]) == (account["id"], "RON", [gap])
    names = ("on", "balance", "balance_decimal", "source")
    assert [tuple(point[name] for name in names) for point in found["points"]] == [
        ("2026-02-28", None, None, None), ("2026-03-01", 10_000, "100.00", "stated"),
        ("2026-03-02", 7_000, "70.00", "reckoned"), ("2026-03-03", 6_500, "65.00", "stated"),
        ("2026-03-04", 6_500, "65.00", "reckoned"),
    ]  # fmt: skip
    assert found["stated"] == [
        {"on": "2026-03-03", "balance": 6_500, "balance_decimal": "65.00", "source": "person",
         "is_closing": True, "import_id": None},
    ]  # fmt: skip


def test_a_balance_that_is_stated_again_is_replaced_and_can_be_taken_back(ana: Person) -> None:
    account = make(ana, opening_balance=10_000)
    state(ana, account, "2026-03-03", 1)
    assert state(ana, account, "2026-03-03", 10_000).json["gap"] is None
    path = f"{A}/{account['id']}/balances"
    assert [ask(ana, "DELETE", f"{path}/2026-03-03").status_code for _ in range(2)] == [204, 404]
    assert series(ana, account, "from=2026-03-01")["stated"] == []
    assert ask(ana, "DELETE", f"{path}/yesterday!").status_code == 404


def test_ninety_days_are_shown_and_ten_years_at_most(ana: Person) -> None:
    account = make(ana)
    days = [point["on"] for point in series(ana, account, "")["points"]]
    assert (len(days), days[0], days[-1]) == (90, "2025-12-11", TODAY)
    assert len(series(ana, account, "from=2016-03-10&to=2026-03-10")["points"]) == 3_653
    for query in ("from=2016-02-01&to=2026-03-10", "from=2026-03-02&to=2026-03-01", "from=soon", "to=1"):
        answer = ana.client.get(f"{A}/{account['id']}/balances?{query}", headers=ana.headers)
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), query


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": ""}, "/name"), ({"name": " "}, "/name"), ({"name": None}, "/name"), ({"name": "a\0"}, "/name"),
        ({"name": "x" * 121}, "/name"), ({"kind": "vault"}, "/kind"), ({"kind": None}, "/kind"),
        ({"currency": "eur"}, "/currency"), ({"currency": "XXX"}, "/currency"), ({"currency": "XAU"}, "/currency"),
        ({"currency": None}, "/currency"), ({"institution": ""}, "/institution"), ({"number": "\0"}, "/number"),
        ({"number": "-/-"}, "/number"), ({"opening_balance": 1.5}, "/opening_balance"),
        ({"opening_balance": "1"}, "/opening_balance"), ({"opening_balance": True}, "/opening_balance"),
        ({"opening_balance": MAX_MINOR + 1}, "/opening_balance"), ({"opened_on": "2026-02-30"}, "/opened_on"),
        ({"opened_on": 5}, "/opened_on"), ({"hidden": "yes"}, "/hidden"), ({"balance": 5}, "/balance"),
        ({"origin": "import"}, "/origin"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_said_of_an_account_is_refused_and_changes_nothing(
    ana: Person, body: dict[str, Any], pointer: str
) -> None:
    account = make(ana)
    path, whole = f"{A}/{account['id']}", {"name": "New", "kind": "cash", "currency": "RON", **body}
    for method, where, sent in (("POST", A, whole), ("PUT", path, whole), ("PATCH", path, body)):
        answer = ask(ana, method, where, sent)
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer), method
    assert ana.get(A)["items"] == [account]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"on": "2026-03-11", "balance": 1}, "/on"), ({"on": "2026-02-28", "balance": 1}, "/on"),
        ({"on": "2026-03-02", "balance": 1.5}, "/balance"), ({"on": "2026-03-02", "balance": None}, "/balance"),
        ({"on": "2026-03-02"}, "/balance"), ({"balance": 1}, "/on"), ({"on": 20260302, "balance": 1}, "/on"),
        ({"on": "2026-03-02", "balance": 1, "source": "bank"}, "/source"),
    ],
)  # fmt: skip
def test_a_balance_that_cannot_be_is_refused(ana: Person, body: dict[str, Any], pointer: str) -> None:
    account = make(ana, opening_balance=5, opened_on="2026-03-01")
    answer = ask(ana, "POST", f"{A}/{account['id']}/balances", body)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert series(ana, account, "from=2026-03-01")["stated"] == []


def test_a_name_and_a_number_are_one_persons_once(ana: Person, someone: Callable[..., Person]) -> None:
    first = make(ana, number="RO49 AAAA 1B31 0075 9384 0000")
    same = {"name": "Everyday", "currency": "RON"}
    number = {"name": "Other", "currency": "RON", "number": "ro49aaaa1b31007593840000"}
    for body in (same, number):
        answer = ask(ana, "POST", A, body)
        assert (answer.status_code, answer.json["code"]) == (409, "account_exists")
    make(ana, name="In euro", currency="EUR", number=first["number"])  # a second currency is a second account
    other = make(ana, name="Third")
    answer = ask(ana, "PATCH", f"{A}/{other['id']}", {"name": "Everyday"})
    assert (answer.status_code, answer.json["code"]) == (409, "account_exists")
    make(someone(), number=first["number"])


def test_an_account_with_transactions_is_kept_and_can_be_hidden(ana: Person) -> None:
    account = make(ana)
    book(ana, account, "coffee", 300, "2026-03-02")
    path = f"{A}/{account['id']}"
    refused = ask(ana, "DELETE", path)
    assert (refused.status_code, refused.json["code"]) == (409, "account_in_use")
    other = ask(ana, "PATCH", path, {"currency": "EUR"})
    assert (other.status_code, other.json["code"]) == (409, "account_in_use")
    assert ask(ana, "PATCH", path, {"hidden": True}).status_code == 200
    assert ana.get(A)["items"] == []
    assert [each["id"] for each in ana.get(f"{A}?hidden=true")["items"]] == [account["id"]]
    assert ana.get(f"{T}/coffee")["account_id"] == account["id"]


def test_lists_come_in_pages(ana: Person) -> None:
    ids = [make(ana, name=name)["id"] for name in "abc"]
    first = ana.get(f"{A}?limit=2")
    rest = ana.get(f"{A}?limit=2&cursor={first['next_cursor']}")
    assert [each["id"] for each in (*first["items"], *rest["items"])] == ids[::-1]
    assert rest["next_cursor"] is None


def test_transactions_are_listed_by_their_account(ana: Person, someone: Callable[..., Person]) -> None:
    account, other = make(ana), make(ana, name="Other")
    book(ana, account, "mine", 1, "2026-03-02")
    book(ana, other, "theirs", 1, "2026-03-02")
    found = ana.get(f"{T}?account_id={account['id']}")["items"]
    assert [(each["transaction_id"], each["account_id"]) for each in found] == [("mine", account["id"])]
    assert someone().get(f"{T}?account_id={account['id']}")["items"] == []


def test_somebody_elses_account_is_not_there(ana: Person, someone: Callable[..., Person]) -> None:
    account, bob = make(ana, opening_balance=5), someone()
    state(ana, account, "2026-03-02", 5)
    path = f"{A}/{account['id']}"
    asked = [
        ("GET", path, None), ("PUT", path, {"name": "x", "currency": "RON"}), ("PATCH", path, {"name": "x"}),
        ("DELETE", path, None), ("GET", f"{path}/balances", None),
        ("POST", f"{path}/balances", {"on": "2026-03-03", "balance": 1}),
        ("DELETE", f"{path}/balances/2026-03-02", None),
    ]  # fmt: skip
    for each in asked:
        answer = ask(bob, *each)
        assert (answer.status_code, answer.json["code"]) == (404, "account_not_found"), each
    assert (bob.get(A)["items"], ana.get(A)["items"][0]["name"]) == ([], "Everyday")
    assert ask(bob, "GET", f"{A}/{2**63 - 1}").status_code == 404


@pytest.mark.parametrize(
    ("scopes", "statuses"),
    [
        (["accounts:read"], (200, 403, 403, 403)), (["accounts:write"], (403, 201, 403, 204)),
        (["accounts:read", "accounts:write"], (200, 201, 200, 204)),
        (["transactions:read", "transactions:write"], (403, 403, 403, 403)),
    ],
    ids=str,
)  # fmt: skip
def test_a_token_does_what_its_scopes_say(ana: Person, scopes: list[str], statuses: tuple[int, ...]) -> None:
    account, headers = make(ana), token(ana, *scopes)
    path = f"{A}/{account['id']}"
    asked = (
        ("GET", A, None), ("POST", A, {"name": "New", "currency": "EUR"}), ("PATCH", path, {"name": "x"}),
        ("DELETE", path, None),
    )  # fmt: skip
    found = [
        ana.client.open(where, method=method, json=body, headers=headers) for method, where, body in asked
    ]
    assert tuple(answer.status_code for answer in found) == statuses


def test_those_who_watch_are_told_when_a_balance_may_have_moved(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(watchers, "_watchers", [])
    watchers.add_watcher(told.extend)

    def news() -> int:
        count = len(told)
        assert set(told) <= {ana.id}
        told.clear()
        return count

    account = make(ana)
    assert news() == 1
    state(ana, account, "2026-03-02", 5)
    assert news() == 1
    ask(ana, "DELETE", f"{A}/{account['id']}/balances/2026-03-02")
    assert news() == 1
    ask(ana, "POST", T, {"amount": 5, "currency": "RON", "account_id": account["id"], "transaction_id": "a"})
    assert news() == 1
    ask(ana, "DELETE", f"{T}/a")
    assert news() == 1
    assert state(ana, account, "2026-03-11", 5).status_code == 422
    assert news() == 0
