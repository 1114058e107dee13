"""Targets of a portfolio and what to trade for them, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from apiflask import APIFlask

from app import clock
from tests.http.test_performance import value_all
from tests.http.test_portfolios import activities, investment, portfolio
from tests.support.person import Person
from tests.support.portfolio_worker import worker

SPREAD = {"by": "holding", "tolerance": "0.05", "targets": [{"key": "A", "weight": "0.6"}, {"key": "B", "weight": "0.3"}]}  # fmt: skip


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))


def buy(symbol: str, quantity: str, price: str, currency: str = "EUR") -> dict[str, Any]:
    said = {"type": "buy", "on": "2026-03-03", "currency": currency}
    return {**said, "symbol": symbol, "quantity": quantity, "unit_price": price}


def state(person: Person, number: int, **fields: Any) -> Any:
    return person.ask("PUT", f"/api/portfolios/{number}/targets", body={**SPREAD, **fields})


def rebalance(app: APIFlask, person: Person, number: int, query: str = "") -> dict[str, Any]:
    value_all(app)
    with worker(app):
        found: dict[str, Any] = person.get(f"/api/portfolios/{number}/rebalance{query}")
    return found


def test_targets_are_stated_replaced_and_taken_away(ana: Person) -> None:
    number = portfolio(ana)["id"]
    path = f"/api/portfolios/{number}/targets"
    none = {"portfolio": number, "by": "holding", "tolerance": "0.05", "targets": [], "rest": "1"}
    assert ana.get(path) == none
    stated = state(ana, number)
    assert (stated.status_code, stated.json) == (200, {**none, "targets": SPREAD["targets"], "rest": "0.1"})
    classes = {"by": "asset_class", "tolerance": "0.02", "targets": [{"key": "equity", "weight": "1"}]}
    assert state(ana, number, **classes).json == {"portfolio": number, "rest": "0", **classes}
    assert ana.get(path)["by"] == "asset_class"
    state(ana, number, targets=[])
    assert ana.get(path) == none
    assert ana.ask("GET", f"/api/portfolios/{number}/rebalance").json["code"] == "no_targets"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"targets": [{"key": "A", "weight": "0.6"}, {"key": "B", "weight": "0.400000001"}]}, "/targets"),
        ({"targets": [{"key": "A", "weight": "0.1"}, {"key": "A", "weight": "0.2"}]}, "/targets/1/key"),
        ({"targets": [{"key": "A", "weight": "0"}]}, "/targets/0/weight"),
        ({"targets": [{"key": "A", "weight": "1.1"}]}, "/targets/0/weight"),
        ({"targets": [{"key": "A", "weight": True}]}, "/targets/0/weight"),
        ({"targets": [{"key": "", "weight": "1"}]}, "/targets/0/key"),
        ({"targets": [{"key": "A", "weight": "0.001"}] * 201}, "/targets"),
        ({"tolerance": "-0.1"}, "/tolerance"),
        ({"by": "colour"}, "/by"),
        ({"more": 1}, "/more"),
    ],
)
def test_what_no_targets_can_be_is_refused_by_field_and_changes_nothing(
    ana: Person, fields: dict[str, Any], pointer: str
) -> None:
    number = portfolio(ana)["id"]
    before = state(ana, number).json
    answer = state(ana, number, **fields)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [each["pointer"] for each in answer.json["errors"]] == [pointer]
    assert ana.get(f"/api/portfolios/{number}/targets") == before


def test_new_money_buys_what_is_short_in_whole_units(app: APIFlask, ana: Person) -> None:
    """Of 1000 + 200, 60 % are 720 of A, which has 700, and 30 % are 360 of B, which has 300."""
    number = portfolio(ana)["id"]
    activities(ana, number, buy("A", "7", "100"), buy("B", "10", "30"))
    state(ana, number)
    found = rebalance(app, ana, number, "?cash=200")
    trade = {"key": "B", "symbol": "B", "side": "buy", "amount": "60", "units": "2", "price": "30"}
    assert found["trades"] == [trade]
    assert (found["value"], found["cash"], found["whole"], found["left"]) == ("1000", "200", "1200", "140")
    assert [each["is_within"] for each in found["targets"]] == [True, True]
    assert found["targets"][1] == {
        "key": "B", "target": "0.3", "value": "300", "weight": "0.25", "drift": "-0.05", "is_within": True,
        "value_after": "360", "weight_after": "0.3", "drift_after": "0",
    }  # fmt: skip
    weights = [Decimal(each["weight_after"]) for each in found["targets"]]
    rest = Decimal(found["other_weight"]) + Decimal(found["cash_weight_after"])
    assert sum(weights) + rest == pytest.approx(1, abs=Decimal("1e-11"))


def test_sales_and_parts_of_units_are_proposed_only_where_they_are_asked_for(
    app: APIFlask, ana: Person
) -> None:
    number = portfolio(ana)["id"]
    activities(ana, number, buy("A", "9", "100"), buy("B", "1", "80"), buy("X", "1", "20"))
    state(ana, number)
    assert rebalance(app, ana, number)["trades"] == []
    found = rebalance(app, ana, number, "?sell=true&fractional=true")
    assert [(each["symbol"], each["side"], each["units"]) for each in found["trades"]] == [
        ("A", "sell", "3"), ("B", "buy", "2.75"),
    ]  # fmt: skip
    assert (found["proceeds"], found["spent"], found["other"]) == ("300", "220", "20")


def test_own_cash_of_a_portfolio_is_spent_where_that_is_allowed(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana, cash="tracked")["id"]
    paid = {"type": "deposit", "on": "2026-03-02", "currency": "EUR", "amount": "1000"}
    activities(ana, number, paid, buy("A", "5", "100"))
    state(ana, number)
    assert rebalance(app, ana, number)["trades"] == []
    found = rebalance(app, ana, number, "?own_cash=true")
    assert [(each["key"], each["symbol"], each["amount"]) for each in found["trades"]] == [
        ("A", "A", "100"), ("B", None, "300"),
    ]  # fmt: skip
    assert found["gaps"] == [{"subject": "B", "reason": "missing_price"}]
    assert (found["cash_after"], found["cash_weight_after"]) == ("100", "0.1")


def test_classes_are_bought_through_what_belongs_to_them(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana)["id"]
    opened = {"quantity": "1", "purchase_price": "100", "purchase_date": "2026-03-02", "currency": "EUR"}
    for symbol, group in (("A", "equity"), ("B", "bond"), ("C", "bond")):
        investment(ana, number, symbol=symbol, asset_class=group, **opened)
    targets = [
        {"key": "equity", "weight": "0.5"},
        {"key": "bond", "weight": "0.4"},
        {"key": "gold", "weight": "0.1"},
    ]
    state(ana, number, by="asset_class", targets=targets)
    found = rebalance(app, ana, number, "?cash=300&fractional=true")
    assert [(each["key"], each["symbol"], each["amount"]) for each in found["trades"]] == [
        ("equity", "A", "200"), ("bond", "B", "20"), ("bond", "C", "20"), ("gold", None, "60"),
    ]  # fmt: skip
    assert found["gaps"] == [{"subject": "gold", "reason": "nothing_to_buy"}]


def test_what_is_not_held_yet_is_bought_at_its_last_close_and_rate(app: APIFlask, ana: Person) -> None:
    """100 pence are a pound, and a pound is two euros by the owner's own rate."""
    number = portfolio(ana)["id"]
    investment(ana, number, symbol="B", currency="GBp")
    close = {"on": "2026-03-09", "symbol": "B", "price": "500", "currency": "GBp"}
    ana.ask("POST", f"/api/portfolios/{number}/prices", body=[close])
    ana.ask("POST", "/api/fx", body={"from": "GBP", "to": "EUR", "on": "2026-03-10", "rate": "2"})
    state(ana, number, targets=[{"key": "B", "weight": "1"}])
    found = rebalance(app, ana, number, "?cash=25")
    assert [(each["symbol"], each["units"], each["price"]) for each in found["trades"]] == [("B", "2", "10")]


