"""Live portfolios: closes of the market, and values by its prices while somebody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from app import clock
from app.db import transaction
from app.domain.fx.own_rates import Pair, set_own_rate
from app.domain.market.topics import market_room
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.closes import store_market_closes
from app.domain.portfolio.activities.service import add_activities
from app.domain.portfolio.portfolios.service import (
    PortfolioDraft,
    change_portfolio,
    create_portfolio,
    delete_portfolio,
)
from app.domain.portfolio.portfolios.tables import CashMode, Portfolio
from app.domain.portfolio.portfolios.topics import portfolio_room
from app.domain.portfolio.prices.adapters.simulated import SimulatedMarket
from app.domain.portfolio.prices.service import Close, find_series, kept_days, store_closes
from app.domain.portfolio.prices.tables import ClosePrice
from app.domain.portfolio.valuations.live import follow_market
from app.domain.portfolio.valuations.run import value_portfolio
from app.extensions import celery, db, redis
from app.realtime import note_watched
from tests.support.accounts import Account
from tests.support.launched import eventually
from tests.support.listener import log_of

Make = Callable[..., Account]
MARKET = SimulatedMarket()
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
BOUGHT_ON = date(2026, 2, 2)
pytestmark = pytest.mark.settings(price_source="simulated")


@pytest.fixture(autouse=True)
def _in_the_app(app: APIFlask) -> Iterator[None]:
    clock.freeze(NOON)
    with app.app_context():
        yield


@pytest.fixture
def ana(make_user: Make) -> int:
    return make_user().id


def bought(symbol: str, quantity: str = "10", on: date = BOUGHT_ON, **fields: Any) -> Activity:
    said = {"currency": "EUR", "unit_price": Decimal(50), **fields}
    return Activity(on=on, type=ActivityType.BUY, symbol=symbol, quantity=Decimal(quantity), **said)


def holding(user: int, *activities: Activity, name: str = "Long term", cash: str = "implicit") -> int:
    with transaction():
        draft = PortfolioDraft(name=name, currency="EUR", cash=CashMode(cash))
        number = create_portfolio(user, draft).id
        add_activities(user, number, activities)
    return number


def valued(*numbers: int) -> None:
    store_market_closes()
    for number in numbers:
        value_portfolio(number)


def tick(seconds: int) -> None:
    clock.freeze(NOON + timedelta(seconds=seconds))
    follow_market()


def pushed(app: APIFlask, room: str, count: int = 1) -> list[dict[str, Any]]:
    """Return what a room was sent, once there are so many: what comes fast waits for its turn."""
    eventually(lambda: len(log_of(app, room)) >= count, 60)
    return [envelope["data"] for _, envelope in log_of(app, room)]


def live(app: APIFlask, number: int, count: int = 1) -> list[dict[str, Any]]:
    """Return the values by moved prices that a portfolio's watchers were sent, once there are so many."""
    room = portfolio_room(number)

    def found() -> list[dict[str, Any]]:
        return [data for data in pushed(app, room, 0) if data["live"] == "tick"]

    eventually(lambda: len(found()) >= count, 60)
    return found()


def price(symbol: str, seconds: int = 0) -> Decimal:
    return MARKET.latest([symbol], NOON + timedelta(seconds=seconds))[symbol].price


def test_closes_are_kept_from_before_the_first_activity_to_yesterday(ana: int) -> None:
    number = holding(ana, bought("NORD.EU"))
    value_portfolio(number)
    version = db.session.get_one(Portfolio, number).version
    store_market_closes()
    kept = kept_days("NORD.EU")
    assert kept is not None
    (yesterday,) = MARKET.history("NORD.EU", date(2026, 3, 3), date(2026, 3, 3))
    assert (kept.first, kept.last) == (date(2026, 1, 26), yesterday)
    assert find_series(None, ["NORD.EU"])["NORD.EU"].source == "simulated"
    changed = db.session.get_one(Portfolio, number)
    assert (changed.version, changed.stale_from) == (version + 1, date(2026, 1, 26))
    store_market_closes()
    assert db.session.get_one(Portfolio, number).version == version + 1


def test_an_earlier_activity_brings_earlier_closes(ana: int) -> None:
    number = holding(ana, bought("NORD.EU"))
    store_market_closes()
    with transaction():
        add_activities(ana, number, [bought("NORD.EU", on=date(2025, 6, 2))])
    store_market_closes(["NORD.EU"])
    days = db.session.scalars(select(ClosePrice.on).order_by(ClosePrice.on)).all()
    assert list(days) == [date(2025, 5, 26) + timedelta(each) for each in range(len(days))]
    assert days[-1] == date(2026, 3, 3)


def test_where_the_source_restates_what_is_kept_all_is_fetched_anew(ana: int) -> None:
    holding(ana, bought("NORD.EU"))
    store_market_closes()
    with transaction():
        db.session.execute(update(ClosePrice).values(price=Decimal(1)))
    store_market_closes()
    prices = db.session.scalars(select(ClosePrice.price)).all()
    assert Decimal(1) not in prices


@pytest.mark.parametrize("symbol", ["UNLISTED", "COIN"])
def test_what_the_source_lacks_or_nobody_holds_any_more_is_not_fetched(ana: int, symbol: str) -> None:
    number = holding(ana, bought(symbol))
    if symbol == "COIN":
        with transaction():
            delete_portfolio(ana, number)
    store_market_closes()
    assert kept_days(symbol) is None


