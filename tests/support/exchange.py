"""An exchange on this machine, and a collection from it, as tests want them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apiflask import APIFlask
from sqlalchemy import func, select

from app.db import transaction
from app.domain.trading.candles.tables import Candle
from app.domain.trading.candles.timeframes import MINUTES, Timeframe
from app.domain.trading.collection import service
from app.domain.trading.collection.adapters.binance import Binance
from app.domain.trading.collection.run import run_collection
from app.domain.trading.collection.tables import CandleGap
from app.domain.trading.collection.views import CollectionView, MissingSpan, collection_view
from app.extensions import db, redis

DAY = MINUTES[Timeframe.D1]
NOW = datetime.fromisoformat("2026-11-20T12:34:56+00:00")
NOW_MS = int(NOW.timestamp() * 1000)


def start(app: APIFlask, user_id: int, symbol: str = "BTCUSDT", days: int = 2) -> int:
    with app.app_context(), transaction():
        return service.start_collection(user_id, symbol, days).id


def run(app: APIFlask, url: str, number: int) -> CollectionView:
    """Run a collection as a worker does; return what came of it."""
    with app.app_context():
        run_collection(Binance(url, redis()), number)
    return seen(app, number)


def collect(app: APIFlask, url: str, user_id: int, symbol: str = "BTCUSDT", days: int = 2) -> CollectionView:
    return run(app, url, start(app, user_id, symbol, days))


def retry(app: APIFlask, url: str, number: int) -> CollectionView:
    with app.app_context(), transaction():
        service.retry_collection(number)
    return run(app, url, number)


def seen(app: APIFlask, number: int) -> CollectionView:
    with app.app_context():
        return collection_view(service.get_collection(number))


def stored(app: APIFlask) -> int:
    """Count the stored candles."""
    with app.app_context():
        return int(db.session.scalar(select(func.count()).select_from(Candle)) or 0)


def gaps(app: APIFlask) -> list[tuple[int, int]]:
    with app.app_context():
        rows: Any = db.session.execute(select(CandleGap.first, CandleGap.end).order_by(CandleGap.first))
        return [tuple(row) for row in rows]


def minutes_of(span: MissingSpan) -> int:
    return int((span.end - span.first).total_seconds()) // 60
