"""Transactions by hand: added once, changed, deleted and restored; and what is deleted of a bank's."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from app.money import MAX_MINOR
from tests.http.test_accounts import A, make
from tests.http.test_bt_pay import add
from tests.http.test_editing import T, ask, patch
from tests.http.test_every_write_is_announced import News, Screen, once
from tests.http.test_write_only import token
from tests.support.accounts import Account, Headers
from tests.support.imports import Feed, Importer
from tests.support.money import flush
from tests.support.person import Person
from tests.support.statements import bt_csv

COFFEE = {"amount": 1_250, "currency": "RON", "description": "Coffee", "booked_on": "2026-03-02"}
TOLD = {"amount": "-12.50", "description": "Cafea la colt", "occurred_at": "2026-01-05T07:00:00Z"}
FILE = bt_csv("2026-01-05,2026-01-05,Cafea la colt,R1,-12.50,,", "2026-01-06,2026-01-06,Chirie,R2,-1500.00,,")


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))
    account = make_user()
    return Importer(app, client, account, sign_in(account))


def write(person: Person, key: str | None = None, **fields: Any) -> Any:
    headers = person.headers | ({"Idempotency-Key": key} if key else {})
    return person.client.post(T, json=COFFEE | fields, headers=headers)


def listed(person: Person, query: str = "") -> list[str]:
    return [each["transaction_id"] for each in person.get(f"{T}{query}")["items"]]


# Added


def test_a_transaction_by_hand_is_stored_as_it_was_said(ana: Importer) -> None:
    account = make(ana, name="Wallet", kind="cash")
    told = {"notes": "with Ion", "tags": ["out"], "merchant": "Corner", "category": "FOOD_AND_DRINK_COFFEE"}
    answer = write(ana, transaction_id="c-1", account_id=account["id"], **told)
    assert answer.status_code == 201
    shown = answer.json
    assert shown == ana.get(f"{T}/c-1")
    wanted = {
        **told, **COFFEE, "amount_decimal": "12.50", "direction": "out", "status": "SUCCESS", "source": "manual",
        "has_time": False, "account_id": account["id"], "account": "Wallet", "category_source": "user",
        "state": "stored",
    }  # fmt: skip
    assert {name: shown[name] for name in wanted} == wanted
    assert ana.get(f"{A}/{account['id']}")["balance"] == -1_250


def test_what_is_left_out_is_today_in_the_base_currency_and_goes_out(ana: Importer) -> None:
    shown = ask(ana, "POST", T, {"amount": 5}).json
    assert (shown["booked_on"], shown["direction"], shown["currency"], shown["description"]) == (
        "2026-03-10", "out", "EUR", None,
    )  # fmt: skip


def test_a_category_is_found_where_none_is_said_and_rules_run(ana: Importer) -> None:
    draft = {
        "name": "Tag", "match": "all", "conditions": [{"field": "description", "op": "words", "value": "lidl"}],
        "actions": [{"do": "add_tag", "tag": "shop"}],
    }  # fmt: skip
    assert ask(ana, "POST", "/api/rules", draft).status_code == 201
    shown = write(ana, description="LIDL 216").json
    assert (shown["category"], shown["tags"]) == ("FOOD_AND_DRINK_GROCERIES", ["shop"])


@pytest.mark.parametrize("how", [{"transaction_id": "c-1"}, {"key": "k-1"}], ids=["id", "key"])
def test_the_same_again_is_the_same_transaction_and_another_is_refused(
    ana: Importer, how: dict[str, str]
) -> None:
    first, again = write(ana, **how), write(ana, **how)
    assert (first.status_code, again.status_code, first.json) == (201, 200, again.json)
    other = write(ana, **how, amount=1)
    assert (other.status_code, other.json["code"]) == (409, "transaction_conflict")
    assert len(listed(ana)) == 1


@pytest.mark.parametrize(("own", "key"), [({"transaction_id": "c-1"}, "other"), ({}, "k-1")])
def test_a_double_click_makes_one_row(app: APIFlask, ana: Importer, own: dict[str, str], key: str) -> None:
    told, headers = COFFEE | own, ana.headers | {"Idempotency-Key": key}
    with ThreadPoolExecutor(12) as clicks:
        sent = clicks.map(lambda _: app.test_client().post(T, json=told, headers=headers), range(12))
        assert sorted(each.status_code for each in sent) == [200] * 11 + [201]
    assert len(listed(ana)) == 1


def test_without_an_id_or_a_key_each_is_one_of_its_own(ana: Importer) -> None:
    assert [write(ana).status_code for _ in range(2)] == [201, 201]
    assert len(set(listed(ana))) == 2


def test_a_retry_is_known_after_the_row_was_changed_and_refused_after_it_was_deleted(ana: Importer) -> None:
    write(ana, transaction_id="c-1")
    patch(ana, "c-1", amount=5)
    assert (write(ana, transaction_id="c-1").status_code, ana.get(f"{T}/c-1")["amount"]) == (200, 5)
    ask(ana, "DELETE", f"{T}/c-1")
    answer = write(ana, transaction_id="c-1")
    assert (answer.status_code, answer.json["code"]) == (409, "transaction_deleted")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"amount": -1}, "/amount"), ({"amount": 1.5}, "/amount"), ({"amount": True}, "/amount"),
        ({"amount": "1"}, "/amount"), ({"amount": None}, "/amount"), ({"amount": MAX_MINOR + 1}, "/amount"),
        ({"currency": "XXX"}, "/currency"), ({"currency": "XAU"}, "/currency"), ({"currency": "ron"}, "/currency"),
        ({"direction": "up"}, "/direction"), ({"status": "FAILED"}, "/status"), ({"booked_on": "soon"}, "/booked_on"),
        ({"booked_on": "1899-12-31"}, "/booked_on"), ({"account_id": 99}, "/account_id"),
        ({"account_id": "1"}, "/account_id"), ({"description": "a\0"}, "/description"),
        ({"category": "NOWHERE"}, "/category"), ({"tags": ["a,b"]}, "/tags/0"), ({"notes": "\0"}, "/notes"),
        ({"transaction_id": "/a"}, "/transaction_id"), ({"transaction_id": "a\n"}, "/transaction_id"),
        ({"source": "bank"}, "/source"), ({"key": "k" * 256}, "Idempotency-Key"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    ana: Importer, fields: dict[str, Any], pointer: str
) -> None:
    answer = write(ana, **fields)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert listed(ana) == []


def test_an_account_is_ones_own_and_in_the_same_currency(
    ana: Importer, someone: Callable[..., Person]
) -> None:
    hers, bob = make(ana, currency="EUR"), someone()
    assert write(bob, account_id=hers["id"], currency="EUR").json["errors"][0]["pointer"] == "/account_id"
    assert write(ana, account_id=hers["id"]).json["errors"][0]["pointer"] == "/currency"
    assert ask(ana, "POST", T, {"amount": 5, "account_id": hers["id"]}).json["currency"] == "EUR"


def test_a_token_that_may_only_write_is_answered_with_nothing(ana: Importer) -> None:
    headers = token(ana, "transactions:write")
    answer = ana.client.post(T, json=COFFEE, headers=headers)
    assert (answer.status_code, answer.data, len(listed(ana))) == (204, b"", 1)
    assert ana.client.post(T, json=COFFEE, headers=token(ana, "transactions:read")).status_code == 403


def test_cash_that_was_drawn_is_a_transfer_into_the_wallet(ana: Importer) -> None:
    """What a bank's row calls the other account is matched with what a row by hand calls its own."""
    wallet = make(ana, name="Wallet", number="WALLET-0001")
    add(
        ana,
        "atm",
        5_000,
        account="RO49BTRLRONCRT0123456789",
        description="To WALLET-0001",
        at="2026-03-02T09:00",
    )
    shown = write(ana, amount=5_000, direction="in", account_id=wallet["id"], transaction_id="in").json
    assert shown["transfer_id"] == ana.get(f"{T}/atm")["id"]


