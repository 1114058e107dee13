"""A portfolio's calendar of dividends over HTTP, as a worker computed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask

from app import clock
from tests.http.test_portfolios import activities, portfolio
from tests.support.person import Person
from tests.support.portfolio_worker import worker

DAYS = ("2025-10-15", "2025-11-14", "2025-12-15", "2026-01-15", "2026-02-16")
BUY = {
    "type": "buy",
    "on": "2025-09-01",
    "symbol": "FUND",
    "quantity": "10",
    "unit_price": "20",
    "currency": "EUR",
}


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.freeze(datetime(2026, 3, 1, 12, tzinfo=UTC))


def paying(person: Person, **fields: Any) -> int:
    number: int = portfolio(person, name=f"P{fields}")["id"]
    rows = [
        {
            "type": "dividend",
            "on": on,
            "symbol": "FUND",
            "amount": "4",
            "tax": "1",
            "currency": "EUR",
            **fields,
        }
        for on in DAYS
    ]
    assert activities(person, number, BUY, *rows).status_code == 201
    return number


def shown(app: APIFlask, person: Person, number: int, query: str = "") -> dict[str, Any]:
    with worker(app):
        found: dict[str, Any] = person.get(f"/api/portfolios/{number}/dividends{query}")
    return found


def test_what_was_paid_and_what_is_expected_are_told_apart(app: APIFlask, ana: Person) -> None:
    found = shown(app, ana, paying(ana), "?from=2026-02-01&to=2026-04-30")
    assert [(each["on"], each["state"], each["amount"], each["net"]) for each in found["payments"]] == [
        ("2026-02-16", "confirmed", "4", "3"),
        ("2026-03-15", "expected", "4", None),
        ("2026-04-15", "expected", "4", None),
    ]
    confirmed = found["payments"][0]
    assert (confirmed["per_unit"], confirmed["yield_on_cost"], confirmed["tax"]) == ("0.4", "0.02", "1")
    assert found["months"] == [
        {"month": "2026-02", "confirmed": "4", "confirmed_net": "3", "expected": "0"},
        {"month": "2026-03", "confirmed": "0", "confirmed_net": "0", "expected": "4"},
        {"month": "2026-04", "confirmed": "0", "confirmed_net": "0", "expected": "4"},
    ]
    assert found["payers"] == [
        {"symbol": "FUND", "rhythm": "monthly", "units": "10", "last_year": "20", "yield_on_cost": "0.1",
         "next_on": "2026-03-15"},
    ]  # fmt: skip
    assert (found["from"], found["to"], found["on"], found["currency"]) == (
        "2026-02-01", "2026-04-30", "2026-03-01", "EUR",
    )  # fmt: skip


def test_without_days_it_is_the_year_before_and_the_year_after(app: APIFlask, ana: Person) -> None:
    found = shown(app, ana, paying(ana))
    assert (found["from"], found["to"]) == ("2025-03-01", "2027-03-01")
    states = [each["state"] for each in found["payments"]]
    assert (states.count("confirmed"), states.count("expected")) == (5, 12)


def test_a_change_of_activities_changes_the_calendar(app: APIFlask, ana: Person) -> None:
    number = paying(ana)
    assert shown(app, ana, number)["payers"][0]["next_on"] == "2026-03-15"
    activities(ana, number, {**BUY, "type": "sell", "on": "2026-02-20"})
    assert shown(app, ana, number)["payers"][0]["next_on"] is None


def test_a_rate_that_is_missing_is_named(app: APIFlask, ana: Person) -> None:
    found = shown(app, ana, paying(ana, currency="XOF"), "?from=2026-02-01&to=2026-02-28")
    assert found["months"][0]["confirmed"] is None
    assert [(each["kind"], each["subject"]) for each in found["missing"]] == [("missing_fx", "XOF/EUR")]


@pytest.mark.parametrize(
    "query", ["?from=2026-02-01&to=2026-01-01", "?from=1990-01-01&to=2026-01-01", "?from=x", "?to=2026-02-30"]
)
def test_a_period_that_makes_no_sense_is_refused(ana: Person, query: str) -> None:
    answer = ana.ask("GET", f"/api/portfolios/{paying(ana)}/dividends{query}")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


@pytest.mark.parametrize("query", ["?from=2150-01-01", "?to=1901-01-01", "?from=2199-01-01&to=2200-12-31"])
def test_days_far_from_today_are_answered(app: APIFlask, ana: Person, query: str) -> None:
    assert shown(app, ana, paying(ana), query)["payments"] == []


def test_somebody_elses_dividends_are_not_found(ana: Person, someone: Callable[..., Person]) -> None:
    assert someone().ask("GET", f"/api/portfolios/{paying(ana)}/dividends").status_code == 404
