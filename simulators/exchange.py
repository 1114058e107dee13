"""Binance's market data: klines, exchangeInfo, time and ping, as its REST documentation describes them.

Source: binance-spot-api-docs, rest-api.md. Weights are counted by the minute and told in the headers; who
goes on after a 429 is answered with 418 and kept out for longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from simulators.exchange_prices import COINS, DAY, FIRST_DAY, LAST_DAY, Coin, Minutes, Prices
from simulators.provider import ServedApi
from simulators.server import Answer, Call

MINUTE_MS = 60_000
MAX_LIMIT = 1_000
KLINES_WEIGHT, INFO_WEIGHT = 2, 20
STEPS = {"1m": 1, "5m": 5, "15m": 15, "1h": 60, "4h": 240, "1d": DAY}
BAN_S = 120


@dataclass(kw_only=True)
class ExchangeSimulator(ServedApi):
    """An exchange with five symbols.

    seed: another one is another market. gaps: the probability that a day has an outage, of which there are
    no minutes. outages: the probability that a request fails with 503. weight_limit: how much may be asked
    for in a minute. listed_days: how long ago the symbols were listed; None: in 2017. now_ms: its clock.
    """

    seed: int = 1
    gaps: float = 0.0
    outages: float = 0.0
    weight_limit: int = 6_000
    listed_days: int | None = None
    latency_s: float = 0.0
    now_ms: Callable[[], int] = lambda: int(time.time() * 1000)
    _used: dict[int, int] = field(default_factory=dict)
    _banned_until: float = 0.0
    _asked: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.prices = Prices(self.seed, self.gaps)
        self._rows = lru_cache(maxsize=64)(self._day_rows)
        self._coins = {coin.symbol: coin for coin in COINS}

    @property
    def real_url(self) -> str:
        return "https://data-api.binance.vision"

    def answer(self, call: Call) -> Answer:
        refused, headers = self._count(call.path)
        if refused is not None:
            return refused
        if self._is_away():
            return Answer(503, b"<html><body>Service Unavailable</body></html>", headers)
        answer = self._routed(call)
        return Answer(answer.status, answer.body, {**headers, **answer.headers})

    def _routed(self, call: Call) -> Answer:
        if call.path == "/api/v3/ping":
            return Answer(200, {})
        if call.path == "/api/v3/time":
            return Answer(200, {"serverTime": self.now_ms()})
        if call.path == "/api/v3/exchangeInfo":
            return self._info(call.query.get("symbol"))
        if call.path == "/api/v3/klines":
            return self._klines(call.query)
        return Answer(404, b"<html><body>404 Not found</body></html>")

    def _is_away(self) -> bool:
        self._asked += 1
        return (self._asked * 0.618_034) % 1 < self.outages  # spread evenly, and the same each time

    def _count(self, path: str) -> tuple[Answer | None, dict[str, str]]:
        """Count what a request weighs; refuse it where that is too much."""
        second = time.time()
        minute = int(second // 60)
        weight = {"/api/v3/klines": KLINES_WEIGHT, "/api/v3/exchangeInfo": INFO_WEIGHT}.get(path, 1)
        used = self._used[minute] = self._used.get(minute, 0) + weight
        headers = {"X-MBX-USED-WEIGHT": str(used), "X-MBX-USED-WEIGHT-1M": str(used)}
        if second < self._banned_until:
            wait = {"Retry-After": str(int(self._banned_until - second) + 1)}
            return Answer(
                418, _problem(-1003, "Way too much request weight used; IP banned."), headers | wait
            ), headers
        if used > self.weight_limit:
            if used > 2 * self.weight_limit:
                self._banned_until = second + BAN_S
            wait = {"Retry-After": str(60 - int(second) % 60)}
            return Answer(429, _problem(-1003, "Too much request weight used."), headers | wait), headers
        return None, headers

    def _info(self, symbol: str | None) -> Answer:
        if symbol is not None and symbol not in self._coins:
            return Answer(400, _problem(-1121, "Invalid symbol."))
        chosen = [self._coins[symbol]] if symbol else list(COINS)
        limit = {
            "rateLimitType": "REQUEST_WEIGHT",
            "interval": "MINUTE",
            "intervalNum": 1,
            "limit": self.weight_limit,
        }
        return Answer(200, {
            "timezone": "UTC", "serverTime": self.now_ms(), "rateLimits": [limit], "exchangeFilters": [],
            "symbols": [_symbol(coin) for coin in chosen],
        })  # fmt: skip

    def _klines(self, query: dict[str, str]) -> Answer:
        coin = self._coins.get(query.get("symbol", ""))
        step = STEPS.get(query.get("interval", ""))
        if coin is None:
            return Answer(400, _problem(-1121, "Invalid symbol."))
        if step is None:
            return Answer(400, _problem(-1120, "Invalid interval."))
        try:
            limit = max(1, min(int(query.get("limit", "500")), MAX_LIMIT))
            first, last = (int(query[name]) if name in query else None for name in ("startTime", "endTime"))
        except ValueError:
            return Answer(400, _problem(-1100, "Illegal characters found in a parameter."))
        return Answer(200, msgspec.json.encode(self._found(coin, step, first, last, limit)))

    def _found(
        self, coin: Coin, step: int, first: int | None, last: int | None, limit: int
    ) -> list[list[Any]]:
        now = self.now_ms()
        newest = min(now if last is None else last, now) // MINUTE_MS
        listed = (
            FIRST_DAY * DAY
            if self.listed_days is None
            else (now // MINUTE_MS // DAY - self.listed_days) * DAY
        )
        begin = newest - limit * step + 1 if first is None else -(-first // MINUTE_MS)
        begin = -(-max(begin, listed) // step) * step
        rows: list[list[Any]] = []
        for start in range(begin, newest + 1, step):
            row = self._bar(coin, start, step)
            if row is not None:
                rows.append(row)
                if len(rows) == limit:
                    break
        return rows

    def _bar(self, coin: Coin, start: int, step: int) -> list[Any] | None:
        day, offset = divmod(start, DAY)
        if not FIRST_DAY <= day <= LAST_DAY:
            return None
        if step == 1:
            return self._rows(coin, day)[offset]
        return _rolled(self.prices.day(coin, day), slice(offset, offset + step), start, step)

    def _day_rows(self, coin: Coin, day: int) -> list[list[Any] | None]:
        """Return a day's minutes as they are sent, None for those that it has not."""
        m = self.prices.day(coin, day)
        columns = [each.tolist() for each in (m.open, m.high, m.low, m.close, m.volume, m.trades)]
        rows = [_row(day * DAY + at, 1, *values) for at, values in enumerate(zip(*columns, strict=True))]
        return [row if there else None for row, there in zip(rows, m.there.tolist(), strict=True)]


