"""Hearing of changes: what has moved is looked at, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

import structlog
from redis.exceptions import RedisError
from sqlalchemy import select

from app.db import on_commit, transaction
from app.domain.alerts.alerts.conditions import AlertKind
from app.domain.alerts.alerts.jobs import ASKED_MS, AlertsJob, user_key
from app.domain.alerts.alerts.run import LEVELS
from app.domain.alerts.alerts.tables import Alert
from app.domain.market.ports import PriceQuote
from app.extensions import db, redis
from app.jobs import send, send_once

SYMBOLS = "alerts:symbols"
"""A set in Redis: the symbols of alerts about prices, so that a tick asks no database."""
SYMBOLS_KEPT_S = 60
NOTHING = ""
"""Stands in the set where there are none: Redis keeps no empty one."""
a = Alert
log = structlog.get_logger()


def look_after_changes(user_ids: Collection[int]) -> None:
    """Have those of the users looked at who have alerts: a balance, a portfolio or a close of theirs changed.

    A run: opens its own transaction.
    """
    wanted = a.user_id.in_(user_ids), a.enabled, a.kind.in_(LEVELS)
    with transaction():
        users = list(db.session.scalars(select(a.user_id).where(*wanted).distinct()))
    for user_id in users:
        ask_to_check(user_id)


def ask_to_check(user_id: int) -> None:
    """Have a worker look at a user's alerts; outside a transaction."""
    send_once(AlertsJob.CHECK_USER, user_id, key=user_key(user_id), within_ms=ASKED_MS)


def price_symbols() -> set[str]:
    """Return the symbols whose prices alerts wait for. A run, once a minute."""
    known = cast(set[bytes], redis().smembers(SYMBOLS))
    if not known:
        known = _remember_symbols()
    return {each.decode() for each in known} - {NOTHING}


def _remember_symbols() -> set[bytes]:
    with transaction():
        wanted = a.kind == AlertKind.PRICE, a.enabled
        found = db.session.scalars(select(a.symbol).where(*wanted).distinct()).all()
    symbols = {(each or NOTHING).encode() for each in found} | {NOTHING.encode()}
    with redis().pipeline() as pipe:
        pipe.delete(SYMBOLS)
        pipe.sadd(SYMBOLS, *symbols)
        pipe.expire(SYMBOLS, SYMBOLS_KEPT_S)
        pipe.execute()
    return symbols


def forget_symbols() -> None:
    """Once the current transaction has committed, have the symbols read anew."""

    def forget() -> None:
        try:
            redis().delete(SYMBOLS)
        except RedisError:
            log.warning("alerts.symbols_kept", for_s=SYMBOLS_KEPT_S)

    on_commit(forget)


def look_after_prices(moved: Mapping[str, PriceQuote]) -> None:
    """Have the alerts looked at that wait for prices which moved. A run."""
    symbols = sorted(moved.keys() & price_symbols())
    if symbols:
        send(AlertsJob.CHECK_PRICES, symbols)
