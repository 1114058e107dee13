"""Portfolios, what they hold and what happened in them, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.person import Person

BUY = {
    "on": "2024-01-02",
    "type": "buy",
    "symbol": "VWCE",
    "quantity": "10",
    "unit_price": "100.50",
    "currency": "EUR",
}
OPENED = {"quantity": "10", "purchase_price": "150.25", "purchase_date": "2024-03-01"}


def portfolio(person: Person, **fields: Any) -> dict[str, Any]:
    answer = person.ask("POST", "/api/portfolios/", body={"name": "Pension", "currency": "EUR", **fields})
    assert answer.status_code == 201, answer.json
    made: dict[str, Any] = answer.json
    return made


def activities(person: Person, number: int, *rows: dict[str, Any]) -> Any:
    return person.ask("POST", f"/api/portfolios/{number}/activities", body=list(rows))


def investment(person: Person, number: int, **fields: Any) -> Any:
    body = {"portfolio": number, "symbol": "AAPL", "currency": "USD", **fields}
    return person.ask("POST", "/api/investments/", body=body)


def test_a_portfolio_is_made_changed_removed_and_brought_back(ana: Person) -> None:
    made = portfolio(ana)
    path = f"/api/portfolios/{made['id']}/"
    assert (made["cash"], made["allow_shorts"]) == ("implicit", False)
    assert ana.ask("PATCH", path, body={"name": "Old age"}).json["currency"] == "EUR"
    whole = {"name": "Old age", "currency": "CHF", "cash": "tracked", "allow_shorts": True}
    assert ana.ask("PUT", path, body=whole).json == {**ana.get(path), **whole}
    assert ana.ask("DELETE", path).status_code == 204
    assert ana.ask("GET", path).status_code == 404
    assert ana.get("/api/portfolios/")["items"] == []
    assert ana.ask("POST", f"{path}restore").json["name"] == "Old age"


@pytest.mark.parametrize("field", ["name", "currency", "cash", "allow_shorts"])
def test_what_a_portfolio_must_have_cannot_be_taken_from_it(ana: Person, field: str) -> None:
    path = f"/api/portfolios/{portfolio(ana)['id']}"
    before = ana.get(path)
    refused = ana.ask("PATCH", path, body={field: None})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, f"/{field}")
    assert ana.get(path) == before


@pytest.mark.parametrize("field", ["portfolio", "symbol", "currency", "percent_of_par"])
def test_what_an_investment_must_have_cannot_be_taken_from_it(ana: Person, field: str) -> None:
    path = f"/api/investments/{investment(ana, portfolio(ana)['id']).json['id']}"
    before = ana.get(path)
    refused = ana.ask("PATCH", path, body={field: None})
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, f"/{field}")
    assert ana.get(path) == before


def pages(person: Person, path: str, name: str) -> list[Any]:
    """Return what a list holds, read two at a time."""
    found: list[Any] = []
    cursor = ""
    while True:
        page = person.get(f"{path}?limit=2{cursor}")
        assert len(page["items"]) <= 2
        found += [each[name] for each in page["items"]]
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def test_portfolios_come_in_pages_by_name(ana: Person) -> None:
    for name in ("beta", "Älpler", "Alpha", "zulu", "Gamma"):
        portfolio(ana, name=name)
    names = ["Alpha", "beta", "Gamma", "zulu", "Älpler"]
    assert pages(ana, "/api/portfolios", "name") == names
    whole = ana.get("/api/portfolios")
    assert ([each["name"] for each in whole["items"]], whole["next_cursor"]) == (names, None)


def test_investments_come_in_pages_by_portfolio_and_symbol(ana: Person) -> None:
    for name in ("One", "Two"):
        number = portfolio(ana, name=name)["id"]
        for symbol in ("C", "A", "B"):
            assert investment(ana, number, symbol=symbol).status_code == 201
    assert pages(ana, "/api/investments", "symbol") == ["A", "B", "C", "A", "B", "C"]


@pytest.mark.parametrize("path", ["/api/portfolios", "/api/investments", "/api/alerts"])
@pytest.mark.parametrize("asked", ["limit=0", "limit=1001", "cursor=zzz", "cursor=WzFd.", "cursor=W10"])
def test_a_page_that_there_cannot_be_is_refused(ana: Person, path: str, asked: str) -> None:
    refused = ana.ask("GET", f"{path}?{asked}")
    assert (refused.status_code, refused.mimetype) == (422, "application/problem+json")


def test_a_name_is_given_once_and_is_free_again_when_its_portfolio_is_gone(ana: Person) -> None:
    first = portfolio(ana)
    taken = ana.ask("POST", "/api/portfolios", body={"name": "Pension", "currency": "USD"})
    assert (taken.status_code, taken.json["code"]) == (409, "portfolio_name_taken")
    ana.ask("DELETE", f"/api/portfolios/{first['id']}")
    portfolio(ana)
    back = ana.ask("POST", f"/api/portfolios/{first['id']}/restore")
    assert back.status_code == 409


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"currency": "EURO"}, "/currency"), ({"currency": "GBp"}, "/currency"), ({"currency": "XAU"}, "/currency"),
        ({"name": ""}, "/name"), ({"name": "a\0"}, "/name"), ({"name": "x" * 81}, "/name"), ({"cash": "some"}, "/cash"),
        ({"more": 1}, "/more"),
    ],
)  # fmt: skip
def test_what_no_portfolio_can_be_is_refused_by_field(
    ana: Person, fields: dict[str, Any], pointer: str
) -> None:
    answer = ana.ask("POST", "/api/portfolios", body={"name": "P", "currency": "EUR", **fields})
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json["errors"]] == [pointer]
    assert ana.get("/api/portfolios")["items"] == []


def test_an_investment_is_an_opening_purchase_and_both_views_say_the_same(ana: Person) -> None:
    number = portfolio(ana)["id"]
    made = investment(ana, number, name="Apple", **OPENED)
    assert made.status_code == 201
    assert {name: made.json[name] for name in OPENED} == OPENED
    rows = ana.get(f"/api/portfolios/{number}/activities")["items"]
    assert [(row["type"], row["quantity"], row["unit_price"], row["is_opening"]) for row in rows] == [
        ("buy", "10", "150.25", True)
    ]
    path = f"/api/investments/{made.json['id']}/"
    changed = ana.ask("PATCH", path, body={"quantity": "12", "sector": "Technology"}).json
    assert (changed["quantity"], changed["purchase_price"], changed["sector"]) == (
        "12",
        "150.25",
        "Technology",
    )
    assert [row["quantity"] for row in ana.get(f"/api/portfolios/{number}/activities")["items"]] == ["12"]
    assert ana.ask("DELETE", path).status_code == 204
    assert ana.get(f"/api/portfolios/{number}/activities")["items"] == []


def test_an_investment_quoted_in_pence_cost_pounds(ana: Person) -> None:
    number = portfolio(ana)["id"]
    made = investment(ana, number, symbol="ISLE", currency="GBp", **OPENED).json
    assert (made["currency"], made["purchase_price"]) == ("GBp", "150.25")
    by_amount = {**BUY, "symbol": "ISLE", "quantity": "10", "amount": "17", "fee": "1", "currency": "GBP"}
    assert activities(ana, number, {**by_amount, "unit_price": None}).status_code == 201
    shown = ana.get(f"/api/investments/{made['id']}")
    assert (shown["quantity"], shown["purchase_price"]) == ("20", "155.125")  # 1,502.50 and 1,600 pence


def test_what_moved_may_be_in_pence_and_be_corrected(ana: Person) -> None:
    """Brokers' files say so; over HTTP and on the page it is what it is in a file."""
    number = portfolio(ana, currency="GBP")["id"]
    bought = {**BUY, "symbol": "ISLE", "unit_price": "250", "fee": "300", "currency": "GBp"}
    (made,) = activities(ana, number, bought).json["items"]
    assert (made["currency"], made["unit_price"]) == ("GBp", "250")
    path = f"/api/portfolios/{number}/activities/{made['id']}"
    assert ana.ask("PATCH", path, body={"currency": "GBp", "fee": "200"}).json["fee"] == "200"
    refused = ana.ask("PATCH", path, body={"currency": "gbp"})
    assert [each["pointer"] for each in refused.json["errors"]] == ["/currency"]


