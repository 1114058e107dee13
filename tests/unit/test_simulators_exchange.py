"""The simulated exchange: the same market at each start, as real ones move, over the documented paths."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import requests

from simulators import ExchangeSimulator
from simulators.exchange_prices import COINS, DAY, FIRST_DAY, Prices

NOW_MS = 1_795_600_000_000 + 34_567
MINUTE = 60_000


@pytest.fixture
def exchange() -> Iterator[ExchangeSimulator]:
    with ExchangeSimulator(now_ms=lambda: NOW_MS) as running:
        yield running


def ask(exchange: ExchangeSimulator, path: str, **params: Any) -> requests.Response:
    return requests.get(f"{exchange.url}/api/v3/{path}", params=params, timeout=10)


def klines(exchange: ExchangeSimulator, **params: Any) -> list[list[Any]]:
    answer = ask(exchange, "klines", **{"symbol": "BTCUSDT", "interval": "1m", **params})
    assert answer.status_code == 200, answer.text
    found: list[list[Any]] = answer.json()
    return found


def test_a_kline_has_twelve_fields_with_texts_for_numbers(exchange: ExchangeSimulator) -> None:
    (row,) = klines(exchange, limit=1)
    assert [type(each) for each in row] == [int, str, str, str, str, str, int, str, int, str, str, str]
    assert row[6] - row[0] == MINUTE - 1
    assert row[0] <= NOW_MS <= row[6]  # the newest one is not closed yet


def test_pages_join_without_a_seam(exchange: ExchangeSimulator) -> None:
    first = NOW_MS // MINUTE * MINUTE - 3_000 * MINUTE
    whole = [
        row for at in range(3) for row in klines(exchange, startTime=first + at * 1000 * MINUTE, limit=1000)
    ]
    assert [row[0] for row in whole] == [first + at * MINUTE for at in range(3000)]
    assert all(before[4] == after[1] for before, after in pairwise(whole))
    assert all(float(row[3]) <= min(float(row[1]), float(row[4])) for row in whole)
    assert all(float(row[2]) >= max(float(row[1]), float(row[4])) for row in whole)


def test_the_range_is_kept_and_the_limit(exchange: ExchangeSimulator) -> None:
    end = NOW_MS // MINUTE * MINUTE
    found = klines(exchange, startTime=end - 10 * MINUTE, endTime=end - 5 * MINUTE - 1)
    assert [row[0] for row in found] == [end - at * MINUTE for at in (10, 9, 8, 7, 6)]
    assert len(klines(exchange)) == 500
    assert len(klines(exchange, limit=5_000, startTime=0)) == 1000


def test_longer_bars_are_made_of_its_minutes(exchange: ExchangeSimulator) -> None:
    start = NOW_MS // 3_600_000 * 3_600_000 - 3_600_000
    (hour,) = klines(exchange, interval="1h", startTime=start, limit=1)
    minutes = klines(exchange, startTime=start, limit=60)
    assert (hour[1], hour[4]) == (minutes[0][1], minutes[-1][4])
    assert hour[8] == sum(row[8] for row in minutes)
    assert float(hour[2]) == max(float(row[2]) for row in minutes)


def test_the_same_seed_is_the_same_market_and_another_one_is_not() -> None:
    one, same, other = (Prices(seed).day(COINS[0], FIRST_DAY + 900) for seed in (1, 1, 2))
    assert (one.close == same.close).all()
    assert not (one.close == other.close).all()


def test_volatility_clusters_as_in_real_markets() -> None:
    """Squared returns of a day say something of the next one's; the returns themselves do not."""
    logs, _ = Prices(1)._logs(COINS[0])
    returns = np.diff(logs)
    assert abs(np.corrcoef(returns[1:], returns[:-1])[0, 1]) < 0.05
    squared = returns**2
    assert np.corrcoef(squared[1:], squared[:-1])[0, 1] > 0.08


def test_gaps_are_minutes_that_are_not_there_each_time() -> None:
    with ExchangeSimulator(now_ms=lambda: NOW_MS, gaps=1.0) as away:
        first = NOW_MS // 86_400_000 * 86_400_000 - 86_400_000
        found = [klines(away, startTime=first, limit=1000) for _ in range(2)]
    assert found[0] == found[1]
    there = Prices(1, gaps=1.0).day(COINS[0], first // 86_400_000).there
    assert 0 < (~there).sum() < DAY


def test_too_much_is_refused_and_who_goes_on_is_banned() -> None:
    with ExchangeSimulator(now_ms=lambda: NOW_MS, weight_limit=10) as strict:
        answers = [ask(strict, "klines", symbol="BTCUSDT", interval="1m", limit=1) for _ in range(12)]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200] * 5 + [429] * 6 + [418]
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers[5:])
    assert int(answers[4].headers["X-MBX-USED-WEIGHT-1M"]) == 10


def test_outages_fail_their_share_of_requests() -> None:
    with ExchangeSimulator(now_ms=lambda: NOW_MS, outages=0.25) as shaky:
        failed = sum(ask(shaky, "ping").status_code == 503 for _ in range(100))
    assert 20 <= failed <= 30


@pytest.mark.parametrize(
    ("path", "params", "code"),
    [
        ("klines", {"symbol": "NOSUCH", "interval": "1m"}, -1121),
        ("klines", {"symbol": "BTCUSDT", "interval": "2m"}, -1120),
        ("klines", {"symbol": "BTCUSDT", "interval": "1m", "startTime": "x"}, -1100),
        ("exchangeInfo", {"symbol": "NOSUCH"}, -1121),
    ],
)
def test_errors_are_the_exchanges_own(
    exchange: ExchangeSimulator, path: str, params: dict[str, str], code: int
) -> None:
    answer = ask(exchange, path, **params)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_it_tells_its_symbols_limits_and_time(exchange: ExchangeSimulator) -> None:
    told = ask(exchange, "exchangeInfo").json()
    assert [each["symbol"] for each in told["symbols"]] == [coin.symbol for coin in COINS]
    assert told["rateLimits"][0]["limit"] == 6_000
    assert ask(exchange, "time").json() == {"serverTime": NOW_MS}
    assert ask(exchange, "ping").json() == {}
