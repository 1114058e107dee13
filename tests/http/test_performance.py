"""What a portfolio returned, over HTTP, as a worker computed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask

from app import clock
from app.db import transaction
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.valuations import run
from app.domain.portfolio.valuations.run import value_portfolio, value_stale
from app.extensions import db
from tests.http.test_portfolios import activities, portfolio
from tests.support.person import Person
from tests.support.portfolio_worker import worker

FUND = {"symbol": "FUND", "type": "buy", "currency": "USD"}
STORY = (
    {**FUND, "on": "2000-12-31", "quantity": "1000000", "unit_price": "1"},
    {**FUND, "on": "2001-08-15", "quantity": "86022.6893445415", "unit_price": "1.162484"},
)
CLOSES = [
    {"on": on, "symbol": "FUND", "price": price, "currency": "USD"}
    for on, price in (("2000-12-31", "1"), ("2001-08-15", "1.162484"), ("2001-12-31", "1.097884981316199"))
]
THEN = datetime(2001, 12, 31, 12, tzinfo=UTC)


def invested(person: Person, **fields: Any) -> int:
    """Make a portfolio that a deposit half-way joins: 1,000,000, then 100,000, which end as 1,192,328."""
    number: int = portfolio(person, currency="USD", **fields)["id"]
    assert activities(person, number, *STORY).status_code == 201
    assert person.ask("POST", f"/api/portfolios/{number}/prices", body=CLOSES).status_code == 201
    return number


def value_all(app: APIFlask) -> None:
    with app.app_context():
        for number in value_stale():
            value_portfolio(number)


def test_a_deposit_half_way_changes_no_time_weighted_return(app: APIFlask, ana: Person) -> None:
    clock.freeze(THEN)
    number = invested(ana)
    value_all(app)
    found = ana.get(f"/api/portfolios/{number}/performance")
    figures = found["figures"]
    assert (found["currency"], found["to"], found["from"]) == ("USD", "2001-12-31", None)
    assert figures["twr"]["value"] == pytest.approx(0.0978849813162, abs=1e-9)
    assert float(figures["value"]["value"]) == pytest.approx(1192328, abs=0.01)
    assert (figures["twr"]["status"], figures["value"]["currency"]) == ("ok", "USD")
    assert [each["symbol"] for each in found["holdings"]] == ["FUND"]
    assert len(found["series"]) == 366


def test_a_question_nobody_asked_before_is_answered_by_a_worker(app: APIFlask, ana: Person) -> None:
    clock.freeze(THEN)
    number = invested(ana)
    path = f"/api/portfolios/{number}"
    with worker(app):
        half = ana.get(f"{path}/performance?from=2000-12-31&to=2001-08-15&cost=average")
        assert half["cost_method"] == "average fees_excluded"
        assert half["figures"]["twr"]["value"] == pytest.approx(0.162484, abs=1e-9)
        why = ana.get(f"{path}/explain/twr")
        assert (why["figure"], why["places"], bool(why["lines"])) == ("twr", [1], True)
        nothing = ana.ask("GET", f"{path}/explain/luck")
        assert (nothing.status_code, nothing.json["code"]) == (404, "no_such_figure")


def test_an_answer_is_never_older_than_the_last_change(app: APIFlask, ana: Person) -> None:
    clock.freeze(THEN)
    number = invested(ana)
    value_all(app)
    path = f"/api/portfolios/{number}/performance"
    before = ana.get(path)["figures"]["cost"]["value"]
    activities(ana, number, {**FUND, "on": "2001-12-30", "quantity": "10", "unit_price": "1"})
    with worker(app):
        after = ana.get(path)["figures"]["cost"]["value"]
    assert float(after) - float(before) == pytest.approx(10)


def test_a_missing_rate_is_named_and_no_figure_is_made_up(app: APIFlask, ana: Person) -> None:
    clock.freeze(datetime(2026, 9, 18, 12, tzinfo=UTC))
    number = portfolio(ana, currency="USD")["id"]
    activities(
        ana, number, {**FUND, "on": "2026-09-01", "quantity": "1", "unit_price": "9", "currency": "XOF"}
    )
    value_all(app)
    figures = ana.get(f"/api/portfolios/{number}/performance")["figures"]
    assert (figures["value"]["value"], figures["value"]["status"]) == (None, "missing_fx")
    assert figures["value"]["quality"]


def test_days_are_kept_and_only_those_since_a_change_are_written_anew(app: APIFlask, ana: Person) -> None:
    clock.freeze(THEN)
    number = invested(ana)
    value_all(app)
    with app.app_context(), transaction():
        assert db.session.get_one(Portfolio, number).stale_from is None
    activities(ana, number, {**FUND, "on": "2001-12-30", "quantity": "10", "unit_price": "1"})
    with app.app_context(), transaction():
        assert str(db.session.get_one(Portfolio, number).stale_from) == "2001-12-30"
    value_all(app)
    with app.app_context(), transaction():
        values = list(db.session.scalars(db.select(run.v.value).order_by(run.v.on)))
    assert len(values) == 366
    assert values[-1] is not None


def test_somebody_elses_figures_are_not_found(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    clock.freeze(THEN)
    number = invested(ana)
    bob = someone()
    for path in ("performance", "explain/twr"):
        assert bob.ask("GET", f"/api/portfolios/{number}/{path}").status_code == 404


@pytest.mark.parametrize(
    "query", ["from=2002-01-01&to=2001-01-01", "cost=lifo", "from=yesterday", "fees=some", "benchmark="]
)
def test_what_cannot_be_asked_is_refused(ana: Person, query: str) -> None:
    number = portfolio(ana)["id"]
    assert ana.ask("GET", f"/api/portfolios/{number}/performance?{query}").status_code == 422


@pytest.mark.parametrize("stated", ["activity", "market", "both", "market, not yet"])
def test_a_day_before_a_split_is_answered_by_closes_that_the_split_restated(
    app: APIFlask, ana: Person, stated: str
) -> None:
    """One unit at 631.60 became ten; its provider's close of that day is 63.16 by now."""
    clock.freeze(datetime(2024, 9, 6, 23, tzinfo=UTC))
    number = portfolio(ana, currency="USD")["id"]
    path = f"/api/portfolios/{number}"
    story = [{**FUND, "on": "2024-01-29", "quantity": "1", "unit_price": "631.60"}]
    if stated in {"activity", "both"}:
        story.append({**FUND, "type": "split", "on": "2024-06-11", "quantity": "10"})
    assert activities(ana, number, *story).status_code == 201
    on = {"activity": [], "market, not yet": ["2024-09-07"]}.get(stated, ["2024-06-10"])
    splits = {"symbol": "FUND", "restated": True, "splits": [{"on": each, "ratio": "10"} for each in on]}
    assert ana.ask("POST", f"{path}/prices", body=splits).status_code == 201
    before = "631.60" if stated == "market, not yet" else "63.16"
    closes = [
        {**CLOSES[0], "on": "2024-01-29", "price": before},
        {**CLOSES[0], "on": "2024-06-07", "price": before},
    ]
    assert ana.ask("POST", f"{path}/prices", body=closes).status_code == 201
    with worker(app):
        for to in ("2024-01-29", "2024-06-07", "2024-09-06"):
            figures = ana.get(f"{path}/performance?to={to}")["figures"]
            assert figures["value"]["value"] == "631.6"
            assert figures["twr"]["value"] == pytest.approx(0, abs=1e-12)
        quantity = ana.get(f"{path}/performance?to=2024-06-07")["holdings"][0]["quantity"]
        assert quantity == "1"