def _rolled(m: Minutes, part: slice, start: int, step: int) -> list[Any] | None:
    there = m.there[part]
    if not there.any():
        return None
    traded = there & (m.volume[part] > 0)
    counts = traded if traded.any() else there
    opened, closed = m.open[part][counts][0], m.close[part][there][-1]
    high, low = m.high[part][counts].max(), m.low[part][counts].min()
    volume, trades = float(m.volume[part][there].sum()), int(m.trades[part][there].sum())
    return _row(start, step, opened, high, low, closed, volume, trades)


def _row(start: int, step: int, *values: Any) -> list[Any]:
    """Write a bar as the real one does: prices and volumes as texts, times as numbers."""
    opened, high, low, closed, volume, trades = values
    worth = volume * closed
    return [
        start * MINUTE_MS, f"{opened:.8f}", f"{high:.8f}", f"{low:.8f}", f"{closed:.8f}", f"{volume:.8f}",
        (start + step) * MINUTE_MS - 1, f"{worth:.8f}", trades, f"{volume / 2:.8f}", f"{worth / 2:.8f}", "0",
    ]  # fmt: skip


def _symbol(coin: Coin) -> dict[str, Any]:
    return {
        "symbol": coin.symbol, "status": "TRADING", "baseAsset": coin.base, "baseAssetPrecision": 8,
        "quoteAsset": coin.quote, "quotePrecision": 8, "isSpotTradingAllowed": True, "permissions": ["SPOT"],
        "filters": [{"filterType": "PRICE_FILTER", "tickSize": f"{10 ** -coin.decimals:.8f}"}],
    }  # fmt: skip


def _problem(code: int, message: str) -> dict[str, Any]:
    return {"code": code, "msg": message}


def dump_rows(simulator: ExchangeSimulator, symbol: str, first: int, end: int) -> Iterator[list[Any]]:
    """Return a symbol's minutes from one to before another, as the exchange's dump files hold them."""
    coin = next(coin for coin in COINS if coin.symbol == symbol)
    for start in range(first, end):
        row = simulator._bar(coin, start, 1)
        if row is not None:
            yield row
