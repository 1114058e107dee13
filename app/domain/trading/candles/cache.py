"""Charts as they were answered, in Redis, until a candle is written."""

from __future__ import annotations

import gzip
from typing import cast

import msgspec
import structlog
from redis.exceptions import RedisError

from app.domain.trading.candles.chart import Wanted, current_start, read_chart
from app.domain.trading.instruments.tables import Instrument
from app.extensions import redis

KEPT_S = 300
LEVEL = 4
"""How hard to compress; beyond it a chart gets hardly smaller."""
log = structlog.get_logger()


def packed_chart(instrument: Instrument, wanted: Wanted) -> bytes:
    """Return a chart as gzipped JSON, from the cache where nothing was written and no bar closed since.

    Without Redis it is read from the database.
    """
    key = _key(instrument)
    name = f"{wanted.frame}:{wanted.limit}:{wanted.before}:{current_start(wanted.frame)}"
    try:
        kept = cast(bytes | None, redis().hget(key, name))
        if kept is not None:
            return kept
        made = _made(instrument, wanted)
        batch = redis().pipeline(transaction=False)
        batch.hset(key, items=[name, made])
        batch.expire(key, KEPT_S)
        batch.execute()
        return made
    except RedisError as exc:
        log.warning("charts.not_cached", error=type(exc).__name__)
        return _made(instrument, wanted)


def _made(instrument: Instrument, wanted: Wanted) -> bytes:
    return gzip.compress(msgspec.json.encode(read_chart(instrument, wanted)), LEVEL, mtime=0)


def clear_charts(instrument: Instrument) -> int:
    """Forget an instrument's charts; return how many there were."""
    key = _key(instrument)
    batch = redis().pipeline()
    batch.hlen(key)
    batch.delete(key)
    count, _ = batch.execute()
    return int(count)


def _key(instrument: Instrument) -> str:
    return f"charts:{instrument.id}:{instrument.version}"
