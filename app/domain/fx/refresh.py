"""Fetching the newest rates from where FX_URL leads."""

from __future__ import annotations

from datetime import date

import structlog
from sqlalchemy import func, select

from app.clock import now
from app.config import Settings
from app.db import transaction
from app.domain.fx.ecb import read_ecb
from app.domain.fx.errors import UnreadableRates
from app.domain.fx.history import newest_shipped_day
from app.domain.fx.imports import RatesChange, store_rates
from app.domain.fx.publication import newest_said
from app.domain.fx.rates import is_stale
from app.domain.fx.tables import ExchangeRate, RateSource
from app.errors import TooLarge
from app.extensions import db
from app.jobs.lease import lease
from app.outbound.errors import ProviderError
from app.outbound.http import Http
from app.services import services

log = structlog.get_logger()

LEASE_S = 120
"""Longer than the slowest answer that is waited for."""


def refresh_if_due(settings: Settings) -> None:
    """Fetch rates where newer ones should be out; one process at a time: a run.

    What cannot be fetched or read is logged, and tried again when the job comes next.
    """
    if not settings.fx_url:
        return
    with lease("fx.refresh", ttl_s=LEASE_S) as lock:
        if lock is None or newest_known_day() >= newest_said(now()):
            return
        db.session.rollback()  # hold no transaction while it is asked
        try:
            change = refresh(settings.fx_url)
        except (ProviderError, UnreadableRates, TooLarge) as exc:
            log.warning("fx.not_refreshed", error=str(exc))
            return
    log.info("fx.refreshed", received=change.received, stored=change.stored)


def refresh(url: str) -> RatesChange:
    """Fetch a file of rates and store what is new of it: a run. Raises ProviderError or UnreadableRates."""
    content = Http(url, title="The source of exchange rates").get_bytes(headers={})
    rates = read_ecb(content)
    with transaction():
        return store_rates(rates, RateSource.ECB, keep_admins=True)


def warnings() -> dict[str, str]:
    """Say where rates are fetched and none has come for more than five business days."""
    if not services().settings.fx_url or not is_stale(newest_known_day(), newest_said(now())):
        return {}
    return {
        "exchange rates": f"none since {newest_known_day()}; the worker's log says why (fx.not_refreshed)"
    }


def newest_known_day() -> date:
    """Return the newest day of which rates by the European Central Bank are known."""
    e = ExchangeRate
    stored: date | None = db.session.scalar(select(func.max(e.on)).where(e.source == RateSource.ECB))
    return max(stored or date.min, newest_shipped_day())
