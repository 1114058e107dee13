"""Candles for tests, and what pandas makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from apiflask import APIFlask
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import transaction
from app.domain.trading.candles.logic import BAR, Bars, bars_of
from app.domain.trading.candles.service import store_candles
from app.domain.trading.candles.tables import RolledBar
from app.domain.trading.candles.timeframes import Timeframe, minute_of
from app.domain.trading.instruments.service import InstrumentDraft, keep_instrument
from app.domain.trading.instruments.tables import Instrument
from app.extensions import db

FIRST = minute_of(datetime(2026, 1, 30, 23, 50, tzinfo=UTC))
"""Ten minutes before a day ends, a day before a month does, two before a week does."""
RULES = {"5m": "5min", "15m": "15min", "1h": "1h", "4h": "4h", "1D": "1D", "1M": "MS", "1m": "1min"}
WAYS: dict[str, Any] = {"close": "last", "volume": "sum", "trades": "sum", "parts": "sum"}


@st.composite
def bars(draw: st.DrawFn) -> list[tuple[float, ...]]:
    """Any minutes of five days in any order, some twice, some without a trade; prices with two decimals."""
    minutes = draw(st.lists(st.integers(FIRST, FIRST + 5 * 1440), min_size=1, max_size=40))
    return [draw(bar(minute)) for minute in minutes]


@st.composite
def bar(draw: st.DrawFn, minute: int) -> tuple[float, ...]:
    prices = [draw(st.integers(1, 10_000)) / 100 for _ in range(4)]
    opened, closed, low, high = prices[0], prices[1], min(prices), max(prices)
    trades = draw(st.integers(0, 3))
    volume = draw(st.integers(1, 10**9)) / 10**8 if trades else 0.0
    return (1, minute, opened, high, low, closed, volume, trades, 1)


def by_pandas(stored: Bars, frame: Timeframe) -> list[tuple[Any, ...]]:
    """Resample with pandas: the rows of each bar, oldest first."""
    table = pd.DataFrame({name: stored[name] for name in BAR.names or ()})
    table = table.drop_duplicates("start", keep="last")
    table.index = pd.to_datetime(table["start"], unit="m")
    table = table.sort_index()
    rule: dict[str, Any] = {"rule": RULES.get(frame.value, "W-MON")}
    if frame is Timeframe.W1:
        rule |= {"label": "left", "closed": "left"}
    made = table.resample(**rule).agg(WAYS)
    for counted in (table, table[table["volume"] > 0]):  # those with a trade, where there are any
        prices = counted.resample(**rule).agg({"open": "first", "high": "max", "low": "min"}).dropna()
        for name in ("open", "high", "low"):
            made.loc[prices.index, name] = prices[name]
    made = made[made["parts"] > 0]
    made["start"] = made.index.as_unit("s").astype("int64") // 60
    order = ["start", "open", "high", "low", "close", "volume", "trades", "parts"]
    return [_rounded(row) for row in made[order].itertuples(index=False)]


def shown(rolled: Bars) -> list[tuple[Any, ...]]:
    return [_rounded(row[1:]) for row in rolled.tolist()]


def _rounded(row: Iterable[Any]) -> tuple[Any, ...]:
    start, *prices, volume, trades, parts = row
    return (int(start), *prices, round(volume, 8), int(trades), int(parts))


def add_instrument(app: APIFlask, symbol: str = "BTCUSDT", interval: str = "1m", **fields: Any) -> int:
    """Make an instrument known; return its number."""
    draft = InstrumentDraft(symbol, f"{symbol} of tests", "crypto", symbol[:3], symbol[3:])
    with app.app_context(), transaction():
        made = keep_instrument(draft, interval)
        for name, value in fields.items():
            setattr(made, name, value)
        return made.id


def store(app: APIFlask, given: Iterable[tuple[Any, ...]], interval: Timeframe = Timeframe.M1) -> None:
    with app.app_context(), transaction():
        store_candles(bars_of(given), interval)


def rolled(app: APIFlask, instrument_id: int, frame: Timeframe) -> list[tuple[Any, ...]]:
    """Return the stored bars of a timeframe, oldest first."""
    b = RolledBar
    wanted = select(b.start, b.open, b.high, b.low, b.close, b.volume, b.trades, b.parts).order_by(b.start)
    with app.app_context():
        rows = db.session.execute(wanted.where(b.instrument_id == instrument_id, b.timeframe == frame.value))
        return [_rounded(row) for row in rows]


def walk(instrument_id: int, first: int, count: int, step: int = 1) -> list[tuple[Any, ...]]:
    """A plain rising market: a minute's bar opens at its number and closes one higher."""
    return [
        (instrument_id, first + n * step, 100.0 + n, 102.0 + n, 99.0 + n, 101.0 + n, 1.5, 2, 1)
        for n in range(count)
    ]


def show_to_users(app: APIFlask, symbol: str) -> None:
    with app.app_context(), transaction() as session:
        found = session.scalars(select(Instrument).where(Instrument.symbol == symbol)).one()
        found.has_data = found.models_trained = True