def test_a_missing_rate_is_named_and_nothing_is_proposed(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana)["id"]
    activities(ana, number, buy("A", "1", "100"), buy("B", "1", "9", "XOF"))
    state(ana, number)
    found = rebalance(app, ana, number, "?cash=100&sell=true")
    assert (found["whole"], found["targets"], found["trades"]) == (None, [], [])
    assert found["gaps"] == [{"subject": "B", "reason": "missing_fx"}]
    assert found["left"] == "100"


@pytest.mark.parametrize("query", ["?cash=-1", "?cash=x", "?cash=1e16", "?sell=perhaps"])
def test_a_question_that_makes_no_sense_is_refused(ana: Person, query: str) -> None:
    number = portfolio(ana)["id"]
    state(ana, number)
    assert ana.ask("GET", f"/api/portfolios/{number}/rebalance{query}").status_code == 422


def test_somebody_elses_targets_are_not_found(ana: Person, someone: Callable[..., Person]) -> None:
    number, bob = portfolio(ana)["id"], someone()
    state(ana, number)
    assert bob.ask("GET", f"/api/portfolios/{number}/targets").status_code == 404
    assert state(bob, number, targets=[]).status_code == 404
    assert bob.ask("GET", f"/api/portfolios/{number}/rebalance").status_code == 404
    assert len(ana.get(f"/api/portfolios/{number}/targets")["targets"]) == 2