# Changed


def test_all_of_a_row_by_hand_can_be_changed(ana: Importer) -> None:
    wallet, other = make(ana, name="Wallet"), make(ana, name="Other")
    write(ana, transaction_id="c-1", account_id=wallet["id"])
    changes = {
        "amount": 900, "direction": "in", "booked_on": "2026-03-04", "description": "Refund", "status": "PENDING",
        "account_id": other["id"],
    }  # fmt: skip
    shown = patch(ana, "c-1", **changes).json
    assert {name: shown[name] for name in changes} == changes
    assert (shown["occurred_at"][:10], shown["account"]) == ("2026-03-04", "Other")
    patch(ana, "c-1", status="SUCCESS")
    assert [ana.get(f"{A}/{each['id']}")["balance"] for each in (wallet, other)] == [0, 900]


def test_a_new_amount_makes_a_split_row_whole_again(ana: Importer) -> None:
    write(ana, transaction_id="c-1")
    parts = [{"amount": 250, "category": "TRAVEL"}, {"amount": 1_000, "category": "INCOME"}]
    ask(ana, "PUT", f"{T}/c-1/splits", {"parts": parts})
    patch(ana, "c-1", amount=900)
    assert ana.get(f"{T}/c-1/splits") == {"parts": []}


def test_a_row_that_no_longer_fits_its_other_half_is_no_transfer(ana: Importer) -> None:
    write(ana, transaction_id="out")
    add(ana, "in", 1_250, direction="in")
    ask(ana, "POST", f"{T}/out/transfer", {"with": "in"})
    assert patch(ana, "out", amount=900).json["transfer_id"] is None
    assert ana.get(f"{T}/in")["transfer_id"] is None


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": None}, {"amount": -1}, {"direction": None}, {"booked_on": None}, {"status": "FAILED"},
        {"account_id": 99}, {"currency": "EUR"},
    ],
    ids=str,
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused(ana: Importer, changes: dict[str, Any]) -> None:
    before = write(ana, transaction_id="c-1").json
    answer = patch(ana, "c-1", **changes, notes="new")
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"/{next(iter(changes))}")
    assert ana.get(f"{T}/c-1") == before