def test_a_series_in_another_unit_stays_as_it_is(ana: int) -> None:
    holding(ana, bought("NORD.EU"), bought("GLOBAL.ETF"))
    with transaction():
        store_closes(None, [Close(BOUGHT_ON, "GLOBAL.ETF", Decimal(5), "CHF")])
    store_market_closes()
    assert kept_days("NORD.EU") is not None
    assert db.session.scalars(select(ClosePrice.price).where(ClosePrice.price == Decimal(5))).all() == [5]


def test_an_activity_with_a_listed_symbol_asks_for_its_closes(
    ana: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(celery, "send_task", lambda name, args, **_: sent.append((str(name), args)))
    holding(ana, bought("UNLISTED"), bought("NORD.EU"))
    assert ("portfolio.store_closes", (["NORD.EU"],)) in sent


@pytest.mark.parametrize(
    ("symbol", "currency", "per_unit"), [("NORD.EU", "EUR", 1), ("ISLE.UK", "GBP", 100), ("COIN", "USD", 1)]
)
def test_a_watched_portfolio_is_worth_units_times_price_times_rate(
    app: APIFlask, ana: int, symbol: str, currency: str, per_unit: int
) -> None:
    number = holding(ana, bought(symbol, currency=currency))
    if currency != "EUR":
        with transaction():
            set_own_rate(ana, Pair(currency, "EUR"), NOON.date(), Decimal("0.5"))
    valued(number)
    note_watched([portfolio_room(number)])
    tick(1)
    closed, data = pushed(app, portfolio_room(number), 2)
    rate = Decimal(1) if currency == "EUR" else Decimal("0.5")
    assert Decimal(data["value"]) == 10 * price(symbol, 1) / per_unit * rate
    assert data["holdings"][0]["value"] == data["value"]
    moved = Decimal(data["value"]) - Decimal(closed["value"])
    assert Decimal(data["total_gain"]) - Decimal(closed["total_gain"]) == moved


def test_cash_counts_where_it_is_tracked(app: APIFlask, ana: int) -> None:
    deposit = Activity(on=BOUGHT_ON, type=ActivityType.DEPOSIT, currency="EUR", amount=Decimal(700))
    number = holding(ana, deposit, bought("NORD.EU"), cash="tracked")
    valued(number)
    note_watched([portfolio_room(number)])
    tick(1)
    assert Decimal(live(app, number)[0]["value"]) == 10 * price("NORD.EU", 1) + 200


def test_nothing_is_pushed_for_what_nobody_watches(app: APIFlask, ana: int) -> None:
    watched, other = holding(ana, bought("NORD.EU")), holding(ana, bought("GLOBAL.ETF"), name="Other")
    valued(watched, other)
    tick(1)
    assert redis().hlen("market:latest") == 0
    note_watched([portfolio_room(watched)])
    tick(2)
    assert (len(live(app, watched)), live(app, other, 0)) == (1, [])
    assert redis().hkeys("market:latest") == [b"NORD.EU"]
    assert pushed(app, market_room("NORD.EU"), 0) == []


def test_a_watched_symbol_ticks_when_it_moves_and_only_then(app: APIFlask) -> None:
    note_watched([market_room("COIN")])
    for seconds in (1, 1, 2):
        tick(seconds)
    first, second = pushed(app, market_room("COIN"), 2)
    before = MARKET.latest(["COIN"], NOON)["COIN"].previous_close
    assert before
    assert (first["price"], second["price"]) == (str(price("COIN", 1)), str(price("COIN", 2)))
    assert first["change"] == pytest.approx(float(price("COIN", 1) / before - 1), abs=1e-8)
    assert (first["currency"], first["symbol"]) == ("USD", "COIN")


def test_values_come_at_most_every_five_seconds_and_the_last_move_is_not_lost(
    app: APIFlask, ana: int
) -> None:
    number = holding(ana, bought("NORD.EU"))
    valued(number)
    note_watched([portfolio_room(number)])
    for seconds in (1, 2, 3):
        tick(seconds)
    assert len(live(app, number)) == 1
    redis().delete(f"portfolio:valued:{number}")
    tick(3)
    assert [Decimal(each["value"]) for each in live(app, number, 2)] == [
        10 * price("NORD.EU", 1),
        10 * price("NORD.EU", 3),
    ]


def test_a_changed_portfolio_waits_for_its_new_valuation(app: APIFlask, ana: int) -> None:
    number = holding(ana, bought("NORD.EU"))
    valued(number)
    with transaction():
        change_portfolio(ana, number, BOUGHT_ON)
    note_watched([portfolio_room(number)])
    tick(1)
    assert live(app, number, 0) == []
    assert redis().exists(f"asked:snapshot:{number}")
    value_portfolio(number)
    tick(2)
    assert len(live(app, number)) == 1


def test_a_price_that_its_owner_states_is_not_moved_by_the_market(app: APIFlask, ana: int) -> None:
    number = holding(ana, bought("NORD.EU"), bought("GLOBAL.ETF"))
    with transaction():
        store_closes(number, [Close(BOUGHT_ON, "NORD.EU", Decimal(7), "EUR")])
    valued(number)
    note_watched([portfolio_room(number)])
    tick(1)
    held = {each["symbol"]: each for each in live(app, number)[0]["holdings"]}
    closed = {each["symbol"]: each for each in pushed(app, portfolio_room(number))[0]["holdings"]}
    assert held["NORD.EU"] == closed["NORD.EU"]
    assert Decimal(held["GLOBAL.ETF"]["value"]) == 10 * price("GLOBAL.ETF", 1)