def test_an_investment_with_a_history_shows_what_is_held_and_keeps_its_history(ana: Person) -> None:
    number = portfolio(ana)["id"]
    made = investment(ana, number, symbol="VWCE", currency="EUR", **OPENED).json
    more = {**BUY, "on": "2024-04-01", "quantity": "10", "unit_price": "160.25"}
    sold = {**BUY, "on": "2024-05-01", "type": "sell", "quantity": "5", "unit_price": "170"}
    assert activities(ana, number, more, sold).status_code == 201
    path = f"/api/investments/{made['id']}"
    shown = ana.get(path)
    assert (shown["quantity"], shown["purchase_price"]) == ("15", "155.25")
    refused = ana.ask("PATCH", path, body={"quantity": "3"})
    assert (refused.status_code, refused.json["code"]) == (409, "investment_has_activities")
    assert ana.ask("PATCH", path, body={"name": "All World"}).json["quantity"] == "15"
    assert ana.ask("DELETE", path).status_code == 409


def test_a_symbol_is_in_a_portfolio_once(ana: Person) -> None:
    number = portfolio(ana)["id"]
    assert investment(ana, number).status_code == 201
    assert investment(ana, number).json["code"] == "symbol_taken"
    assert investment(ana, portfolio(ana, name="Other")["id"]).status_code == 201


