"""Rows find their account, and balances that banks and files state are written down with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from app.domain.banking.accounts import service, ties
from tests.http.test_accounts import A, held, make, series
from tests.http.test_editing import T, ask
from tests.support.accounts import Account, Headers
from tests.support.imports import Feed, Importer
from tests.support.statements import bt_csv, camt053, entry, mt940, ofx, stmttrn
from tests.unit.test_statements_balances import bal, ledger

IBAN, OTHER = "RO49BTRLRONCRT0123456789", "RO49BTRLRONCRT9876543210"
ROWS = (
    "2026-01-05,2026-01-05,Cafea la colt,R1,-10.00,,90.00", "2026-01-05,2026-01-05,Chirie,R2,-50.00,,40.00",
    "2026-01-07,2026-01-07,Salariu,R3,,100.00,140.00",
)  # fmt: skip


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))
    account = make_user()
    return Importer(app, client, account, sign_in(account))


def only(person: Importer) -> dict[str, Any]:
    (account,) = person.get(A)["items"]
    found: dict[str, Any] = account
    return found


def tied(person: Importer) -> set[int | None]:
    return {row.account_id for row in person.rows()}


# Files


def test_a_files_rows_are_tied_to_the_account_that_it_names(ana: Importer) -> None:
    ana.keep_file(bt_csv(*ROWS))
    account = only(ana)
    assert (account["name"], account["number"], account["origin"], account["currency"]) == (
        IBAN, IBAN, "import", "RON",
    )  # fmt: skip
    assert tied(ana) == {account["id"]}
    assert (held(account), account["gap"]) == ((14_000, "140.00", "2026-01-07", "stated"), None)


@pytest.mark.parametrize("iban", ["RO49 BTRL RONC RT01 2345 6789", "0123456789"])
def test_an_account_is_one_however_its_number_is_written(ana: Importer, iban: str) -> None:
    account = make(ana, name="Mine", number=IBAN, currency="EUR")
    ana.keep_file(
        f"Date,Description,Amount,Own account\n2026-01-05,Coffee,-10.00,{iban}\n2026-01-06,X,1.00,{iban}\n",
        "b.csv",
    )
    assert (only(ana)["id"], only(ana)["name"], tied(ana)) == (account["id"], "Mine", {account["id"]})


def test_two_currencies_of_a_number_are_two_accounts(ana: Importer) -> None:
    ana.keep_file(
        f"Date,Description,Amount,Currency,Own account\n2026-01-05,Coffee,-10.00,RON,{IBAN}\n"
        f"2026-01-06,Taxi,-9.00,EUR,{IBAN}\n", "b.csv",
    )  # fmt: skip
    assert sorted(each["currency"] for each in ana.get(A)["items"]) == ["EUR", "RON"]
    assert len(tied(ana)) == 2


@pytest.mark.parametrize(
    ("content", "balances"),
    [
        (camt053(entry("10.00"), balances=bal("OPBD", "100.00", "2026-01-15") + bal("CLBD", "90.00", "2026-01-31")),
         [("2026-01-14", 10_000), ("2026-01-31", 9_000)]),
        (mt940(":61:2601150115D10,00NTRFNONREF\r\n:86:LIDL", closing="990,00"),
         [("2026-01-01", 100_000), ("2026-01-31", 99_000)]),
        (ofx(stmttrn("-10.00")).replace("</STMTRS>", f"{ledger('-12.34')}</STMTRS>"), [("2026-01-31", -1_234)]),
        (bt_csv(*ROWS), [("2026-01-05", 4_000), ("2026-01-07", 14_000)]),
    ],
    ids=["camt", "mt940", "ofx", "csv"],
)  # fmt: skip
def test_what_a_file_states_is_shown_with_its_source(
    ana: Importer, content: str, balances: list[tuple[str, int]]
) -> None:
    done = ana.keep_file(content)
    found = series(ana, only(ana), "from=2026-01-01&to=2026-02-28")
    assert [(each["on"], each["balance"]) for each in found["stated"]] == balances
    assert {(each["source"], each["import_id"]) for each in found["stated"]} == {("statement", done["id"])}
    assert found["gaps"] == []


def test_a_file_that_lies_between_two_others_and_is_missing_is_a_gap(ana: Importer) -> None:
    january = bal("OPBD", "100.00", "2026-01-15") + bal("CLBD", "90.00", "2026-01-31")
    march = bal("OPBD", "60.00", "2026-03-01") + bal("CLBD", "50.00", "2026-03-05")
    ana.keep_file(camt053(entry("10.00"), balances=january))
    ana.keep_file(camt053(entry("10.00").replace("2026-01-1", "2026-03-0"), balances=march))
    account = only(ana)
    gap = {"amount": -3_000, "amount_decimal": "-30.00", "since": "2026-01-31", "until": "2026-03-01"}
    assert (account["balance"], account["gaps"], account["gap"]) == (5_000, 1, gap)


def test_a_row_that_was_not_read_is_a_gap(ana: Importer) -> None:
    balances = bal("OPBD", "100.00", "2026-01-15") + bal("CLBD", "70.00", "2026-01-31")
    ana.keep_file(camt053(entry("10.00"), balances=balances))
    assert only(ana)["gap"]["amount"] == -2_000


def test_rows_that_name_no_account_are_tied_to_none_or_to_the_one_that_is_chosen(ana: Importer) -> None:
    content = (
        "Date,Description,Amount,Balance\n2026-01-05,Coffee,-10.00,90.00\n2026-01-06,Rent,-50.00,40.00\n"
    )
    mapping = '{"fixed_currency": "RON"}'
    ana.keep_file(content, "b.csv", mapping=mapping)
    assert (tied(ana), ana.get(A)["items"]) == ({None}, [])
    account = make(ana, name="Mine")
    number = ana.preview(content, "b.csv", mapping=mapping)["id"]
    assert ana.act(number, "commit", {"account_id": account["id"] + 1}).status_code == 422
    done = ana.commit(number, account_id=account["id"])
    assert (done["account_id"], done["new"], tied(ana)) == (account["id"], 0, {account["id"]})
    assert held(only(ana)) == (4_000, "40.00", "2026-01-06", "stated")


def test_an_account_of_somebody_elses_is_not_chosen(ana: Importer, someone: Callable[..., Any]) -> None:
    account = make(someone(), name="Mine")
    number = ana.preview(bt_csv(*ROWS))["id"]
    answer = ana.act(number, "commit", {"account_id": account["id"]})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/account_id")
    assert ana.get(f"/api/imports/{number}")["state"] == "preview"


def test_an_undo_takes_balances_back_and_the_account_that_nothing_else_speaks_of(ana: Importer) -> None:
    done = ana.keep_file(bt_csv(*ROWS))
    other = ana.keep_file(bt_csv("2026-01-09,2026-01-09,Alta,R9,-1.00,,", iban=OTHER))
    assert len(ana.get(A)["items"]) == 2
    ana.act(done["id"], "undo")
    assert only(ana)["number"] == OTHER
    ask(ana, "PATCH", f"{A}/{only(ana)['id']}", {"opening_balance": 500})
    ana.act(other["id"], "undo")
    assert held(only(ana))[:2] == (500, "5.00")  # its owner has spoken of it


def test_a_balance_of_a_day_that_went_on_is_withdrawn(ana: Importer) -> None:
    """The file of noon ends with 40.00; by the evening another 5.00 are gone."""
    noon, evening = ROWS[:2], "2026-01-05,2026-01-05,Seara,R4,-5.00,,35.00"
    ana.keep_file(bt_csv(*noon))
    assert only(ana)["balance"] == 4_000
    ana.keep_file(bt_csv(*noon, evening, "2026-01-07,2026-01-07,Salariu,R3,,100.00,135.00"))
    found = series(ana, only(ana), "from=2026-01-05&to=2026-01-07")
    assert [(each["on"], each["balance"], each["is_closing"]) for each in found["stated"]] == [
        ("2026-01-05", 3_500, True), ("2026-01-07", 13_500, False),
    ]  # fmt: skip
    assert found["gaps"] == []


def test_an_older_file_withdraws_nothing(ana: Importer) -> None:
    ana.keep_file(bt_csv(*ROWS))
    ana.keep_file(
        bt_csv("2026-01-02,2026-01-02,Veche,R8,-5.00,,105.00", "2026-01-03,2026-01-03,X,R7,-5.00,,100.00")
    )
    assert (held(only(ana))[0], only(ana)["gaps"]) == (14_000, 0)


# Feeds


def test_a_feeds_rows_are_tied_to_the_account_that_it_names(ana: Importer) -> None:
    feed = Feed(ana)
    feed.tell(amount="-12.50", description="Cafea", occurred_at="2026-01-05T07:00:00Z", account=IBAN)
    account = only(ana)
    assert (account["origin"], account["connection_id"], account["institution"]) == (
        "connection",
        feed.id,
        "BT",
    )
    assert tied(ana) == {account["id"]}
    assert held(account) == (None, None, None, None)  # nobody has said what there was
    assert ask(ana, "DELETE", f"{A}/{account['id']}").json["code"] == "account_in_use"
    assert ask(ana, "PATCH", f"{A}/{account['id']}", {"number": OTHER}).json["code"] == "account_linked"


def test_what_is_erased_with_a_bank_includes_its_accounts(ana: Importer) -> None:
    feed = Feed(ana)
    feed.tell(amount="-12.50", description="Cafea", occurred_at="2026-01-05T07:00:00Z", account=IBAN)
    ask(ana, "DELETE", f"/api/connectors/connections/{feed.id}?data=erase")
    assert ana.get(A)["items"] == []


def test_a_bank_that_is_unlinked_leaves_its_accounts(ana: Importer) -> None:
    feed = Feed(ana)
    feed.tell(amount="-12.50", description="Cafea", occurred_at="2026-01-05T07:00:00Z", account=IBAN)
    ask(ana, "DELETE", f"/api/connectors/connections/{feed.id}?data=keep")
    assert (only(ana)["connection_id"], tied(ana)) == (None, {only(ana)["id"]})


def test_three_payments_that_a_file_and_a_feed_share_make_two_names_one_account(ana: Importer) -> None:
    """A feed may call an account what no file does."""
    ana.keep_file(bt_csv(*ROWS))
    feed, account = Feed(ana), only(ana)
    inside = sender(ana, feed)
    inside(
        {"id": "1", "amount": "-10.00", "description": "Cafea la colt", "occurred_at": "2026-01-05"},
        {"id": "2", "amount": "-50.00", "description": "Chirie", "occurred_at": "2026-01-05"},
        {"id": "3", "amount": "100.00", "description": "Salariu", "occurred_at": "2026-01-07"},
    )
    assert (only(ana)["id"], only(ana)["connection_id"], only(ana)["number"]) == (
        account["id"],
        feed.id,
        IBAN,
    )
    assert (len(ana.rows()), tied(ana)) == (3, {account["id"]})
    inside({"id": "4", "amount": "-1.00", "description": "Nou", "occurred_at": "2026-01-08"})
    ana.keep_file(bt_csv("2026-01-09,2026-01-09,Din fisier,R9,-1.00,,", iban=IBAN))
    assert tied(ana) == {account["id"]}


def test_fewer_shared_payments_may_be_chance(ana: Importer) -> None:
    ana.keep_file(bt_csv(*ROWS))
    sender(ana, Feed(ana))(
        {"id": "1", "amount": "-10.00", "description": "Cafea la colt", "occurred_at": "2026-01-05"},
        {"id": "2", "amount": "-50.00", "description": "Chirie", "occurred_at": "2026-01-05"},
    )
    assert len(ana.get(A)["items"]) == 2


def sender(person: Importer, feed: Feed) -> Callable[..., None]:
    """Send rows of one account, called as only this feed calls it."""

    def send(*rows: dict[str, Any]) -> None:
        feed.tell_all(*({"currency": "RON", "account": "main-1", **row} for row in rows))

    return send


# What a sender states


def stated(name: str, balance: str, on: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"account": name, "currency": "EUR", "balance": balance, **({"on": on} if on else {}), **fields}


def test_a_sender_states_balances_with_rows_or_alone(ana: Importer) -> None:
    feed = Feed(ana)
    feed.state(stated("Main", "100.00", "2026-03-01"), stated("Card", "-20.50"))
    main, card = sorted(ana.get(A)["items"], key=lambda each: each["name"], reverse=True)
    assert held(main) == (10_000, "100.00", "2026-03-01", "stated")
    assert held(card) == (-2_050, "-20.50", "2026-03-10", "stated")
    found = series(ana, main, "from=2026-03-01&to=2026-03-10")["stated"]
    assert [(each["source"], each["is_closing"]) for each in found] == [("bank", True)]
    assert not series(ana, card, "from=2026-03-10")["stated"][0]["is_closing"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": None}, {"currency": "XXX"}, {"balance": "much"}, {"balance": 1.005}, {"on": "soon"},
        {"on": "2026-03-11"}, {"balance_minor": 5},
    ],
    ids=str,
)  # fmt: skip
def test_a_stated_balance_that_cannot_be_read_is_told_and_others_are_kept(
    ana: Importer, wrong: dict[str, Any]
) -> None:
    feed = Feed(ana)
    feed.state(stated("Main", "100.00"), stated("Card", "1.00") | wrong)
    assert [each["name"] for each in ana.get(A)["items"]] == ["Main"]
    shown = ana.get(f"/api/connectors/connections/{feed.id}")
    assert shown["errors"] == 1


def test_a_balance_that_the_bank_said_before_a_row_of_that_day_came_is_withdrawn(ana: Importer) -> None:
    """80.00 at noon; 30.00 go in the evening; the next day begins with 50.00."""
    feed = Feed(ana)
    feed.state(stated("Main", "100.00", "2026-03-08"))
    feed.state(stated("Main", "80.00", "2026-03-09T12:00:00Z"))
    tell = {"currency": "EUR", "account": "Main", "description": "Shop"}
    feed.tell(**tell, amount="-20.00", occurred_at="2026-03-09T10:00:00Z", id="a")
    feed.tell(**tell, amount="-30.00", occurred_at="2026-03-09T20:00:00Z", id="b")
    feed.state(stated("Main", "50.00", "2026-03-10T08:00:00Z"))
    account = only(ana)
    found = series(ana, account, "from=2026-03-08&to=2026-03-10")
    assert [(each["on"], each["balance"]) for each in found["stated"]] == [
        ("2026-03-08", 10_000), ("2026-03-10", 5_000),
    ]  # fmt: skip
    assert (account["balance"], account["gaps"]) == (5_000, 0)


def test_money_that_the_feed_does_not_tell_of_is_a_gap(ana: Importer) -> None:
    feed = Feed(ana)
    feed.state(stated("Main", "100.00", "2026-03-08"))
    feed.state(stated("Main", "80.00", "2026-03-09"))
    assert only(ana)["gap"] == {
        "amount": -2_000, "amount_decimal": "-20.00", "since": "2026-03-08", "until": "2026-03-09",
    }  # fmt: skip


# The intake


def test_the_intakes_rows_are_tied_where_their_sender_names_an_account(ana: Importer) -> None:
    account = make(ana, name="Mine", number=IBAN)
    ana.keep(("2026-03-02T07:00:00Z", 1_000), currency="RON", account="RO49 BTRL RONC RT01 2345 6789")
    ana.keep(("2026-03-02T07:00:00Z", 7), currency="RON")
    ana.keep(("2026-03-02T07:00:00Z", 9), currency="RON", account="Till", direction="in")
    new, old = ana.get(A)["items"]
    found = {row.transaction_id: row.account_id for row in ana.rows()}
    assert found == {"t-1": account["id"], "t-2": None, "t-3": new["id"]}
    assert (old["id"], old["balance"]) == (account["id"], None)  # a bank knows, and has not said
    assert (new["name"], new["origin"]) == ("Till", "intake")


def test_a_senders_name_of_an_account_is_one_persons(ana: Importer, someone: Callable[..., Any]) -> None:
    bob = someone()
    for person in (ana, bob):
        person.keep(("2026-03-02T07:00:00Z", 9), account="Till")
    ids = [person.get(A)["items"][0]["id"] for person in (ana, bob)]
    assert ids[0] != ids[1]
    assert [person.get(T)["items"][0]["account_id"] for person in (ana, bob)] == ids


def test_a_sender_cannot_make_accounts_without_end(ana: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (ties, service):
        monkeypatch.setattr(module, "MAX_ACCOUNTS", 3)
    make(ana, name="Mine", number=IBAN)
    for name in ("Till 1", "Till 2", "Till 3", "Till 1"):
        ana.keep(("2026-03-02T07:00:00Z", 9), account=name)
    assert len(ana.get(A)["items"]) == 3
    assert [row.account_id is None for row in ana.rows()] == [False, False, True, False]
    assert ask(ana, "POST", A, {"name": "Fourth", "currency": "EUR"}).status_code == 422


@pytest.mark.parametrize("name", ["---", "*"])
def test_a_name_without_a_letter_or_a_digit_names_nothing(ana: Importer, name: str) -> None:
    ana.keep(("2026-03-02T07:00:00Z", 9), account=name)
    assert (tied(ana), ana.get(A)["items"]) == ({None}, [])
