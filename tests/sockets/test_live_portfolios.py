"""A portfolio moves for who watches it: prices and values as they change, until one stops them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.domain.market.topics import MARKET
from app.domain.portfolio.activities.closes import store_market_closes
from app.domain.portfolio.portfolios.topics import PORTFOLIO
from app.domain.portfolio.valuations.live import follow_market
from app.domain.portfolio.valuations.run import value_portfolio
from app.realtime import watched_keys
from tests.sockets.conftest import Listen
from tests.sockets.test_connect import Make, SignIn, token_of
from tests.sockets.test_rights import api_token
from tests.support.event_stream import EventStream
from tests.support.launched import eventually
from tests.support.listener import PythonListener, events, hears
from tests.support.repeating import repeating
from tests.support.served import Replica

pytestmark = pytest.mark.settings(price_source="simulated")
Held = Callable[..., int]
LIVE = ("price.tick", "portfolio.valued")


@pytest.fixture
def hold(app: APIFlask, client: FlaskClient) -> Held:
    """Make a portfolio that holds a symbol, with its closes, valued."""

    def make(headers: Any, symbol: str = "COIN") -> int:
        body: Any = {"name": symbol, "currency": "USD"}
        number: int = client.post("/api/portfolios/", json=body, headers=headers).json["id"]
        body = {"type": "buy", "symbol": symbol, "on": "2026-02-02", "quantity": "3", "unit_price": "100"}
        path = f"/api/portfolios/{number}/activities"
        answer = client.post(path, json={**body, "currency": "USD"}, headers=headers)
        assert answer.status_code == 201
        with app.app_context():
            store_market_closes()
            value_portfolio(number)
        return number

    return make


def market(app: APIFlask) -> AbstractContextManager[None]:
    """Follow the market while a block runs, as the timetable has a worker do."""
    return repeating(app, follow_market, every_s=0.3)


def ticks(listener: PythonListener) -> int:
    return len(events(listener, *LIVE))


def test_a_watcher_hears_prices_and_values_and_nobody_else_does(
    app: APIFlask, replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn, hold: Held
) -> None:
    ana, bob = sign_in(make_user()), sign_in(make_user())
    number = hold(ana)
    to_ana, to_bob = (listen(PythonListener, replica.url, token_of(each)) for each in (ana, bob))
    for topic in (f"portfolio:{number}", "market:COIN"):
        assert to_ana.ask("subscribe", {"topic": topic})["ok"]
    refused = to_bob.ask("subscribe", {"topic": f"portfolio:{number}"})
    assert refused["error"]["code"] == "not_found"
    with market(app):
        assert hears(to_ana, "price.tick")
        assert hears(to_ana, "portfolio.valued")
    tick, valued = (events(to_ana, name)[0] for name in LIVE)
    assert (tick["topic"], tick["data"]["symbol"]) == ("market:COIN", "COIN")
    assert (valued["data"]["portfolio"], valued["data"]["live"]) == (number, "tick")
    assert valued["data"]["holdings"][0]["quantity"] == "3"
    assert ticks(to_bob) == 0


@pytest.mark.parametrize("topic", ["market:", "market:UNLISTED", "market:coin", "market", "portfolio:1"])
def test_what_is_not_there_cannot_be_watched(
    app: APIFlask, replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn, topic: str
) -> None:
    listener = listen(PythonListener, replica.url, token_of(sign_in(make_user())))
    assert listener.ask("subscribe", {"topic": topic})["error"]["code"] == "not_found"
    with app.app_context():
        assert watched_keys(MARKET) == watched_keys(PORTFOLIO) == []


def test_prices_need_the_scope_to_read_portfolios(
    replica: Replica, listen: Listen, client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    headers = sign_in(make_user())
    answers = []
    for scope in ("transactions:read", "portfolio:read"):
        listener = listen(PythonListener, replica.url, api_token(client, headers, scope))
        answers.append(listener.ask("subscribe", {"topic": "market:COIN"})["ok"])
    assert answers == [False, True]


def test_who_stops_hears_nothing_until_they_start_again(
    app: APIFlask, replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn, hold: Held
) -> None:
    headers = sign_in(make_user())
    number = hold(headers)
    stopped, other = (listen(PythonListener, replica.url, token_of(headers)) for _ in range(2))
    topics = ["market:COIN", f"portfolio:{number}"]
    for listener in (stopped, other):
        for topic in topics:
            listener.ask("subscribe", {"topic": topic})
    assert stopped.ask("updates.stop") == {"ok": True, "topics": topics}
    assert stopped.ask("subscribe", {"topic": "market:NORD.EU"})["ok"]
    with market(app):
        assert eventually(lambda: ticks(other) >= 3)
        assert ticks(stopped) == 0
        again = stopped.ask("updates.start")
        assert again == {"ok": True, "topics": ["market:COIN", "market:NORD.EU", f"portfolio:{number}"]}
        assert hears(stopped, "price.tick")
        assert hears(stopped, "portfolio.valued")
    assert stopped.ask("updates.start") == {"ok": True, "topics": []}


def test_what_was_left_while_stopped_does_not_come_back(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    listener = listen(PythonListener, replica.url, token_of(sign_in(make_user())))
    listener.ask("subscribe", {"topic": "market:COIN"})
    for _ in range(2):
        assert listener.ask("updates.stop")["topics"] == ["market:COIN"]
    listener.ask("unsubscribe", {"topic": "market:COIN"})
    assert listener.ask("updates.start")["topics"] == []


def test_sockets_and_streams_are_noted_as_long_as_they_are_there(
    app: APIFlask, replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    headers = sign_in(make_user())
    listener = listen(PythonListener, replica.url, token_of(headers))
    listener.ask("subscribe", {"topic": "market:COIN"})
    stream = EventStream(replica.url, headers, path="/api/stream/market:NORD.EU")

    def watched() -> list[str]:
        with app.app_context():
            return sorted(watched_keys(MARKET))

    begun = time.monotonic()
    assert watched() == ["COIN", "NORD.EU"]
    assert eventually(lambda: time.monotonic() - begun > 17 and watched() == ["COIN", "NORD.EU"])
    listener.close()
    stream.close()
    assert eventually(lambda: watched() == [])
