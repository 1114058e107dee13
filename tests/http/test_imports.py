"""Statement files: looked at, mapped, committed, and each row stored once however often it is brought."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.support.accounts import Account, Headers
from tests.support.imports import IMPORT, IMPORTS, Feed, Importer
from tests.support.statements import bt_csv, bt_rows, camt053, entry, mt940, ofx, stmttrn

COFFEE = "2026-01-05,2026-01-05,Cafea la colt,R1,-12.50,,"
RENT = "2026-01-06,2026-01-06,Chirie ianuarie,R2,-1500.00,,"
SALARY = "2026-01-07,2026-01-07,Salariu,R3,,5600.00,"
CARD = (
    "Plata la POS non-BT cu card VISA;EPOS 05/01/2026 123456789012345 TID:AB12CD34 {shop} CLUJ NAPOCA RO "
    "42441186 valoare tranzactie: 20.50 RON RRN:{rrn} comision tranzactie 0.00 RON; MIRUNA VALE;REF: {ref}"
)
PLAIN = "Date;Details;Amount\n05.01.2026;Coffee;-12,50\n06.01.2026;Rent;-1.500,00\n"
FILES = {
    "bt_csv": (bt_csv(COFFEE, RENT), [-1250, -150000], "RON"),
    "csv": ("Date,Description,Amount,Currency\n2026-01-05,Coffee,-12.50,EUR\n", [-1250], "EUR"),
    "mt940": (mt940(":61:2601150115D20,50NTRFX", ":61:2601160116C1,00NTRFX"), [-2050, 100], "RON"),
    "camt053": (camt053(entry("12.34"), entry("5.00", "CRDT")), [-1234, 500], "EUR"),
    "ofx": (ofx(stmttrn("-5.00"), stmttrn("7.00", "2")), [-500, 700], "EUR"),
}


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    account = make_user()
    return Importer(app, client, account, sign_in(account))


def minor(person: Importer) -> list[int]:
    return [-row.amount if row.direction == "out" else row.amount for row in person.rows()]


def told(done: dict[str, Any]) -> tuple[str, int, int, int]:
    return done["state"], done["new"], done["duplicates"], done["problem_count"]


@pytest.mark.parametrize("format", list(FILES))
def test_every_format_goes_from_its_file_to_stored_rows(ana: Importer, format: str) -> None:
    content, amounts, currency = FILES[format]
    seen = ana.preview(content, f"x.{format}")
    assert (seen["format"], seen["state"], seen["new"], seen["complete"]) == (
        format,
        "preview",
        len(amounts),
        True,
    )
    assert [-row["amount"] if row["direction"] == "out" else row["amount"] for row in seen["rows"]] == amounts
    assert ana.rows() == []
    assert told(ana.commit(seen["id"])) == ("done", len(amounts), 0, 0)
    assert minor(ana) == amounts
    assert {(row.currency, row.source, row.status) for row in ana.rows()} == {(currency, "import", "SUCCESS")}


def test_a_file_may_be_the_body_itself(ana: Importer) -> None:
    headers = {**ana.headers, "Content-Type": "text/csv"}
    content = bt_csv(COFFEE, iban="").encode()
    url = f"{IMPORT}?filename=RO49BTRLUSDCRT0123456789.csv"
    answer = ana.client.post(url, data=content, headers=headers)
    assert (answer.status_code, answer.json["currency"]) == (201, "USD")
    assert answer.json["filename"] == "RO49BTRLUSDCRT0123456789.csv"


def test_a_preview_shows_each_row_as_it_would_be_stored(ana: Importer) -> None:
    row = ana.preview(bt_csv(COFFEE))["rows"][0]
    assert row == {
        "line": 6, "duplicate": False, "problem": None, "occurred_at": "2026-01-05T12:00:00Z", "amount": 1250,
        "booked_on": "2026-01-05", "has_time": False,
        "description": "Cafea la colt", "amount_decimal": "12.50", "currency": "RON", "direction": "out",
        "account": "RO49BTRLRONCRT0123456789", "twin": None,
    }  # fmt: skip


def test_problems_are_told_with_their_lines_and_the_rest_is_stored(ana: Importer) -> None:
    bad = "2026-02-30,2026-01-05,X,R,-1.00,,", "2026-01-05,2026-01-05,Y,R,much,,"
    seen = ana.preview(bt_csv(bad[0], COFFEE, bad[1], RENT))
    assert [each["line"] for each in seen["problems"]] == [6, 8]
    assert (seen["total"], seen["new"], seen["problem_count"]) == (4, 2, 2)
    done = ana.commit(seen["id"])
    assert told(done) == ("done", 2, 0, 2)
    assert done["problems"] == seen["problems"]
    assert done["problems"][0]["message"] == "'2026-02-30' is not a date."


def test_a_csv_files_columns_are_guessed_and_may_be_chosen_anew(ana: Importer) -> None:
    seen = ana.preview(PLAIN, "bank.csv")
    assert seen["suggestion"]["columns"] == ["Date", "Details", "Amount"]
    assert [row["amount"] for row in seen["rows"]] == [1250, 150000]
    mapping = {**seen["mapping"], "sign": "negate", "fixed_currency": "RON", "date_format": "mdy"}
    again = ana.act(seen["id"], "preview", {"mapping": mapping}).json
    assert [(row["direction"], row["occurred_at"][:7]) for row in again["rows"]] == [
        ("in", "2026-05"),
        ("in", "2026-06"),
    ]
    assert told(ana.commit(seen["id"])) == ("done", 2, 0, 0)
    assert [row.occurred_at.month for row in ana.rows()] == [5, 6]


def test_a_csv_file_without_known_columns_waits_until_they_are_chosen(ana: Importer) -> None:
    seen = ana.preview("a,b\nx,y\nz,w\n", "odd.csv")
    assert (seen["rows"], sorted(seen["suggestion"]["missing"])) == ([], ["amount", "date"])
    refused = ana.act(seen["id"], "commit")
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/mapping")
    assert ana.get(f"{IMPORTS}/{seen['id']}")["state"] == "preview"


def test_a_mapping_comes_with_the_file(ana: Importer) -> None:
    mapping = {"delimiter": ";", "date": "Date", "amount": 2, "decimal": ",", "thousands": "."}
    seen = ana.preview(PLAIN, "bank.csv", mapping=json.dumps(mapping))
    assert [row["amount_decimal"] for row in seen["rows"]] == ["12.50", "1500.00"]


@pytest.mark.parametrize(
    ("mapping", "status", "pointer"),
    [
        ('{"nonsense": 1}', 422, "/mapping/nonsense"),
        ('{"date_format": "x"}', 422, "/mapping/date_format"),
        ('{"date": "Date", "amount": "Nowhere", "delimiter": ";"}', 422, None),
        ('{"date": "a\\u0000b", "amount": 0}', 422, None),
        ('{"date": "Date", "amount": "Amount", "fixed_account": "a\\u0000b"}', 422, "/mapping/fixed_account"),
        ('{"date": 99999999999999999999}', 422, "/mapping/date/constrained-int"),
        ('{"date": -1}', 422, "/mapping/date/constrained-int"),
        ("{", 400, None),
        ("[]", 422, "/mapping/"),
        ("1", 422, "/mapping/"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    ana: Importer, mapping: str, status: int, pointer: str | None
) -> None:
    answer = ana.bring(PLAIN, "bank.csv", mapping=mapping)
    assert (answer.status_code, answer.json.get("errors", [{}])[0].get("pointer")) == (status, pointer)


def test_the_same_file_again_is_nothing_new(ana: Importer) -> None:
    content = bt_csv(COFFEE, RENT, SALARY)
    ana.keep_file(content)
    seen = ana.preview(content, "copy.csv")
    assert (seen["new"], seen["duplicates"]) == (0, 3)
    assert all(row["duplicate"] for row in seen["rows"])
    assert told(ana.commit(seen["id"])) == ("done", 0, 3, 0)
    assert len(ana.rows()) == 3


def test_a_longer_file_brings_only_what_is_new(ana: Importer) -> None:
    ana.keep_file(bt_csv(COFFEE, RENT))
    assert told(ana.keep_file(bt_csv(SALARY, COFFEE, RENT))) == ("done", 1, 2, 0)
    assert minor(ana) == [-1250, -150000, 560000]


def test_two_equal_coffees_on_a_day_are_two_however_often_they_are_brought(ana: Importer) -> None:
    for expected in (("done", 2, 0, 0), ("done", 0, 2, 0)):
        assert told(ana.keep_file(bt_csv(COFFEE, COFFEE))) == expected
    assert told(ana.keep_file(bt_csv(COFFEE, COFFEE, COFFEE))) == ("done", 1, 2, 0)
    assert len(ana.rows()) == 3


def test_a_preview_of_a_long_file_is_of_its_beginning_and_the_commit_of_all(ana: Importer) -> None:
    seen = ana.preview(bt_rows(2_100))
    assert (seen["complete"], seen["new"], len(seen["rows"])) == (False, 2_000, 50)
    assert told(ana.commit(seen["id"])) == ("done", 2_100, 0, 0)
    assert len(ana.rows()) == 2_100


@pytest.mark.parametrize("feed_first", [True, False])
def test_a_card_payment_in_a_feed_and_in_a_file_is_one(ana: Importer, *, feed_first: bool) -> None:
    feed = Feed(ana)
    in_file = bt_csv(
        f'2026-01-06,2026-01-06,"{CARD.format(shop="LIDL 12", rrn="601500012345", ref="A1")}",R,-20.50,,'
    )
    in_feed = CARD.format(shop="LIDL", rrn="601500012345", ref="B2")

    def tell() -> None:
        feed.tell(amount="-20.50", description=in_feed, occurred_at="2026-01-05T09:12:00Z")

    if feed_first:
        tell()
    done = ana.keep_file(in_file)
    if not feed_first:
        tell()
    assert told(done) == (("done", 0, 1, 0) if feed_first else ("done", 1, 0, 0))
    (row,) = ana.rows()
    assert (row.source, row.connection_id, row.details["rrn"]) == ("inbox", feed.id, "601500012345")


def test_what_a_feed_claims_keeps_what_its_owner_wrote(ana: Importer) -> None:
    ana.keep_file(bt_csv(COFFEE))
    (row,) = ana.rows()
    url = f"/api/transactions/{row.transaction_id}"
    body = {"category": "FOOD_AND_DRINK_COFFEE", "notes": "with Dan", "tags": ["treat"]}
    assert ana.client.patch(url, json=body, headers=ana.headers).status_code == 200
    Feed(ana).tell(amount="-12.50", description="CAFEA LA COLT", occurred_at="2026-01-05T07:00:00Z")
    (now,) = ana.rows()
    assert (now.id, now.source) == (row.id, "inbox")
    assert (now.category, now.notes, now.tags) == ("FOOD_AND_DRINK_COFFEE", "with Dan", ["treat"])


def test_undo_takes_back_all_but_what_a_feed_has_confirmed(ana: Importer) -> None:
    done = ana.keep_file(bt_csv(COFFEE, RENT, SALARY))
    Feed(ana).tell(amount="-1500.00", description="Chirie ianuarie", occurred_at="2026-01-06T07:00:00Z")
    assert ana.act(done["id"], "undo").json == {"state": "undone", "removed": 2}
    assert minor(ana) == [-150000]
    assert ana.act(done["id"], "undo").status_code == 409
    assert told(ana.keep_file(bt_csv(COFFEE, RENT, SALARY))) == ("done", 2, 1, 0)


def test_undo_leaves_what_was_there_before(ana: Importer) -> None:
    ana.keep_file(bt_csv(COFFEE))
    second = ana.keep_file(bt_csv(COFFEE, RENT))
    assert ana.act(second["id"], "undo").json["removed"] == 1
    assert minor(ana) == [-1250]
