"""Transactions out again: as CSV that a spreadsheet cannot be tricked by and the import reads, and as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.domain.banking.transactions import export
from tests.http.test_bt_pay import add
from tests.http.test_editing import T
from tests.support.accounts import Account, Headers
from tests.support.imports import Importer
from tests.support.person import Person

X = f"{T}/export"
IBAN = "RO49BTRLRONCRT0123456789"


@pytest.fixture
def importer(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Callable[[], Importer]:
    def make() -> Importer:
        account = make_user()
        return Importer(app, client, account, sign_in(account))

    return make


def fetched(person: Person, query: str = "") -> Any:
    answer = person.client.get(f"{X}{query}", headers=person.headers)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer


def cells(person: Person, query: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(fetched(person, query).data.decode("utf-8-sig"))))


def test_a_csv_file_has_a_line_for_each_transaction_newest_first(ana: Person) -> None:
    add(ana, "a", 1_250, description="Cafea, la colț", account=IBAN, tags=["x", "y"], notes="n")
    add(ana, "b", 5, direction="in", currency="JPY", status="PENDING", at="2026-03-11T08:00", merchant="M")
    answer = fetched(ana)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="transactions.csv"'
    assert cells(ana) == [
        {"Date": "2026-03-11", "Direction": "in", "Amount": "5", "Currency": "JPY", "Status": "PENDING",
         "Description": "", "Merchant": "M", "Category": "", "Own account": "", "Annotation": "", "Tags": "",
         "Source": "intake", "Transaction ID": "b"},
        {"Date": "2026-03-10", "Direction": "out", "Amount": "-12.50", "Currency": "RON", "Status": "SUCCESS",
         "Description": "Cafea, la colț", "Merchant": "", "Category": "", "Own account": IBAN, "Annotation": "n",
         "Tags": "x, y", "Source": "intake", "Transaction ID": "a"},
    ]  # fmt: skip


def test_json_holds_all_that_is_known(ana: Person) -> None:
    assert fetched(ana, "?format=json").json == []
    for name in ("a", "b"):
        add(ana, name, details={"reference": "7"})
    answer = fetched(ana, "?format=json")
    assert answer.content_type == "application/json"
    assert json.loads(answer.data) == ana.get(T)["items"]


@pytest.mark.parametrize("format", ["csv", "json"])
def test_an_export_goes_on_over_many_pages(ana: Person, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[float] = []
    monkeypatch.setattr(export, "ROWS_PER_PAGE", 2)
    monkeypatch.setattr(export, "time", SimpleNamespace(sleep=turns.append))
    for number in range(5):
        add(ana, f"t-{number}")
    found = cells(ana) if format == "csv" else fetched(ana, "?format=json").json
    ids = [each["Transaction ID" if format == "csv" else "transaction_id"] for each in found]
    assert ids == [f"t-{number}" for number in range(4, -1, -1)]
    assert turns == [0, 0, 0]  # others have theirs between two pages


def test_the_lists_filters_choose(ana: Person, someone: Callable[..., Person]) -> None:
    add(ana, "a", 100)
    add(ana, "b", 200, direction="in")
    assert [each["Transaction ID"] for each in cells(ana, "?direction=in&min=150")] == ["b"]
    assert cells(someone()) == []


@pytest.mark.parametrize("query", ["?format=xls", "?from=soon", "?min=-1", "?from=2026-02-01&to=2026-01-01"])
def test_what_cannot_be_chosen_is_refused(ana: Person, query: str) -> None:
    answer = ana.client.get(f"{X}{query}", headers=ana.headers)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


FORMULAS = [
    "=1+1", "+40722", "-5 off", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", "  =1+1",
    "\uff1d1+1", " \uff0d1", "'=1",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula(ana: Person, text: str) -> None:
    fields = ("description", "merchant", "notes", "account", "category")
    add(ana, text.strip() or "x", tags=[text], **dict.fromkeys(fields, text))
    (line,) = cells(ana)
    columns = ("Description", "Merchant", "Category", "Own account", "Annotation", "Tags", "Transaction ID")
    for column in columns:
        assert line[column].startswith("'"), column
    assert line["Description"] == f"'{text}"


def test_what_was_exported_is_imported_as_it_was(importer: Callable[[], Importer]) -> None:
    ana, bob = importer(), importer()
    add(ana, "a", 1_250, description="=Cafea la colț", account=IBAN, merchant="Colțul", at="2026-03-05T08:00")
    add(ana, "b", 99, description="-5 off at the shop", account=IBAN, at="2026-03-13T08:00")
    add(ana, "c", 560_000, description="Salary March", account=IBAN, direction="in", at="2026-03-14T08:00")
    add(ana, "d", 700, description="Not booked yet", account=IBAN, status="PENDING", at="2026-03-15T08:00")
    add(ana, "e", 3, description="Never moved", account=IBAN, status="FAILED", at="2026-03-16T08:00")
    add(ana, "f", 1_500, description="In euro", currency="EUR", account=IBAN, at="2026-03-17T08:00")
    seen = bob.preview(fetched(ana).data, "transactions.csv")
    assert (seen["needs"], seen["suggestion"]["missing"]) == ([], [])
    done = bob.commit(seen["id"])
    assert (done["state"], done["new"], done["problem_count"]) == ("done", 5, 1)  # what failed moved nothing
    same = ("booked_on", "amount", "currency", "direction", "status", "description", "account")
    stored = [tuple(getattr(row, name) for name in same) for row in (*ana.rows(), *bob.rows())]
    assert sorted(map(str, stored[6:])) == sorted(str(row) for row in stored[:6] if row[4] != "FAILED")
    assert bob.keep_file(fetched(ana).data, "transactions.csv")["new"] == 0


@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_file_of_one_direction_alone_is_read_without_a_question(
    importer: Callable[[], Importer], direction: str
) -> None:
    ana, bob = importer(), importer()
    for day in (5, 13, 14):
        add(
            ana, f"t-{day}", day, description=f"Text {day}", direction=direction, at=f"2026-03-{day:02}T08:00"
        )
    seen = bob.preview(fetched(ana).data, "transactions.csv")
    assert seen["needs"] == []
    bob.commit(seen["id"])
    assert {(row.direction, row.amount) for row in bob.rows()} == {(direction, day) for day in (5, 13, 14)}


def test_ones_own_rows_by_hand_are_known_again(importer: Callable[[], Importer]) -> None:
    ana = importer()
    for number in range(3):
        body = {"amount": 100 + number, "description": f"By hand {number}", "booked_on": f"2026-03-1{number}"}
        assert ana.client.post(T, json=body, headers=ana.headers).status_code == 201
    assert ana.preview(fetched(ana).data, "transactions.csv")["duplicates"] == 3
