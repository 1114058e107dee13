"""The demo's portfolios: taken by the public API, once, and worth what the simulated market says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from app.clock import now
from app.domain.portfolio.activities.closes import store_market_closes
from app.domain.portfolio.portfolios.topics import portfolio_room
from app.domain.portfolio.valuations.run import value_portfolio, value_stale
from launch.demo.client import Client
from launch.demo.portfolios import fill_portfolios
from tests.support.accounts import Account
from tests.support.listener import log_of
from tests.support.served import Replica

pytestmark = pytest.mark.settings(price_source="simulated")


def test_the_demo_has_two_portfolios_that_can_be_valued(
    app: APIFlask, replica: Replica, make_user: Callable[..., Account]
) -> None:
    account = make_user()
    client = Client(replica.url)
    client.sign_in(account.username, account.password)
    for _ in range(2):
        fill_portfolios(client, now())
    found = client.get("/api/portfolios/").body["items"]
    assert [(each["name"], each["cash"]) for each in found] == [
        ("Broker", "tracked"),
        ("Long term", "implicit"),
    ]
    with app.app_context():
        store_market_closes()
        for number in value_stale():
            value_portfolio(number)
    for each in found:
        _, envelope = log_of(app, portfolio_room(each["id"]))[-1]
        assert float(envelope["data"]["value"]) > 4_000