def test_what_a_bank_a_file_or_a_sender_said_stays(ana: Importer) -> None:
    Feed(ana).tell(**TOLD)
    ana.keep_file(bt_csv("2026-01-06,2026-01-06,Chirie,R2,-1500.00,,"))
    ana.keep(("2026-01-05T07:00:00Z", 7), account="Till")
    account = make(ana, name="Wallet")
    before = ana.get(T)["items"]
    assert len(before) == 3
    for row in before:
        for name, value in {
            "amount": 1,
            "booked_on": "2026-03-01",
            "direction": "in",
            "description": "x",
        }.items():
            answer = patch(ana, row["transaction_id"], **{name: value})
            assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"/{name}")
        assert patch(ana, row["transaction_id"], notes="seen").json["notes"] == "seen"
    assert patch(ana, "t-1", account_id=account["id"]).status_code == 422  # its sender named one


def test_a_row_that_names_no_account_can_be_tied_to_one_and_stays_so(ana: Importer) -> None:
    feed, account = Feed(ana), make(ana, name="Wallet")
    feed.tell(**TOLD, id="f")
    assert patch(ana, "f", account_id=account["id"]).json["account_id"] == account["id"]
    feed.tell(**TOLD | {"description": "Cafea, corectat"}, id="f")
    shown = ana.get(f"{T}/f")
    assert (shown["description"], shown["account_id"]) == ("Cafea, corectat", account["id"])
    assert patch(ana, "f", account_id=None).json["account_id"] is None