def test_activities_come_as_one_or_as_a_list_and_keep_their_order_of_the_day(ana: Person) -> None:
    number = portfolio(ana)["id"]
    one = ana.ask("POST", f"/api/portfolios/{number}/activities", body=BUY)
    assert (one.status_code, one.json["items"][0]["amount"]) == (201, None)
    day = [{**BUY, "quantity": str(size)} for size in (1, 2, 3)]
    assert activities(ana, number, *day).status_code == 201
    listed = ana.get(f"/api/portfolios/{number}/activities?limit=2")
    assert [row["quantity"] for row in listed["items"]] == ["3", "2"]
    rest = ana.get(f"/api/portfolios/{number}/activities?limit=2&cursor={listed['next_cursor']}")
    assert [row["quantity"] for row in rest["items"]] == ["1", "10"]


def test_numbers_are_kept_to_the_digit(ana: Person) -> None:
    number = portfolio(ana)["id"]
    row = {**BUY, "quantity": "0.123456789012345678", "unit_price": 0.1, "fee": 1}
    made = activities(ana, number, row).json["items"][0]
    assert (made["quantity"], made["unit_price"], made["fee"]) == ("0.123456789012345678", "0.1", "1")


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"currency": "EURO"}, "/currency"), ({"currency": "ZZZ"}, "/currency"), ({"quantity": "9" * 40}, "/quantity"),
        ({"quantity": "NaN"}, "/quantity"), ({"quantity": "Infinity"}, "/quantity"), ({"quantity": "-1"}, "/quantity"),
        ({"quantity": "1_000"}, "/quantity"), ({"quantity": True}, "/quantity"), ({"quantity": None}, "/quantity"),
        ({"quantity": "0"}, "/quantity"), ({"unit_price": None}, "/unit_price"), ({"on": "1899-12-31"}, "/on"),
        ({"on": "2199-01-01"}, "/on"), ({"on": "24-01-02"}, "/on"), ({"on": 1704153600}, "/on"), ({"symbol": None}, "/symbol"),
        ({"type": "gift"}, "/type"), ({"fx_rate": "0"}, "/fx_rate"), ({"price_currency": "GBx"}, "/price_currency"),
        ({"type": "dividend", "quantity": None, "unit_price": None}, "/amount"),
        ({"type": "deposit"}, "/amount"), ({"type": "fx_conversion", "amount": "5"}, "/received"),
        ({"amount": "1e99"}, "/amount"), ({"colour": "red"}, "/colour"),
    ],
)  # fmt: skip
def test_what_no_activity_can_be_is_refused_by_row_and_field_and_nothing_is_stored(
    ana: Person, fields: dict[str, Any], pointer: str
) -> None:
    number = portfolio(ana)["id"]
    answer = activities(ana, number, BUY, {**BUY, **fields})
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert f"/1{pointer}" in [each["pointer"] for each in answer.json["errors"]]
    assert ana.get(f"/api/portfolios/{number}/activities")["items"] == []


SELL = {**BUY, "type": "sell", "on": "2024-02-01"}


def test_what_is_not_held_is_not_sold_on_any_way(ana: Person) -> None:
    number = portfolio(ana)["id"]
    path = f"/api/portfolios/{number}/activities"
    bought = activities(ana, number, BUY, SELL).json["items"][0]["id"]
    for more in ({"quantity": "0.001"}, {"type": "transfer_out", "quantity": "1"}):
        refused = activities(ana, number, {**SELL, **more})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/0/quantity")
    for refused in (
        ana.ask("PATCH", f"{path}/{bought}", body={"quantity": "9"}),
        ana.ask("PATCH", f"{path}/{bought}", body={"on": "2024-02-02"}),
        ana.ask("PATCH", f"{path}/{bought}", body={"symbol": "OTHER"}),
        ana.ask("DELETE", f"{path}/{bought}"),
    ):
        assert (refused.status_code, refused.json["code"]) == (409, "not_held"), refused.json
    assert len(ana.get(path)["items"]) == 2


def test_what_is_sold_short_is_where_shorts_are_allowed(ana: Person) -> None:
    number = portfolio(ana, allow_shorts=True)["id"]
    assert activities(ana, number, SELL).status_code == 201
    assert ana.get(f"/api/investments?portfolio={number}")["items"][0]["quantity"] == "-10"


def test_shorts_are_not_forbidden_while_there_are_some(ana: Person) -> None:
    number = portfolio(ana, allow_shorts=True)["id"]
    activities(ana, number, SELL)
    refused = ana.ask("PATCH", f"/api/portfolios/{number}", body={"allow_shorts": False})
    assert (refused.status_code, refused.json["code"]) == (409, "not_held")


