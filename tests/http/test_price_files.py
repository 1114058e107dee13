"""Files of prices over HTTP: what the file does not say is asked, and then nothing was stored."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app import clock
from tests.http.test_portfolios import activities, portfolio
from tests.support.person import Person

TABLE = "Date,Close\n2024-01-02,10\n2024-03-04,12.50\n"
SPLIT = {"symbol": "FUND", "type": "split", "on": "2024-02-01", "quantity": "2", "currency": "EUR"}
BUY = {
    "symbol": "FUND", "type": "buy", "on": "2024-01-02", "quantity": "4", "unit_price": "10", "currency": "EUR",
}  # fmt: skip
YAHOO = """{"chart": {"result": [{"meta": {"currency": "GBp", "exchangeTimezoneName": "Europe/London"},
"timestamp": [1704182400, 1704268800], "indicators": {"quote": [{"close": [412.5, 413.0]}]},
"events": {"splits": {"1704268800": {"date": 1704268800, "numerator": 2, "denominator": 1}}}}]}}"""


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.freeze(datetime(2024, 3, 5, 12, tzinfo=UTC))


def bring(person: Person, number: int, text: str, query: str = "symbol=FUND&currency=EUR") -> Any:
    form = {"file": (io.BytesIO(text.encode()), "prices")}
    path = f"/api/portfolios/{number}/prices/file?{query}"
    return person.client.post(path, data=form, headers=person.headers)


def closes(person: Person, number: int) -> list[tuple[str, str, str]]:
    found = person.get(f"/api/portfolios/{number}/prices")["items"]
    return [(each["on"], each["price"], each["currency"]) for each in found]


def test_a_table_is_stored_once_however_often_it_is_brought(ana: Person) -> None:
    number = portfolio(ana)["id"]
    for _ in range(2):
        answer = bring(ana, number, TABLE + "2024-03-05,13\n")
        assert answer.status_code == 201
        assert answer.json == {
            "symbol": "FUND", "currency": "EUR", "stored": 2, "first": "2024-01-02", "last": "2024-03-04",
            "splits": 0, "left_out": 1,
        }  # fmt: skip
    assert closes(ana, number) == [("2024-03-04", "12.50", "EUR"), ("2024-01-02", "10", "EUR")]


def test_a_chart_says_its_currency_and_its_splits(ana: Person) -> None:
    number = portfolio(ana)["id"]
    answer = bring(ana, number, YAHOO, "symbol=ISLE")
    assert (answer.status_code, answer.json["currency"], answer.json["splits"]) == (201, "GBp", 1)
    (split,) = ana.get(f"/api/portfolios/{number}/prices")["splits"]
    assert split == {"symbol": "ISLE", "on": "2024-01-03", "ratio": "2", "restated": True}


def test_a_body_is_a_file_as_well(ana: Person) -> None:
    number = portfolio(ana)["id"]
    path = f"/api/portfolios/{number}/prices/file?symbol=ISLE"
    for kind in ("application/json", "text/plain"):
        answer = ana.client.post(path, data=YAHOO, content_type=kind, headers=ana.headers)
        assert (answer.status_code, answer.json["stored"]) == (201, 2)


@pytest.mark.parametrize(
    ("text", "query", "pointer"),
    [
        (TABLE, "symbol=FUND", "currency"),
        (YAHOO, "symbol=FUND&currency=GBP", "currency"),
        (TABLE, "symbol=FUND&currency=QQQ", "query/currency"),
        (TABLE, "currency=EUR", "query/symbol"),
    ],
)
def test_what_is_missing_or_contradicts_is_named(ana: Person, text: str, query: str, pointer: str) -> None:
    number = portfolio(ana)["id"]
    answer = bring(ana, number, text, query)
    assert answer.status_code == 422
    assert pointer.endswith(answer.json["errors"][0]["pointer"].strip("/").rpartition("/")[2])
    assert closes(ana, number) == []


def test_where_there_was_a_split_the_units_of_the_closes_are_asked(ana: Person) -> None:
    number = portfolio(ana)["id"]
    assert activities(ana, number, BUY, SPLIT).status_code == 201
    answer = bring(ana, number, TABLE)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "restated")
    assert closes(ana, number) == []
    assert bring(ana, number, TABLE, "symbol=FUND&currency=EUR&restated=true").status_code == 201
    assert bring(ana, number, TABLE, "symbol=OTHER&currency=EUR").status_code == 201


@pytest.mark.parametrize("text", ["", "nothing", "Date,Close\n2024-03-05,1\n", "Date,Close\n2030-01-01,1\n"])
def test_a_file_without_a_close_is_refused(ana: Person, text: str) -> None:
    number = portfolio(ana)["id"]
    answer = bring(ana, number, text)
    assert (answer.status_code, answer.json["code"]) == (422, "unreadable_prices")


def test_a_symbol_quoted_in_another_currency_stays_as_it_is(ana: Person) -> None:
    number = portfolio(ana)["id"]
    bring(ana, number, TABLE)
    answer = bring(ana, number, TABLE, "symbol=FUND&currency=USD")
    assert (answer.status_code, answer.json["code"]) == (409, "currency_differs")
    assert {currency for *_, currency in closes(ana, number)} == {"EUR"}


def test_nobody_brings_prices_to_someone_elses_portfolio(ana: Person, someone: Callable[..., Person]) -> None:
    number = portfolio(someone())["id"]
    assert bring(ana, number, TABLE).status_code == 404
