"""Collected symbols are kept current: the minute that closed is stored, and those who watch hear of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from apiflask import APIFlask

from app import clock
from app.db import transaction
from app.domain.market.topics import MARKET, market_room
from app.domain.trading.candles.timeframes import Timeframe, minute_of, moment_of
from app.domain.trading.collection.adapters.binance import Binance
from app.domain.trading.collection.live import follow_exchange
from app.domain.trading.instruments.service import get_instrument, state_models_trained
from app.extensions import redis
from app.security import Principal
from simulators import ExchangeSimulator
from tests.services.test_collections import END, NOW
from tests.support import exchange as ex
from tests.support.candles import rolled
from tests.support.listener import log_of


class Clock:
    """The exchange's, and ours."""

    def __init__(self) -> None:
        self.set(END)

    def set(self, minute: int) -> None:
        self.minute = minute
        clock.freeze(moment_of(minute))

    def now_ms(self) -> int:
        return self.minute * 60_000 + 2_000


@pytest.fixture
def time() -> Clock:
    return Clock()


@pytest.fixture
def binance(time: Clock) -> Iterator[ExchangeSimulator]:
    with ExchangeSimulator(now_ms=time.now_ms) as running:
        yield running


@pytest.fixture
def collected(app: APIFlask, binance: ExchangeSimulator, user_id: int) -> int:
    for symbol in ("BTCUSDT", "ETHUSDT"):
        assert ex.collect(app, binance.url, user_id, symbol, days=1).state == "done"
    return ex.stored(app)


def follow(app: APIFlask, binance: ExchangeSimulator) -> int:
    with app.app_context():
        return follow_exchange(Binance(binance.url, redis()))


def events(app: APIFlask, symbol: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, envelope["data"]) for name, envelope in log_of(app, market_room(symbol))]


def test_each_minute_is_stored_and_told(
    app: APIFlask, binance: ExchangeSimulator, time: Clock, collected: int
) -> None:
    first = END + 1
    time.set(first)
    assert follow(app, binance) == 2
    assert follow(app, binance) == 0
    assert ex.stored(app) == collected + 2
    told = events(app, "ETHUSDT")
    assert [name for name, _ in told] == ["price.tick", "candle.closed", "candle.closed"]
    tick, closed, five = (data for _, data in told)
    assert (five["timeframe"], five["timestamp"]) == ("5m", "2026-11-20T12:30:00.000Z")
    assert (tick["symbol"], tick["currency"], float(tick["price"])) == ("ETHUSDT", "USDT", closed["close"])
    assert (closed["timeframe"], closed["timestamp"]) == ("1m", "2026-11-20T12:34:00.000Z")
    assert abs(tick["change"]) < 0.5


def test_the_longer_bars_that_close_with_a_minute_are_told_with_it(
    app: APIFlask, binance: ExchangeSimulator, time: Clock, collected: int
) -> None:
    hour = END - END % 60 + 60
    time.set(hour)
    assert follow(app, binance) == 2 * (hour - END)
    closed = [data for name, data in events(app, "BTCUSDT") if name.startswith("candle")]
    flat = [each for data in closed for each in (data if isinstance(data, list) else [data])]
    assert [each["timeframe"] for each in flat] == ["1m", "5m", "15m", "1h"]
    with app.app_context():
        from app.domain.trading.instruments.service import get_instrument

        number = get_instrument("BTCUSDT").id
    bar = rolled(app, number, Timeframe.H1)[-1]
    assert (bar[0], bar[-1]) == (hour - 60, 60)
    assert (flat[-1]["open"], flat[-1]["high"], flat[-1]["low"], flat[-1]["close"]) == bar[1:5]


def test_after_a_night_without_a_worker_it_catches_up(
    app: APIFlask, binance: ExchangeSimulator, time: Clock, collected: int
) -> None:
    time.set(END + 1500)
    assert follow(app, binance) == 2000
    assert follow(app, binance) == 1000
    assert follow(app, binance) == 0
    assert ex.stored(app) == collected + 3000


def test_an_exchange_that_is_away_is_asked_again(
    app: APIFlask, binance: ExchangeSimulator, time: Clock, collected: int
) -> None:
    time.set(END + 1)
    binance.fail_next(503, times=1, on="time")
    assert follow(app, binance) == 0
    assert follow(app, binance) == 2


def test_a_minute_that_comes_late_is_no_gap_yet(
    app: APIFlask, binance: ExchangeSimulator, time: Clock, collected: int
) -> None:
    """The exchange's own newest minute may not be there for a moment."""
    answered = binance.answer
    binance.answer = lambda call: (  # type: ignore[method-assign]
        answered(call)._replace(body=b"[]") if "klines" in call.path else answered(call)
    )
    time.set(END + 1)
    assert follow(app, binance) == 0
    assert ex.gaps(app) == []
    time.set(END + 40)
    assert follow(app, binance) == 0
    assert ex.gaps(app) == []
    binance.answer = answered  # type: ignore[method-assign]
    assert follow(app, binance) == 80


def test_who_sees_a_symbol_may_follow_it(app: APIFlask, collected: int) -> None:
    caller = Principal(1, "user", "s-1")
    with app.app_context():
        with transaction():
            state_models_trained(get_instrument("BTCUSDT").id, True)
        assert MARKET.allows(caller, "BTCUSDT")
        for scope, allowed in (
            ("markets:read", True),
            ("portfolio:read", False),
            ("transactions:read", False),
        ):
            token = Principal(1, "user", "t-1", scopes=frozenset({scope}))
            assert MARKET.allows(token, "BTCUSDT") is allowed
        assert not MARKET.allows(caller, "NOSUCH")
        assert not MARKET.allows(caller, "B" * 90)


def test_a_symbol_that_is_not_trained_is_followed_by_administrators_alone(
    app: APIFlask, collected: int
) -> None:
    with app.app_context():
        assert not MARKET.allows(Principal(1, "user", "s-1"), "BTCUSDT")
        assert MARKET.allows(Principal(1, "admin", "s-1"), "BTCUSDT")
        token = Principal(1, "admin", "t-1", scopes=frozenset({"markets:read"}))
        assert not MARKET.allows(token, "BTCUSDT")


def test_symbols_that_were_never_complete_are_left_alone(
    app: APIFlask, binance: ExchangeSimulator, time: Clock, user_id: int
) -> None:
    ex.collect(app, binance.url, user_id, "NOSUCH")
    assert follow(app, binance) == 0
    assert minute_of(NOW) == END
