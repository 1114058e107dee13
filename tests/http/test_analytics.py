"""Totals over portfolios over HTTP and in workers: refreshed twice they are the same, and one's own alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import structlog
from apiflask import APIFlask
from sqlalchemy import func, select

from app import clock
from app.clock import now
from app.db import transaction
from app.domain.auth.users.tables import User
from app.domain.fx.ecb import EuroRate
from app.domain.fx.imports import store_rates
from app.domain.fx.tables import RateSource
from app.domain.portfolio.activities.retention import prune_removed
from app.domain.portfolio.activities.tables import ActivityRow
from app.domain.portfolio.analytics import run
from app.domain.portfolio.analytics.jobs import asked_key
from app.domain.portfolio.analytics.run import refresh_due, refresh_user, refresh_users
from app.domain.portfolio.portfolios.tables import Portfolio
from app.extensions import celery, db, redis
from app.jobs.lease import lease
from tests.http.test_performance import value_all
from tests.http.test_portfolios import activities, portfolio
from tests.support.listener import log_of
from tests.support.person import Person
from tests.support.portfolio_worker import worker

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
A = "/api/analytics"
BUY = {"symbol": "FUND", "type": "buy", "on": "2026-03-03", "quantity": "10", "unit_price": "8"}


@pytest.fixture(autouse=True)
def _today(app: APIFlask) -> None:
    """A euro is 1.60 dirhams, which no shipped file knows."""
    clock.freeze(NOON)
    with app.app_context(), transaction():
        store_rates([EuroRate(date(2026, 3, 9), "AED", Decimal("1.60"))], RateSource.ADMIN)


def fund(person: Person, name: str, currency: str, price: str) -> int:
    """Make a portfolio that bought 10 at 8, which are worth `price` each now."""
    number: int = portfolio(person, name=name, currency=currency)["id"]
    assert activities(person, number, {**BUY, "currency": currency}).status_code == 201
    closes = [{"on": "2026-03-09", "symbol": "FUND", "price": price, "currency": currency}]
    assert person.ask("POST", f"/api/portfolios/{number}/prices", body=closes).status_code == 201
    return number


def refresh(app: APIFlask, person: Person) -> int:
    with app.app_context():
        return refresh_user(person.id)


def queued(name: str) -> list[Any]:
    """Return how many messages wait in a queue."""
    return [*redis().lrange(name, 0, -1)]


def test_totals_are_in_the_base_currency_with_each_portfolio_s_part(app: APIFlask, ana: Person) -> None:
    """120 euros and 160 dirhams, which are 100 euros; both cost 80, the dirhams 50 euros."""
    euros, dirhams = fund(ana, "Euros", "EUR", "12"), fund(ana, "Dirhams", "AED", "16")
    assert refresh(app, ana) == 2
    found = ana.get(A)
    assert (found["currency"], found["on"], found["missing"]) == ("EUR", "2026-03-10", [])
    assert [found[name] for name in ("value", "cost", "total_gain", "income")] == [22_000, 13_000, 9_000, 0]
    assert (found["value_decimal"], found["is_current"]) == ("220.00", True)
    parts = {each["id"]: (each["name"], each["value"], each["total_gain"]) for each in found["portfolios"]}
    assert parts == {euros: ("Euros", 12_000, 4_000), dirhams: ("Dirhams", 10_000, 5_000)}
    assert {each["id"]: each["twr"] for each in found["portfolios"]} == {
        euros: pytest.approx(0.5),
        dirhams: pytest.approx(1.0),
    }


def test_who_asks_first_or_has_them_refreshed_gets_what_a_worker_computes(app: APIFlask, ana: Person) -> None:
    fund(ana, "Euros", "EUR", "12")
    with worker(app):
        assert ana.get(A)["value"] == 12_000
        fund(ana, "More", "EUR", "10")
        answer = ana.ask("POST", f"{A}/refresh")
    assert (answer.status_code, answer.json["value"], answer.json["is_current"]) == (200, 22_000, True)


def test_a_refresh_that_takes_longer_goes_on_and_says_so(ana: Person) -> None:
    answer = ana.ask("POST", f"{A}/refresh")
    assert (answer.status_code, answer.json) == (202, {"state": "queued"})


@pytest.mark.parametrize("change", ["activity", "name", "rate", "day", "removal"])
def test_what_has_changed_since_is_said_and_refreshed_in_the_background(
    app: APIFlask, ana: Person, change: str
) -> None:
    number = fund(ana, "Euros", "EUR", "12")
    refresh(app, ana)
    own = {"from": "AED", "to": "EUR", "on": "2026-03-09", "rate": "0.5"}
    changes: dict[str, Callable[[], Any]] = {
        "activity": lambda: activities(ana, number, {**BUY, "currency": "EUR"}),
        "name": lambda: ana.ask("PATCH", f"/api/portfolios/{number}", body={"name": "Old age"}),
        "rate": lambda: ana.ask("POST", "/api/fx", body=own),
        "day": lambda: clock.freeze(NOON + timedelta(days=1)),
        "removal": lambda: ana.ask("DELETE", f"/api/portfolios/{number}"),
    }
    assert ana.get(A)["is_current"]
    changes[change]()
    assert not ana.get(A)["is_current"]
    with app.app_context():
        assert redis().exists(f"asked:{asked_key(ana.id)}")
    refresh(app, ana)
    assert ana.get(A)["is_current"]


def test_refreshed_twice_they_are_the_same_and_each_time_their_owner_hears_of_it_without_figures(
    app: APIFlask, ana: Person
) -> None:
    fund(ana, "Euros", "EUR", "12")
    refresh(app, ana)
    before = ana.get(A)
    refresh(app, ana)
    assert ana.get(A) == before
    heard = [data["data"] for name, data in log_of(app, f"user:{ana.id}") if name == "analytics.refreshed"]
    assert heard
    assert all(each == {"refreshed_at": "2026-03-10T12:00:00.000Z", "portfolios": 1} for each in heard)


def test_a_missing_rate_is_named_and_no_total_is_made_up(app: APIFlask, ana: Person) -> None:
    fund(ana, "Euros", "EUR", "12")
    francs = fund(ana, "Francs", "XOF", "12")
    refresh(app, ana)
    found = ana.get(A)
    assert (found["value"], found["income"]) == (None, 0)
    assert found["missing"][0] == {
        "what": "XOF/EUR", "portfolio": francs, "figure": "value", "on": "2026-03-10"
    }  # fmt: skip
    assert [each["value"] for each in found["portfolios"]] == [12_000, None]


def test_nothing_of_somebody_elses_counts(app: APIFlask, ana: Person, someone: Callable[..., Person]) -> None:
    fund(ana, "Euros", "EUR", "12")
    bob = someone()
    refresh(app, ana)
    refresh(app, bob)
    found = bob.get(A)
    assert (found["value"], found["portfolios"]) == (0, [])
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(run.t)) == 2


def test_the_hourly_refresh_asks_for_everybody_once_on_a_queue_of_its_own(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    for person in (ana, someone()):
        fund(person, "Euros", "EUR", "12")
    value_all(app)
    refresh(app, ana)
    with app.app_context():
        redis().delete("analytics")
        assert refresh_due() == 1  # ana's are fresh
        assert len(queued("analytics")) == 1
        clock.freeze(NOON + timedelta(hours=1))
        with lease("analytics.refresh_due", ttl_s=30):
            assert refresh_due() == 0
        assert refresh_due() == 2


@pytest.mark.settings(log_level="INFO")
def test_a_job_that_was_killed_half_way_is_done_by_the_next_and_says_what_it_did(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    """The first job came as far as Ana and died before Bob."""
    bob = someone()
    for person in (ana, bob):
        fund(person, "Euros", "EUR", "12")
    begun_at = now()
    refresh(app, ana)
    with app.app_context(), structlog.testing.capture_logs() as logs:
        assert refresh_users([ana.id, bob.id], begun_at) == []
    counts = {"users": 1, "portfolios": 1, "done_before": 1, "failed": 0}
    told = [each for each in logs if each["event"] == "Analytics refreshed"]
    assert [{name: each[name] for name in counts} for each in told] == [counts]
    assert bob.get(A)["value"] == 12_000


def test_who_fails_is_returned_for_another_try_and_keeps_nobody_else_from_it(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    bob = someone()
    for person in (ana, bob):
        fund(person, "Euros", "EUR", "12")
    with app.app_context(), transaction():
        db.session.get_one(User, ana.id).time_zone = "Nowhere"
    with app.app_context():
        assert refresh_users([ana.id, bob.id], now()) == [ana.id]
    assert bob.get(A)["value"] == 12_000


def test_only_one_refreshes_a_user_s_totals_at_a_time(app: APIFlask, ana: Person) -> None:
    fund(ana, "Euros", "EUR", "12")
    with app.app_context(), lease(f"analytics:{ana.id}", ttl_s=30):
        assert refresh_user(ana.id) == 0
        assert db.session.get(run.t, ana.id) is None


def test_jobs_wait_in_the_queues_that_are_meant_for_them(app: APIFlask) -> None:
    routes = {name: route["queue"] for name, route in celery.conf.task_routes.items()}
    assert routes["portfolio.value"] == routes["analytics.refresh_due"] == "analytics"
    assert routes["portfolio.prune"] == "maintenance"
    assert {each.name for each in celery.conf.task_queues} == {"tidewatch", *routes.values()}


def test_what_was_removed_is_erased_a_month_later(app: APIFlask, ana: Person) -> None:
    gone, kept = fund(ana, "Gone", "EUR", "12"), fund(ana, "Kept", "EUR", "12")
    value_all(app)
    extra = activities(ana, kept, {**BUY, "currency": "EUR", "on": "2026-03-04"}).json
    ana.ask("DELETE", f"/api/portfolios/{gone}")
    ana.ask("DELETE", f"/api/portfolios/{kept}/activities/{extra['items'][0]['id']}")

    def left(days: int) -> tuple[int, int]:
        clock.freeze(NOON + timedelta(days=days))
        with app.app_context(), transaction():
            prune_removed()
            tables = (Portfolio, ActivityRow)
            found = [db.session.scalar(select(func.count()).select_from(each)) or 0 for each in tables]
            return found[0], found[1]

    assert [left(29), left(31), left(31)] == [(2, 3), (1, 1), (1, 1)]
