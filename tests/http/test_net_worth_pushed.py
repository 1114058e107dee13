"""Net worth is pushed where it moved and somebody follows it: at once, then at most every five seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from apiflask import APIFlask

from app import clock
from app.domain.portfolio.net_worth.jobs import asked_key
from app.domain.portfolio.net_worth.run import push_net_worth
from app.domain.portfolio.net_worth.topics import net_worth_room
from app.domain.portfolio.portfolios.tables import Portfolio
from app.extensions import db, redis
from app.realtime import room_for
from app.realtime.watched import note_watched
from app.security import Principal
from tests.http.test_accounts import make
from tests.http.test_performance import value_all
from tests.http.test_portfolios import activities, portfolio
from tests.support.launched import eventually
from tests.support.listener import log_of
from tests.support.person import Person

BUY = {"symbol": "FUND", "type": "buy", "on": "2026-03-03", "quantity": "10", "unit_price": "8"}
Change = Callable[[APIFlask, Person], Any]


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))


def follow(app: APIFlask, person: Person) -> None:
    """Be in the room of one's net worth, as a socket that subscribed is."""
    with app.app_context():
        note_watched([net_worth_room(person.id)])


def is_asked(app: APIFlask, person: Person) -> bool:
    with app.app_context():
        return bool(redis().exists(f"asked:{asked_key(person.id)}"))


def pushed(app: APIFlask, person: Person) -> list[dict[str, Any]]:
    return [envelope["data"] for _, envelope in log_of(app, net_worth_room(person.id))]


def invest(app: APIFlask, person: Person) -> None:
    number = portfolio(person)["id"]
    activities(person, number, {**BUY, "currency": "EUR"})
    value_all(app)


def book(_: APIFlask, person: Person) -> None:
    person.keep(("2026-03-09T10:00:00Z", 500), currency="EUR")


CHANGES: dict[str, Change] = {
    "an account": lambda _, person: make(person, currency="EUR", opening_balance=700),
    "a transaction": book,
    "a portfolio": invest,
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_moves_a_followed_net_worth_asks_for_it(app: APIFlask, ana: Person, change: str) -> None:
    follow(app, ana)
    assert not is_asked(app, ana)
    CHANGES[change](app, ana)
    assert is_asked(app, ana)


def test_where_nobody_follows_nothing_is_asked_for(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    follow(app, someone())
    for change in CHANGES.values():
        change(app, ana)
    assert not is_asked(app, ana)


def test_it_is_pushed_at_once_and_then_not_before_five_seconds_have_passed(
    app: APIFlask, ana: Person
) -> None:
    follow(app, ana)
    make(ana, currency="EUR", opening_balance=700)
    with app.app_context():
        push_net_worth(ana.id)
        assert not is_asked(app, ana)
        make(ana, name="More", currency="EUR", opening_balance=300)
        push_net_worth(ana.id)  # too early: it is put off, and stays asked for
    part = {"value": 700, "value_decimal": "7.00"}
    first = {"on": "2026-03-10", "currency": "EUR", **part, "parts": {"current": part}, "missing": []}
    assert pushed(app, ana) == [first]
    assert is_asked(app, ana)
    with app.app_context():
        redis().delete(f"net_worth:pushed:{ana.id}")  # as it lapses after five seconds
        push_net_worth(ana.id)
    assert eventually(lambda: [each["value"] for each in pushed(app, ana)] == [700, 1_000])


@pytest.mark.parametrize("scopes", [{"accounts:read"}, {"portfolio:read"}, {"transactions:read"}])
def test_who_may_not_read_both_parts_may_not_follow_it(scopes: set[str]) -> None:
    both = frozenset({"accounts:read", "portfolio:read"})
    assert room_for("networth", Principal(1, "user", "s-1", both)) == "networth:1"
    assert room_for("networth", Principal(1, "user", "s-1", frozenset(scopes))) is None


def test_a_change_of_rates_makes_what_was_computed_by_them_stale(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    """One's own rate concerns one's own portfolios, from its day on; the administrator's everybody's."""
    bob, admin = someone(), someone("admin")
    numbers = [portfolio(person)["id"] for person in (ana, bob)]

    def versions() -> list[tuple[int, str]]:
        with app.app_context():
            rows = [db.session.get_one(Portfolio, number) for number in numbers]
            return [(row.version, str(row.stale_from)) for row in rows]

    said = {"from": "EUR", "to": "AED", "on": "2026-03-09", "rate": "4"}
    ana.ask("POST", "/api/fx", body=said)
    assert versions() == [(1, "2026-03-09"), (0, "None")]
    ana.ask("DELETE", "/api/fx/EUR/AED/2026-03-09")
    assert versions() == [(2, "2026-03-09"), (0, "None")]
    for _ in range(2):  # the second time it is no news
        assert admin.ask("POST", "/api/admin/fx/import", body=[said]).status_code == 200
        assert versions() == [(3, "2026-03-09"), (1, "2026-03-09")]
