"""Net worth over HTTP: accounts and portfolios in the base currency, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import clock
from app.db import transaction
from app.domain.fx.ecb import EuroRate
from app.domain.fx.imports import store_rates
from app.domain.fx.tables import RateSource
from app.extensions import db
from tests.http.test_accounts import make
from tests.http.test_performance import value_all
from tests.http.test_portfolios import activities, portfolio
from tests.support.person import Person

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
W = "/api/net-worth"
FUND = {"symbol": "FUND", "type": "buy", "currency": "AED", "quantity": "10", "unit_price": "8"}


@pytest.fixture(autouse=True)
def _today(app: APIFlask) -> None:
    """It is 10 March; a euro is 1.25 dirhams, which no shipped file knows, from 2 March on, and 1.60 from 9 March on."""
    clock.freeze(NOON)
    said = [(2, "1.25"), (9, "1.60")]
    with app.app_context(), transaction():
        rates = [EuroRate(date(2026, 3, day), "AED", Decimal(rate)) for day, rate in said]
        store_rates(rates, RateSource.ADMIN)


def fund(app: APIFlask, person: Person, on: str = "2026-03-03", **fields: Any) -> int:
    """Make a portfolio that bought 10 at 8 dirhams, which a worker has valued."""
    number: int = portfolio(person, currency="AED", **fields)["id"]
    assert activities(person, number, {**FUND, "on": on}).status_code == 201
    closes = [{"on": on, "symbol": "FUND", "price": "8", "currency": "AED"}]
    assert person.ask("POST", f"/api/portfolios/{number}/prices", body=closes).status_code == 201
    value_all(app)
    return number


def values(found: dict[str, Any]) -> dict[str, Any]:
    return {each["on"]: each["value"] for each in found["points"]}


def test_accounts_and_portfolios_add_up_day_by_day(app: APIFlask, ana: Person) -> None:
    """From 3 March 80 dirhams: 64 euros, from 9 March 50; 100 euros less 30 on a card since 8 March."""
    make(ana, currency="EUR", opening_balance=10_000)
    make(ana, name="Card", kind="card", currency="EUR", opening_balance=-3_000, opened_on="2026-03-08")
    fund(app, ana)
    found = ana.get(f"{W}?from=2026-03-02&to=2026-03-10")
    assert (found["currency"], found["missing"]) == ("EUR", [])
    assert values(found) == {
        "2026-03-02": 10_000, "2026-03-03": 16_400, "2026-03-04": 16_400, "2026-03-05": 16_400,
        "2026-03-06": 16_400, "2026-03-07": 16_400, "2026-03-08": 13_400, "2026-03-09": 12_000,
        "2026-03-10": 12_000,
    }  # fmt: skip
    assert found["points"][-1] == {
        "on": "2026-03-10",
        "value": 12_000,
        "value_decimal": "120.00",
        "parts": {
            "card": {"value": -3_000, "value_decimal": "-30.00"},
            "current": {"value": 10_000, "value_decimal": "100.00"},
            "portfolios": {"value": 5_000, "value_decimal": "50.00"},
        },
    }


def test_without_days_it_is_the_last_year_up_to_today_where_one_is(ana: Person) -> None:
    ana.live_in("Pacific/Kiritimati")  # noon in UTC is the next day there
    points = ana.get(W)["points"]
    assert (points[0]["on"], points[-1]["on"], len(points)) == ("2025-03-11", "2026-03-11", 366)


def test_it_is_told_in_the_base_currency(ana: Person, client: FlaskClient) -> None:
    make(ana, currency="EUR", opening_balance=10_000)
    client.patch("/api/auth/profile", json={"base_currency": "AED"}, headers=ana.headers)
    found = ana.get(f"{W}?from=2026-03-10")
    assert (found["currency"], values(found)) == ("AED", {"2026-03-10": 16_000})


def test_what_is_not_known_is_named_and_no_value_is_made_up(app: APIFlask, ana: Person) -> None:
    make(ana, currency="EUR", opening_balance=10_000)
    francs = make(ana, name="Francs", currency="XOF", opening_balance=5)
    number = portfolio(ana, currency="EUR")["id"]
    activities(ana, number, {**FUND, "on": "2026-03-03", "currency": "EUR"})  # no worker has valued it
    found = ana.get(f"{W}?from=2026-03-09&to=2026-03-10")
    assert set(values(found).values()) == {None}
    parts = found["points"][0]["parts"]
    assert (parts["current"]["value"], parts["portfolios"]["value"]) == (None, None)
    days = {"on": "2026-03-09", "until": "2026-03-10"}
    assert found["missing"] == [
        {"what": "XOF/EUR", "kind": "rate", "id": None, **days},
        {"what": "Pension", "kind": "portfolio", "id": number, **days},
    ]
    ana.ask("PATCH", f"/api/accounts/{francs['id']}", body={"hidden": True})
    ana.ask("DELETE", f"/api/portfolios/{number}")
    assert values(ana.get(f"{W}?from=2026-03-10")) == {"2026-03-10": 10_000}


def test_an_account_counts_as_unknown_before_anything_is_known_of_it(ana: Person) -> None:
    account = make(ana, currency="EUR")
    ana.ask("POST", f"/api/accounts/{account['id']}/balances", body={"on": "2026-03-09", "balance": 700})
    found = ana.get(f"{W}?from=2026-03-08&to=2026-03-10")
    assert values(found) == {"2026-03-08": None, "2026-03-09": 700, "2026-03-10": 700}
    assert [(each["what"], each["on"], each["until"]) for each in found["missing"]] == [
        ("Everyday", "2026-03-08", "2026-03-08")
    ]


def test_a_portfolio_that_is_being_valued_anew_is_named(app: APIFlask, ana: Person) -> None:
    number = fund(app, ana)
    activities(ana, number, {**FUND, "on": "2026-03-05"})
    gap = {"what": "Pension", "kind": "portfolio", "id": number, "on": "2026-03-05", "until": "2026-03-10"}
    assert ana.get(W)["stale"] == [gap]
    value_all(app)
    found = ana.get(W)
    assert (found["stale"], found["points"][-1]["value"]) == ([], 10_000)


def test_nothing_of_somebody_elses_counts(app: APIFlask, ana: Person, someone: Callable[..., Person]) -> None:
    make(ana, currency="EUR", opening_balance=10_000)
    fund(app, ana)
    found = someone().get(W)
    assert (set(values(found).values()), found["missing"], found["points"][0]["parts"]) == ({0}, [], {})


def test_a_long_period_is_weekly_and_takes_no_more_questions_to_the_database(
    app: APIFlask, ana: Person
) -> None:
    make(ana, currency="AED", opening_balance=10_000)
    fund(app, ana)
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    listen = lambda *given: asked.append(given[2])  # noqa: E731 - taken off again below
    event.listen(engine, "before_cursor_execute", listen)
    counts = []
    for first in ("2026-03-10", "2024-03-10", "2006-03-10"):
        before = len(asked)
        points = ana.get(f"{W}?from={first}")["points"]
        counts.append((len(points), len(asked) - before))
    event.remove(engine, "before_cursor_execute", listen)
    assert [points for points, _ in counts] == [1, 731, 1_044]
    assert len({queries for _, queries in counts}) == 1


@pytest.mark.parametrize(
    "query",
    ["from=2026-03-11&to=2026-03-10", "from=2000-01-01&to=2026-03-10", "from=yesterday", "to=2026-02-30"],
)
def test_a_period_that_is_none_or_too_long_is_refused(ana: Person, query: str) -> None:
    assert ana.ask("GET", f"{W}?{query}").status_code == 422


@pytest.mark.parametrize("scope", ["accounts:read", "portfolio:read"])
def test_a_token_needs_both_scopes(ana: Person, client: FlaskClient, scope: str) -> None:
    body = {"name": "t", "scopes": [scope]}
    token = client.post("/api/auth/tokens", json=body, headers=ana.headers).json["token"]
    answer = client.get(W, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403
