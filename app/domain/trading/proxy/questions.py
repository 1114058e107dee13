"""What a proxy asks the trading platform: where, with which parameters, and what a good answer looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import msgspec

from app.clock import rfc3339
from app.domain.trading.candles.errors import UnknownTimeframe
from app.domain.trading.candles.timeframes import Timeframe, moment_of
from app.domain.trading.instruments.errors import InstrumentNotFound
from app.domain.trading.instruments.tables import MAX_SYMBOL_LETTERS
from app.domain.trading.proxy import shapes
from app.domain.trading.signals.views import expiry
from app.json_values import JsonObject

NO_NAMES = {".", ".."}
"""What an address climbs with."""


class Question(NamedTuple):
    """A question about markets; its answer is the same for every user.

    path: segments below /api/user. shape: the type that a good answer can be read as. is_past: of bars that
    have been followed by others. aged: turns an old answer into what may be said of it at a moment.
    """

    path: tuple[str, ...]
    shape: Any
    params: Mapping[str, str] = {}
    is_past: bool = False
    aged: Callable[[bytes, datetime], bytes] = lambda body, _: body

    @property
    def key(self) -> str:
        path = "/".join(quote(segment, safe="") for segment in self.path)
        return f"{path}?{urlencode(sorted(self.params.items()))}"


def instruments() -> Question:
    """Ask for the instruments that users see."""
    return Question(("instruments",), list[shapes.ListedInstrument])


def chart(symbol: str, timeframe: str, limit: int, before_minute: int | None) -> Question:
    """Ask for candles. Raises InstrumentNotFound, UnknownTimeframe for what no platform has."""
    if timeframe not in list(Timeframe):
        message = f"Expected one of {', '.join(Timeframe)}"
        raise UnknownTimeframe(errors=[{"pointer": "timeframe", "message": message}])
    params = {"limit": str(limit)}
    if before_minute is not None:
        params["before"] = rfc3339(moment_of(before_minute))
    path = ("instruments", _symbol(symbol), "data", timeframe)
    return Question(path, shapes.Chart, params, is_past=before_minute is not None)


def predictions(symbol: str) -> Question:
    """Ask for the newest predictions. Raises InstrumentNotFound."""
    return Question(("instruments", _symbol(symbol), "predictions"), list[shapes.Prediction])


def signals(symbol: str, timeframe: str) -> Question:
    """Ask for the newest signals. Raises InstrumentNotFound."""
    path = ("instruments", _symbol(symbol), "signals")
    return Question(path, shapes.Signals, {"timeframe": timeframe}, aged=_aged_signals)


def _symbol(text: str) -> str:
    if text in NO_NAMES or len(text) > MAX_SYMBOL_LETTERS:
        raise InstrumentNotFound
    return text


def _aged_signals(body: bytes, at: datetime) -> bytes:
    """Have signals whose horizon has passed meanwhile say so, as the platform would."""
    told = msgspec.json.decode(body)
    every = [_aged(each, at) for each in told["signals"]]
    return msgspec.json.encode({**_aged(told, at), "signals": every})


def _aged(told: JsonObject, at: datetime) -> JsonObject:
    until = msgspec.convert(told["valid_until"], datetime)
    if until > at:
        return told
    changed = expiry(told["timeframe"], until)
    return {name: changed.get(name, value) for name, value in told.items()}
