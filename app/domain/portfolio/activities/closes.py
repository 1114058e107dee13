"""The market's closes of what portfolios hold, fetched from the source and kept for everyone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import structlog
from msgspec import Struct
from sqlalchemy import func, select

from app.clock import now
from app.db import transaction
from app.domain.market.ports import PriceSource
from app.domain.portfolio.activities.tables import ActivityRow
from app.domain.portfolio.investments.tables import Investment
from app.domain.portfolio.portfolios.jobs import PortfoliosJob
from app.domain.portfolio.portfolios.service import note_new_prices
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.prices.errors import CurrencyDiffers
from app.domain.portfolio.prices.service import Close, kept_days, state_restated, store_closes
from app.domain.portfolio.prices.source import price_source
from app.extensions import db
from app.jobs import enqueue
from app.jobs.lease import lease

LEASE_S = 300.0
DAYS_BEFORE = 7
"""Closes are kept from some days before the first activity on: that day itself may have none."""
log = structlog.get_logger()
a, i, p = ActivityRow, Investment, Portfolio


class Holders(Struct, frozen=True):
    """Who holds or held a symbol, and the day of the first activity."""

    since: date
    portfolios: list[int]


def ask_for_closes(symbols: Collection[str]) -> None:
    """Once the current transaction has committed, have the history fetched of symbols the source has."""
    source = price_source()
    listed = sorted(symbol for symbol in symbols if source and source.listing(symbol))
    if listed:
        enqueue(PortfoliosJob.STORE_CLOSES, listed)


def store_market_closes(symbols: Collection[str] | None = None) -> None:
    """Fetch and store the closes that are missing, up to yesterday's. symbols: None for all. A run."""
    source = price_source()
    if source is None:
        return
    with lease("market.closes", ttl_s=LEASE_S, wait_s=LEASE_S) as held:
        if held is None:
            return
        for symbol, holders in _holders(symbols).items():
            if source.listing(symbol) is not None:
                _store_symbol(source, symbol, holders)
                held.reacquire()


def _store_symbol(source: PriceSource, symbol: str, holders: Holders) -> None:
    closes = _missing(source, symbol, holders.since - timedelta(DAYS_BEFORE))
    db.session.rollback()
    if not closes:
        return
    try:
        with transaction():
            store_closes(None, closes, source=source.name)
            state_restated(symbol, restated=source.restated)
            note_new_prices(holders.portfolios, closes[0].on)
    except CurrencyDiffers as exc:
        log.warning("closes.not_stored", symbol=symbol, error=exc.detail)


def _missing(source: PriceSource, symbol: str, first: date) -> list[Close]:
    """Return the closes that are not kept, oldest first; all, where the source has restated the last one."""
    last = now().date() - timedelta(days=1)
    kept = kept_days(symbol)
    if kept is None:
        return _fetch(source, symbol, first, last)
    later = _fetch(source, symbol, kept.last.on, last)
    if later and later[0].on == kept.last.on and later[0].price != kept.last.price:
        return _fetch(source, symbol, min(first, kept.first), last)
    earlier = _fetch(source, symbol, first, kept.first - timedelta(days=1)) if first < kept.first else []
    return earlier + [each for each in later if each.on > kept.last.on]


def _fetch(source: PriceSource, symbol: str, first: date, last: date) -> list[Close]:
    listing = source.listing(symbol)
    if listing is None or first > last:
        return []
    return [Close(on, symbol, price, listing.currency) for on, price in source.history(symbol, first, last)]


def _holders(symbols: Collection[str] | None) -> dict[str, Holders]:
    statement = (
        select(i.symbol, i.portfolio_id, func.min(a.on))
        .join(a, a.investment_id == i.id)
        .join(p, p.id == i.portfolio_id)
        .where(a.deleted_at.is_(None), p.deleted_at.is_(None))
        .group_by(i.symbol, i.portfolio_id)
    )
    if symbols is not None:
        statement = statement.where(i.symbol.in_(symbols))
    found: dict[str, Holders] = {}
    for symbol, portfolio_id, since in db.session.execute(statement.order_by(i.symbol)):
        known = found.get(symbol, Holders(since, []))
        found[symbol] = Holders(min(known.since, since), [*known.portfolios, portfolio_id])
    return found