# Deleted and restored


def everything(person: Person) -> tuple[Any, ...]:
    """What lists, totals and dashboards say."""
    dashboard = person.get("/finance/api/bt-pay/dashboard/")
    return (
        person.get(T), person.get("/api/transactions/summary")["month"], dashboard["stats"]["total"],
        dashboard["recent"], person.get("/api/transactions/average"),
        [each for each in person.get("/api/categories")["items"] if each["count"]],
    )  # fmt: skip


def test_a_deleted_row_is_nowhere_and_is_restored_as_it_was(ana: Importer) -> None:
    without = everything(ana)
    account = make(ana, name="Wallet")
    write(ana, transaction_id="c-1", category="TRAVEL", notes="n", tags=["t"], account_id=account["id"])
    before = everything(ana)
    assert ask(ana, "DELETE", f"{T}/c-1/").status_code == 204
    assert everything(ana) == without
    assert (ana.get(f"{A}/{account['id']}")["balance"], listed(ana, "?deleted=true")) == (0, ["c-1"])
    for method, path, body in (("GET", "", None), ("PATCH", "", {"notes": "x"}), ("DELETE", "", None)):
        assert ask(ana, method, f"{T}/c-1{path}", body).status_code == 404
    back = ask(ana, "POST", f"{T}/c-1/restore")
    assert (back.status_code, back.json["notes"]) == (200, "n")
    assert everything(ana) == before
    assert listed(ana, "?deleted=true") == []
    assert ask(ana, "POST", f"{T}/c-1/restore").json == back.json  # a second time changes nothing


def test_what_is_not_there_is_neither_deleted_nor_restored(
    ana: Importer, someone: Callable[..., Person]
) -> None:
    write(ana, transaction_id="c-1")
    bob = someone()
    assert ask(bob, "DELETE", f"{T}/c-1").status_code == 404
    ask(ana, "DELETE", f"{T}/c-1")
    asked = [
        (bob, "POST", "c-1/restore"),
        (bob, "DELETE", "c-1"),
        (ana, "DELETE", "c-1"),
        (ana, "POST", "no/restore"),
    ]
    for person, method, path in asked:
        answer = ask(person, method, f"{T}/{path}")
        assert (answer.status_code, answer.json["code"]) == (404, "transaction_not_found"), path
    assert bob.get(f"{T}?deleted=true")["items"] == []


def test_the_other_half_of_a_transfer_stands_alone_until_it_is_restored(ana: Importer) -> None:
    write(ana, transaction_id="out")
    add(ana, "in", 1_250, direction="in")
    ask(ana, "POST", f"{T}/out/transfer", {"with": "in"})
    halves = ana.get(f"{T}/out"), ana.get(f"{T}/in")
    ask(ana, "DELETE", f"{T}/out")
    assert ana.get(f"{T}/in")["transfer_id"] is None
    ask(ana, "POST", f"{T}/out/restore")
    assert (ana.get(f"{T}/out"), ana.get(f"{T}/in")) == halves


def test_a_half_that_found_another_meanwhile_is_left_to_it(ana: Importer) -> None:
    write(ana, transaction_id="out")
    write(ana, transaction_id="other")
    add(ana, "in", 1_250, direction="in")
    ask(ana, "POST", f"{T}/out/transfer", {"with": "in"})
    ask(ana, "DELETE", f"{T}/out")
    ask(ana, "POST", f"{T}/other/transfer", {"with": "in"})
    assert ask(ana, "POST", f"{T}/out/restore").json["transfer_id"] is None
    assert ana.get(f"{T}/in")["transfer_id"] == ana.get(f"{T}/other")["id"]