def test_three_thirds_are_one(ana: Person) -> None:
    number = portfolio(ana)["id"]
    thirds = [{**BUY, "quantity": part} for part in ("0.3333333333333333", "0.6666666666666666")]
    assert activities(ana, number, *thirds, {**SELL, "quantity": "1"}).status_code == 201
    assert ana.get(f"/api/investments?portfolio={number}")["items"][0]["quantity"] == "0"


def test_a_removed_activity_comes_back_to_its_place(ana: Person) -> None:
    number = portfolio(ana)["id"]
    path = f"/api/portfolios/{number}/activities"
    made = activities(ana, number, *({**BUY, "quantity": size} for size in "123")).json["items"]
    middle = f"{path}/{made[1]['id']}"
    assert ana.ask("DELETE", middle).status_code == 204
    assert ana.ask("GET", middle).status_code == 404
    assert ana.ask("POST", f"{middle}/restore").status_code == 200
    assert [row["quantity"] for row in ana.get(path)["items"]] == ["3", "2", "1"]


def test_closes_and_splits_are_stated_corrected_and_taken_back(ana: Person) -> None:
    number = portfolio(ana)["id"]
    path = f"/api/portfolios/{number}/prices"
    closes = [
        {"on": f"2024-01-0{day}", "symbol": "VOD", "price": f"7{day}.5", "currency": "GBp"}
        for day in (1, 2, 3)
    ]
    assert ana.ask("POST", path, body=closes).json == {"stored": 3}
    assert ana.ask("POST", path, body={**closes[2], "price": "80"}).status_code == 201
    assert [row["price"] for row in ana.get(path)["items"]] == ["80", "72.5", "71.5"]
    page = ana.get(f"{path}?limit=1")
    assert (len(page["items"]), page["before"]) == (1, "2024-01-03")
    other = ana.ask("POST", path, body=[{**closes[0], "currency": "GBP"}])
    assert (other.status_code, other.json["code"]) == (409, "currency_differs")
    split = {"symbol": "VOD", "splits": [{"on": "2024-02-01", "ratio": "0.1"}], "restated": True}
    assert ana.ask("POST", path, body=split).status_code == 201
    assert ana.get(path)["splits"] == [
        {"symbol": "VOD", "on": "2024-02-01", "ratio": "0.1", "restated": True}
    ]
    assert ana.ask("DELETE", f"{path}/VOD/2024-01-02").status_code == 204
    assert ana.ask("DELETE", f"{path}/VOD/2024-01-02").json["code"] == "price_not_found"


def test_somebody_elses_is_not_found_on_any_path(ana: Person, someone: Callable[..., Person]) -> None:
    number = portfolio(ana)["id"]
    held = investment(ana, number, **OPENED).json["id"]
    row = ana.get(f"/api/portfolios/{number}/activities")["items"][0]["id"]
    bob, one = someone(), f"/api/portfolios/{number}"
    price = {"on": "2024-01-01", "symbol": "AAPL", "price": "1", "currency": "USD"}
    split = {"symbol": "AAPL", "splits": []}
    asked = [
        ("GET", one, None), ("PUT", one, {"name": "x", "currency": "EUR"}), ("PATCH", one, {"name": "x"}),
        ("DELETE", one, None), ("POST", f"{one}/restore", None), ("GET", f"{one}/activities", None),
        ("POST", f"{one}/activities", BUY), ("GET", f"{one}/activities/{row}", None),
        ("PATCH", f"{one}/activities/{row}", {"note": "x"}), ("DELETE", f"{one}/activities/{row}", None),
        ("POST", f"{one}/activities/{row}/restore", None), ("GET", f"{one}/prices", None),
        ("POST", f"{one}/prices", [price]), ("POST", f"{one}/prices", split),
        ("DELETE", f"{one}/prices/AAPL/2024-01-01", None), ("GET", f"/api/investments?portfolio={number}", None),
        ("POST", "/api/investments", {"portfolio": number, "symbol": "X", "currency": "EUR"}),
        ("GET", f"/api/investments/{held}", None), ("PATCH", f"/api/investments/{held}", {"name": "x"}),
        ("DELETE", f"/api/investments/{held}", None),
    ]  # fmt: skip
    before = ana.get(f"{one}/activities"), ana.get(f"/api/investments/{held}")
    for method, path, body in asked:
        assert bob.ask(method, path, body=body).status_code == 404, (method, path)
    assert (ana.get(f"{one}/activities"), ana.get(f"/api/investments/{held}")) == before
    assert bob.get("/api/investments")["items"] == bob.get("/api/portfolios")["items"] == []
