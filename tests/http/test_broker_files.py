"""Brokers' files over HTTP: read by a worker, stored once, taken back, and out again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from apiflask import APIFlask
from msgspec import ValidationError

from app import clock
from app.db import transaction
from app.domain.portfolio.imports.run import BREAKS, read_file
from app.domain.portfolio.imports.tables import BrokerImport, BrokerImportState
from app.extensions import db
from tests.http.test_portfolios import activities, portfolio
from tests.support.person import Person
from tests.support.portfolio_worker import worker

HEAD = "date;symbol;instrumentType;quantity;activityType;unitPrice;currency;fee;amount;fxRate;subtype\n"
BUY = "2025-12-03;IREN;EQUITY;1.0;BUY;40.2;USD;0;;;\n"
FILE = HEAD + BUY + BUY + "2025-12-03;IREN;EQUITY;5.0;BUY;40.2;USD;0;;;\n" + BUY


@pytest.fixture(autouse=True)
def _in_2026() -> None:
    clock.freeze(datetime(2026, 3, 1, 12, tzinfo=UTC))


def bring(person: Person, number: int, text: str = FILE, **form: str) -> Any:
    data = {"file": (BytesIO(text.encode()), "wealth.csv"), **form}
    return person.client.post(
        f"/api/portfolios/{number}/import",
        data=data,
        headers=person.headers,
        content_type="multipart/form-data",
    )


def commit(person: Person, number: int, made: Any, **body: Any) -> Any:
    return person.ask("POST", f"/api/portfolios/{number}/imports/{made.json['id']}/commit", body=body)


def rows_of(person: Person, number: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/api/portfolios/{number}/activities?limit=1000")["items"]
    return found


def test_equal_rows_are_all_stored_and_the_same_file_again_brings_nothing(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = bring(ana, number)
        assert (made.status_code, made.json["state"], made.json["new"]) == (201, "ready", 4)
        assert [row["is_known"] for row in made.json["preview"]["rows"]] == [False] * 4
        assert rows_of(ana, number) == []
        assert commit(ana, number, made).json["new"] == 4
        again = bring(ana, number)
        assert (again.json["new"], [row["is_known"] for row in again.json["preview"]["rows"]]) == (
            0,
            [True] * 4,
        )
        assert commit(ana, number, again).json["new"] == 0
    assert sorted(row["quantity"] for row in rows_of(ana, number)) == ["1.0", "1.0", "1.0", "5.0"]


def test_what_a_person_typed_before_is_known_to_the_file(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana, currency="USD")["id"]
    typed = {"on": "2025-12-03", "type": "buy", "symbol": "IREN", "quantity": "5", "unit_price": "40.20"}
    activities(ana, number, {**typed, "currency": "USD"})
    with worker(app):
        made = bring(ana, number)
        assert [row["is_known"] for row in made.json["preview"]["rows"]] == [False, False, True, False]
        assert commit(ana, number, made, keep=[2], leave=[0]).json["new"] == 3


def test_a_file_is_stored_once_and_taken_back_whole(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = bring(ana, number)
    assert commit(ana, number, made).status_code == 200
    assert commit(ana, number, made).json["code"] == "import_not_ready"
    undo = f"/api/portfolios/{number}/imports/{made.json['id']}/undo"
    sold = {"on": "2026-01-03", "type": "sell", "symbol": "IREN", "quantity": "8", "unit_price": "50"}
    sale = activities(ana, number, {**sold, "currency": "USD"}).json["items"][0]["id"]
    assert ana.ask("POST", undo).json["code"] == "not_held"
    assert len(rows_of(ana, number)) == 5
    ana.ask("DELETE", f"/api/portfolios/{number}/activities/{sale}")
    assert ana.ask("POST", undo).json["state"] == "undone"
    assert rows_of(ana, number) == []
    assert ana.ask("POST", undo).status_code == 409


def test_the_files_of_a_portfolio_come_in_pages_the_newest_first(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = [bring(ana, number).json["id"] for _ in range(3)]
    path = f"/api/portfolios/{number}/imports"
    first = ana.get(f"{path}?limit=2")
    rest = ana.get(f"{path}?limit=2&cursor={first['next_cursor']}")
    assert [each["id"] for each in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None


def test_what_a_file_leaves_open_is_asked_and_nothing_is_stored_before(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana, currency="USD")["id"]
    text = "When,What,Of,Count,Each,In\n02/03/2024,purchase,MSFT,1,400,USD\n"
    columns = {
        "date": ["When"], "action": ["What"], "symbol": ["Of"], "quantity": ["Count"], "price": ["Each"],
        "currency": ["In"],
    }  # fmt: skip
    mapping = {"columns": columns, "actions": {"purchase": "buy"}}
    with worker(app):
        made = bring(ana, number, text, told=json.dumps({"mapping": mapping}))
        assert (made.json["state"], made.json["preview"]["rows"]) == ("asking", [])
        assert [each["field"] for each in made.json["preview"]["questions"]] == ["date_order"]
        assert commit(ana, number, made).json["code"] == "import_not_ready"
        path = f"/api/portfolios/{number}/imports/{made.json['id']}"
        told = ana.ask(
            "POST", f"{path}/preview", body={"mapping": mapping, "answers": {"date_order": "mdy"}}
        ).json
        assert (told["state"], told["preview"]["rows"][0]["activity"]["on"]) == ("ready", "2024-02-03")
        wrong = ana.ask("POST", f"{path}/preview", body={"answers": {"dates": "mdy"}})
        assert wrong.status_code == 422


UNKNOWN = "Bought on,What,Ticker,Pieces,Each,Ccy\n2024-03-13,Got,MSFT,1,400,USD\n"
MEANT = {
    "columns": {
        "date": ["Bought on"], "action": ["What"], "symbol": ["Ticker"], "quantity": ["Pieces"],
        "price": ["Each"], "currency": ["Ccy"],
    },
    "actions": {"Got": "buy"},
}  # fmt: skip


def test_a_table_of_no_known_broker_is_explained_once_and_read_by_that_from_then_on(
    app: APIFlask, ana: Person
) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = bring(ana, number, UNKNOWN).json
        assert (made["state"], made["preview"]["rows"]) == ("asking", [])
        table = made["preview"]["table"]
        assert table["names"] == ["Bought on", "What", "Ticker", "Pieces", "Each", "Ccy"]
        assert table["samples"] == [["2024-03-13", "Got", "MSFT", "1", "400", "USD"]]
        assert table["columns"] == {"symbol": "Ticker", "currency": "Ccy"}
        assert table["words"]["What"] == ["Got"]
        path = f"/api/portfolios/{number}/imports/{made['id']}/preview"
        told = ana.ask("POST", path, body={"mapping": MEANT, "keep_as": "My broker"}).json
        assert (told["state"], told["preview"]["rows"][0]["activity"]["symbol"]) == ("ready", "MSFT")
        later = bring(ana, number, UNKNOWN.replace("MSFT", "ACME")).json
    assert (later["state"], later["new"]) == ("ready", 1)
    assert later["preview"]["warnings"][0] == "Read as you explained it for My broker."
    assert later["preview"]["rows"][0]["activity"]["symbol"] == "ACME"


def test_columns_that_are_told_wrongly_are_asked_for_again_with_the_reason(
    app: APIFlask, ana: Person
) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = bring(ana, number, UNKNOWN).json
        path = f"/api/portfolios/{number}/imports/{made['id']}/preview"
        wrong = {"columns": {"date": ["Sold on"]}, "action": "buy"}
        told = ana.ask("POST", path, body={"mapping": wrong, "keep_as": "Nobody"}).json
    assert (told["state"], told["preview"]["table"]["names"][0]) == ("asking", "Bought on")
    assert told["error"].startswith("Not all columns of the mapping are in this file")
    assert ana.get("/api/portfolios/mappings")["items"] == []


def test_a_file_with_other_columns_is_asked_about_though_it_has_those_of_a_kept_mapping(
    app: APIFlask, ana: Person
) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = bring(ana, number, UNKNOWN).json
        path = f"/api/portfolios/{number}/imports/{made['id']}/preview"
        ana.ask("POST", path, body={"mapping": MEANT, "keep_as": "My broker"})
        other = bring(ana, number, UNKNOWN.replace("Ccy", "Ccy,Sold").replace("USD", "USD,3"))
    assert other.json["state"] == "asking"
    assert other.json["preview"]["table"] is not None


def test_a_second_answer_keeps_what_was_said_before(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana, currency="USD")["id"]
    text = UNKNOWN.replace("2024-03-13", "02/03/2024")
    with worker(app):
        made = bring(ana, number, text).json
        path = f"/api/portfolios/{number}/imports/{made['id']}/preview"
        asked = ana.ask("POST", path, body={"mapping": MEANT}).json
        assert [each["field"] for each in asked["preview"]["questions"]] == ["date_order"]
        told = ana.ask("POST", path, body={"answers": {"date_order": "dmy"}}).json
    assert (told["state"], told["preview"]["rows"][0]["activity"]["on"]) == ("ready", "2024-03-02")


def test_kept_mappings_are_listed_replaced_and_forgotten_by_their_owner_alone(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = bring(ana, number, UNKNOWN).json
        path = f"/api/portfolios/{number}/imports/{made['id']}/preview"
        for _ in range(2):
            ana.ask("POST", path, body={"mapping": MEANT, "keep_as": "My broker"})
    (mine,) = ana.get("/api/portfolios/mappings")["items"]
    assert (mine["name"], mine["mapping"]["actions"]) == ("My broker", {"Got": "buy"})
    one, bob = f"/api/portfolios/mappings/{mine['id']}", someone()
    assert bob.get("/api/portfolios/mappings")["items"] == []
    assert bob.ask("DELETE", one).json["code"] == "mapping_not_found"
    assert ana.ask("DELETE", one).status_code == 204
    assert ana.ask("DELETE", one).status_code == 404


def test_a_file_that_is_none_is_refused_with_a_reason(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana)["id"]
    with worker(app):
        made = bring(ana, number, "\x00\x01 nothing that any broker writes")
    assert (made.json["state"], made.json["preview"]) == ("refused", None)
    assert made.json["error"]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_is_exported_imports_to_the_same_state(app: APIFlask, ana: Person, kind: str) -> None:
    number, other = portfolio(ana, currency="USD")["id"], portfolio(ana, name="Copy", currency="USD")["id"]
    story = [
        {"on": "2024-01-02", "type": "deposit", "amount": "1000.10", "currency": "EUR", "fx_rate": "1.1"},
        {"on": "2024-01-03", "type": "buy", "symbol": "=SUM(A1)", "quantity": "3.5", "unit_price": "0.1", "currency": "USD", "note": "-x, \"y\""},
        {"on": "2024-01-03", "type": "split", "symbol": "=SUM(A1)", "quantity": "2", "currency": "USD"},
        {"on": "2024-02-03", "type": "dividend", "symbol": "=SUM(A1)", "amount": "5", "tax": "1", "currency": "USD"},
    ]  # fmt: skip
    assert activities(ana, number, *story).status_code == 201

    def out(portfolio_id: int) -> bytes:
        answer = ana.client.get(f"/api/portfolios/{portfolio_id}/export?format={kind}", headers=ana.headers)
        assert answer.status_code == 200
        return bytes(answer.data)

    first = out(number)
    with worker(app):
        made = ana.client.post(
            f"/api/portfolios/{other}/import?filename=tidewatch.{kind}", data=first, headers=ana.headers
        )
        assert made.json["new"] == 4, made.json
        commit(ana, other, made)
    assert hashlib.sha256(out(other)).digest() == hashlib.sha256(first).digest()


def test_somebody_elses_files_are_not_found(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = bring(ana, number).json
    bob, one = someone(), f"/api/portfolios/{number}"
    assert bring(bob, number).status_code == 404
    for method, path, body in (
        ("GET", f"{one}/imports", None), ("GET", f"{one}/imports/{made['id']}", None), ("GET", f"{one}/export", None),
        ("POST", f"{one}/imports/{made['id']}/preview", {}), ("POST", f"{one}/imports/{made['id']}/commit", {}),
        ("POST", f"{one}/imports/{made['id']}/undo", None),
    ):  # fmt: skip
        assert bob.ask(method, path, body=body).status_code == 404, path


def test_ids_that_begin_anew_in_each_file_lose_nothing(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana, currency="GBP")["id"]
    head = "Action,Time,ISIN,Ticker,No. of shares,Price / share,Currency (Price / share),Total,Currency (Total),ID\n"
    january = head + "Market buy,2025-01-02 16:10:05,GB00,VOD,10,1.5,GBP,15,GBP,1\n"
    february = head + "Market buy,2025-02-03 16:10:05,GB00,VOD,10,1.6,GBP,16,GBP,1\n"
    with worker(app):
        for text, new in ((january, 1), (january, 0), (february, 1), (february, 0)):
            made = bring(ana, number, text)
            assert made.json["new"] == new
            commit(ana, number, made)
    assert sorted(row["amount"] for row in rows_of(ana, number)) == ["15", "16"]


@pytest.mark.parametrize("name", ["a\0b.csv", "x" * 300, "\u202egpj.exe", "../../etc/passwd"])
def test_a_file_may_be_called_anything(app: APIFlask, ana: Person, name: str) -> None:
    path = f"/api/portfolios/{portfolio(ana, currency='USD')['id']}/import"
    with worker(app):
        made = ana.client.post(
            path, query_string={"filename": name}, data=FILE, content_type="text/csv", headers=ana.headers
        )
    assert (made.status_code, made.json["filename"]) == (201, name.replace("\0", "")[:200])


@pytest.mark.parametrize("name", ["a\0b", "two\nlines", " ", "", "x" * 61])
def test_a_mapping_is_kept_under_a_name_that_can_be_shown(app: APIFlask, ana: Person, name: str) -> None:
    number = portfolio(ana, currency="USD")["id"]
    assert bring(ana, number, told=json.dumps({"keep_as": name})).status_code == 422
    with worker(app):
        made = bring(ana, number)
    path = f"/api/portfolios/{number}/imports/{made.json['id']}/preview"
    assert ana.ask("POST", path, body={"keep_as": name}).status_code == 422
    assert ana.get("/api/portfolios/mappings")["items"] == []


@pytest.mark.parametrize("ratio", ["NaN", "sNaN", "Infinity", "-1", "0", "1e999999", "1e-999999"])
def test_a_ratio_that_no_split_has_is_refused_in_words_and_the_file_can_be_read_again(
    app: APIFlask, ana: Person, ratio: str
) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = bring(ana, number, told=json.dumps({"answers": {"ratios": {"2": ratio}}}))
        assert (made.status_code, made.json["state"]) == (201, "refused")
        assert "ratio of a split" in made.json["error"]
        path = f"/api/portfolios/{number}/imports/{made.json['id']}/preview"
        again = ana.ask("POST", path, body={"answers": {"ratios": {"2": "2"}}})
    assert (again.status_code, again.json["state"]) == (200, "ready")


def test_a_file_that_breaks_the_reader_is_refused_and_not_waited_for(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana, currency="USD")["id"]
    with worker(app):
        made = bring(ana, number)
    with app.app_context():
        with transaction():
            record = db.session.get_one(BrokerImport, made.json["id"])
            record.told, record.state = {"said": "by another version"}, BrokerImportState.READING
        with pytest.raises(ValidationError):
            read_file(made.json["id"])
    found = ana.get(f"/api/portfolios/{number}/imports/{made.json['id']}")
    assert (found["state"], found["error"]) == ("refused", BREAKS)
