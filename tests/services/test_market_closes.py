"""Portfolios take the prices of collected symbols through their port."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from apiflask import APIFlask

from app import clock
from app.db import transaction
from app.domain.market.ports import DayClose
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.closes import store_market_closes
from app.domain.portfolio.activities.service import add_activities
from app.domain.portfolio.portfolios.service import PortfolioDraft, create_portfolio
from app.domain.portfolio.prices.service import kept_days
from app.domain.portfolio.prices.source import price_source
from app.domain.trading.candles.closes import MarketCloses
from app.domain.trading.candles.timeframes import minute_of
from tests.support.accounts import Account
from tests.support.candles import add_instrument, store, walk

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
MINUTES = 3 * 1440
LAST = 101.0 + MINUTES - 1
pytestmark = pytest.mark.settings(price_source="markets")


@pytest.fixture
def bitcoin(app: APIFlask) -> int:
    """Three days of minutes, of which the last is not over."""
    number = add_instrument(app, has_data=True)
    store(app, walk(number, minute_of(FIRST), MINUTES))
    clock.freeze(FIRST + timedelta(days=2, hours=23, minutes=59))
    return number


def test_a_collected_symbol_is_listed_in_the_currency_that_its_coin_stands_for(
    app: APIFlask, bitcoin: int
) -> None:
    for symbol in ("ETHUSDT", "ETHBTC"):
        add_instrument(app, symbol, has_data=symbol == "ETHBTC")
    with app.app_context():
        source = price_source()
        assert isinstance(source, MarketCloses)
        found = source.listing("BTCUSDT")
        assert found is not None
        assert (found.currency, found.asset_class) == ("USD", "crypto")
        # One that is not collected, one that is priced in no currency, one that does not exist.
        assert [source.listing(symbol) for symbol in ("ETHUSDT", "ETHBTC", "NOSUCH")] == [None] * 3


def test_the_latest_price_is_the_newest_close_exactly(app: APIFlask, bitcoin: int) -> None:
    store(app, [(bitcoin, minute_of(FIRST) + MINUTES, 0.1, 0.1, 0.1, 0.1, 1.0, 1, 1)])
    with app.app_context():
        found = MarketCloses().latest(["BTCUSDT", "NOSUCH"], clock.now())
    assert list(found) == ["BTCUSDT"]
    assert (found["BTCUSDT"].price, found["BTCUSDT"].currency) == (Decimal("0.1"), "USD")
    assert found["BTCUSDT"].previous_close == Decimal(str(LAST))


def test_closes_are_those_of_days_that_are_over(app: APIFlask, bitcoin: int) -> None:
    with app.app_context():
        found = MarketCloses().history("BTCUSDT", date(2026, 1, 1), date(2026, 12, 31))
        assert MarketCloses().history("NOSUCH", date(2026, 1, 1), date(2026, 12, 31)) == []
        one = MarketCloses().history("BTCUSDT", date(2026, 3, 3), date(2026, 3, 3))
    assert found == [
        DayClose(date(2026, 3, 2), Decimal("1540.0")), DayClose(date(2026, 3, 3), Decimal("2980.0")),
    ]  # fmt: skip
    assert one == found[1:]


def test_a_portfolio_is_priced_by_collected_candles(
    app: APIFlask, bitcoin: int, make_user: Callable[..., Account]
) -> None:
    user = make_user().id
    bought = Activity(
        on=date(2026, 3, 2), type=ActivityType.BUY, symbol="BTCUSDT", quantity=Decimal(2), unit_price=Decimal(100),
        currency="USD",
    )  # fmt: skip
    with app.app_context():
        with transaction():
            number = create_portfolio(user, PortfolioDraft(name="Coins", currency="USD")).id
            add_activities(user, number, [bought])
        store_market_closes()
        kept = kept_days("BTCUSDT")
    assert kept is not None
    assert kept.last == DayClose(date(2026, 3, 3), Decimal("2980.0"))