def test_a_banks_row_stays_deleted_however_often_it_tells_of_it(ana: Importer) -> None:
    feed = Feed(ana)
    feed.tell(**TOLD, id="f")
    ask(ana, "DELETE", f"{T}/f")
    feed.tell(**TOLD, id="f")
    feed.tell(**TOLD | {"amount": "-13.00"}, id="f")
    assert listed(ana) == []
    assert ask(ana, "POST", f"{T}/f/restore").json["amount"] == 1_300  # what the bank says by now


def test_a_files_row_stays_deleted_when_the_file_or_a_feed_brings_it_again(ana: Importer) -> None:
    ana.keep_file(FILE)
    coffee = next(row.transaction_id for row in ana.rows() if row.amount == 1_250)
    ask(ana, "DELETE", f"{T}/{coffee}")
    again = ana.keep_file(FILE)
    assert (again["new"], again["duplicates"], len(listed(ana))) == (0, 2, 1)
    Feed(ana).tell(**TOLD, account="RO49BTRLRONCRT0123456789")
    assert len(listed(ana)) == 1


def test_a_hold_that_was_deleted_stays_so_when_it_books(ana: Importer) -> None:
    content = "Date,Description,Amount,Currency,State\n2026-01-05,COFFEE CORNER,-12.50,RON,{}\n2026-01-04,X,-1.00,RON,booked\n"
    ana.keep_file(content.format("pending"), "bank.csv")
    (hold,) = listed(ana, "?status=PENDING")
    ask(ana, "DELETE", f"{T}/{hold}")
    ana.keep_file(content.format("booked"), "bank.csv")
    assert len(listed(ana)) == 1


def test_a_sender_of_the_same_id_brings_nothing_back(ana: Importer) -> None:
    ana.keep(("2026-01-05T07:00:00Z", 7))
    ask(ana, "DELETE", f"{T}/t-1")
    ana._sent = 0
    ana.keep(("2026-01-05T07:00:00Z", 7))
    assert listed(ana) == []


def test_what_an_import_brought_goes_with_it_deleted_or_not(ana: Importer) -> None:
    done = ana.keep_file(FILE)
    ask(ana, "DELETE", f"{T}/{listed(ana)[0]}")
    assert ana.act(done["id"], "undo").status_code == 200
    assert (listed(ana), listed(ana, "?deleted=true")) == ([], [])


def test_no_rule_runs_over_what_was_deleted(ana: Importer) -> None:
    draft = {
        "name": "Tag", "match": "all", "conditions": [{"field": "amount", "op": "gte", "value": 1}],
        "actions": [{"do": "add_tag", "tag": "x"}],
    }  # fmt: skip
    for name in ("kept", "gone"):
        write(ana, transaction_id=name)
    ask(ana, "DELETE", f"{T}/gone")
    assert ask(ana, "POST", "/api/rules/preview", draft).json["matched"] == 1
    ask(ana, "POST", "/api/rules", draft)
    run = ask(ana, "POST", "/api/rules/run", {}).json
    assert (run["matched"], run["changed"]) == (1, 1)
    assert ask(ana, "POST", f"{T}/gone/restore").json["tags"] == []


def test_each_write_is_pushed_once(ana: Importer) -> None:
    screen = Screen(ana)
    write(ana, transaction_id="c-1")
    assert screen.news() == once("c-1")
    write(ana, transaction_id="c-1")
    assert screen.news() == News([], 0)
    patch(ana, "c-1", amount=5)
    assert screen.news() == once("c-1")
    ask(ana, "DELETE", f"{T}/c-1")
    assert screen.news() == once("c-1", state="removed")
    ask(ana, "POST", f"{T}/c-1/restore")
    assert screen.news() == once("c-1")


def test_what_waits_in_the_queue_can_be_deleted_once_it_is_stored(ana: Importer) -> None:
    ana.send(("2026-01-05T07:00:00Z", 7))
    assert ask(ana, "DELETE", f"{T}/t-1").status_code == 404
    flush(ana.app)
    assert ask(ana, "DELETE", f"{T}/t-1").status_code == 204
