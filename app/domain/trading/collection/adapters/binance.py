"""Binance's spot market, or what speaks as it does. Source: binance-spot-api-docs, rest-api.md."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any, cast

import structlog
from redis import Redis

from app.domain.trading.candles.timeframes import LAST_YEAR, MINUTES, Timeframe, minute_of
from app.domain.trading.collection.errors import UnknownSymbol
from app.domain.trading.collection.klines import MINUTE_MS, read_klines
from app.domain.trading.collection.ports import BarPage
from app.domain.trading.collection.spans import Span
from app.domain.trading.instruments.service import InstrumentDraft
from app.json_values import id_of, member
from app.outbound.errors import BrokenAnswer, ProviderAway
from app.outbound.http import Http

log = structlog.get_logger()
INTERVALS = {Timeframe.D1: "1d", Timeframe.W1: "1w"}
"""What it calls a timeframe where that is not our name; it tells 1m from 1M."""
API = ("api", "v3")
BAD_SYMBOL = "-1121"
LATEST_MS = minute_of(datetime(LAST_YEAR, 1, 1, tzinfo=UTC)) * MINUTE_MS
USUAL_WEIGHT_LIMIT = 1_200
"""Until exchangeInfo has said how much may be asked for in a minute."""
MAX_WEIGHT_SHARE = 0.5
"""How much of that is used; others may share this machine's address."""


class Binance:
    """One process's access. What an answer says about limits holds for every process: it is kept in Redis."""

    name = "Binance"

    def __init__(self, base_url: str, redis: Redis) -> None:
        self._http = Http(base_url, title=self.name)
        self._redis = redis
        self._key = f"exchange:{base_url}"

    def listing(self, symbol: str) -> InstrumentDraft:
        """Return what is known of a symbol. Raises UnknownSymbol."""
        try:
            found = self._ask("exchangeInfo", symbol=symbol)
        except BrokenAnswer as exc:
            if exc.reason == BAD_SYMBOL:
                raise UnknownSymbol(UnknownSymbol.__doc__) from exc
            raise
        self._note_limits(member(found, "rateLimits"))
        listed = member(found, "symbols")
        one = listed[0] if isinstance(listed, list) and listed else None
        base, quote = id_of(member(one, "baseAsset"), 20), id_of(member(one, "quoteAsset"), 20)
        if member(one, "symbol") != symbol or base is None or quote is None:
            raise BrokenAnswer(f"{self.name} tells nothing usable of {symbol}.")
        return InstrumentDraft(symbol, f"{base}/{quote}", "crypto", base, quote)

    def now_minute(self) -> int:
        """Return the minute that it is there."""
        moment = member(self._ask("time"), "serverTime")
        if type(moment) is not int or not 0 < moment < LATEST_MS:
            raise BrokenAnswer(f"{self.name} does not tell its time.")
        return moment // MINUTE_MS

    def first_minute(self, symbol: str, interval: Timeframe) -> int | None:
        """Return when the oldest bar begins, also where that bar itself cannot be."""
        found = self._klines(symbol, interval, startTime="0", limit="1")
        page = read_klines_or_break(found, interval, Span(0, 2**31))
        starts = [*page.bars["start"].tolist(), *page.refused.tolist()]
        return min(starts, default=None)

    def bars(self, symbol: str, interval: Timeframe, span: Span) -> BarPage:
        """Return the bars that begin in a span."""
        first, last = span.first * MINUTE_MS, span.end * MINUTE_MS - 1
        limit = span.bars(MINUTES[interval])
        found = self._klines(symbol, interval, startTime=str(first), endTime=str(last), limit=str(limit))
        return read_klines_or_break(found, interval, span)

    def _klines(self, symbol: str, interval: Timeframe, **params: str) -> Any:
        return self._ask("klines", symbol=symbol, interval=INTERVALS.get(interval, interval.value), **params)

    def _ask(self, what: str, **params: str) -> Any:
        self._stay_away_if_told()
        try:
            answer = self._http.get_answer(*API, what, params=params, headers={})
        except ProviderAway as exc:
            if exc.retry_after_s:
                self._stay_away(exc.retry_after_s)
            raise
        self._note_weight(answer.headers.get("X-MBX-USED-WEIGHT-1M"))
        return answer.body

    def _stay_away_if_told(self) -> None:
        left_ms = int(cast(int, self._redis.pttl(f"{self._key}:away")))
        if left_ms > 0:
            raise ProviderAway(f"{self.name} asks us to wait.", left_ms // 1000 + 1)

    def _stay_away(self, seconds: int) -> None:
        log.info("exchange.waits", exchange=self.name, seconds=seconds)
        self._redis.set(f"{self._key}:away", 1, ex=max(seconds, 1))

    def _note_limits(self, limits: Any) -> None:
        for each in limits if isinstance(limits, list) else []:
            is_it = member(each, "rateLimitType") == "REQUEST_WEIGHT" and member(each, "interval") == "MINUTE"
            limit = member(each, "limit")
            if is_it and member(each, "intervalNum") == 1 and type(limit) is int and limit > 0:
                self._redis.set(f"{self._key}:limit", limit)

    def _note_weight(self, said: str | None) -> None:
        """Stay away until the minute is over where half of what may be asked for is used."""
        if said is None or not re.fullmatch("[0-9]{1,9}", said):
            return
        limit = int(cast(bytes, self._redis.get(f"{self._key}:limit")) or USUAL_WEIGHT_LIMIT)
        if int(said) > limit * MAX_WEIGHT_SHARE:
            self._stay_away(60 - int(time.time()) % 60)


def read_klines_or_break(raw: Any, interval: Timeframe, span: Span) -> BarPage:
    """Read an answer. Raises BrokenAnswer where it is no list of klines."""
    try:
        return read_klines(raw, interval, span)
    except ValueError as exc:
        raise BrokenAnswer(f"The exchange's answer cannot be used: {exc}.") from exc
