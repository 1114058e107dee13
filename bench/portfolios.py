"""A large portfolio's stored answer, what a new activity costs it, and the hourly refresh of many."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

import requests
from sqlalchemy import delete, func, insert, select, update

from app.clock import now
from app.db import transaction
from app.domain.fx.tables import ExchangeRate
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.service import add_activities
from app.domain.portfolio.analytics.run import refresh_due
from app.domain.portfolio.analytics.tables import StoredAnalytics
from app.domain.portfolio.portfolios.service import PortfolioDraft, create_portfolio
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.prices.tables import ClosePrice, PriceSeries
from app.extensions import db
from bench.figures import Row, percentile
from bench.part import Part, timed
from bench.references.statements import time_selects
from bench.returns import ACTIVITIES, LAST, YEARS, world
from bench.site import Site
from tests.support.launched import eventually

READS = 200
DAYS_OF = 'SELECT "on", value, twr FROM valuation_days WHERE portfolio_id = %s ORDER BY "on"'
PORTFOLIOS, HOLDINGS, DAYS = 400, 20, 260
WITHIN_S = 300
ASKS_PER_S = 20


class Stored(NamedTuple):
    """Milliseconds of reads; seconds until there is an answer after an old activity and after a new one."""

    reads: list[float]
    anew: float
    again: float


class Snapshot(Part[Stored, list[float]]):
    """One person reads and extends a portfolio of many years; a worker values it."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((self.user, token),) = site.add_users(1, "investor")
        self.session = until.enter_context(requests.Session())
        self.session.headers["Authorization"] = f"Bearer {token}"
        until.enter_context(site.worker())
        self.portfolio = self._make()
        self.url = f"{site.replicas[0].url}/api/portfolios/{self.portfolio}"

    def load(self) -> Stored:
        if not eventually(self._is_answered, WITHIN_S):
            raise RuntimeError("it was not valued")
        anew = self._after_fee_on(self.first)
        reads = [timed(self._read)[0] * 1000 for _ in range(self.site.size(READS))]
        return Stored(reads, anew, self._after_fee_on(now().date() - timedelta(days=1)))

    def _after_fee_on(self, day: date) -> float:
        fee = {"on": str(day), "type": "fee", "currency": "EUR", "amount": "1"}
        self.session.post(f"{self.url}/activities", json=fee, timeout=60).raise_for_status()
        return timed(self._read)[0]

    def reference(self) -> list[float]:
        return time_selects(self.site, DAYS_OF, (self.portfolio,), self.site.size(READS))

    def rows(self, loads: list[Stored], references: list[list[float]]) -> list[Row]:
        reads = percentile([*chain(*(each.reads for each in loads))], 0.95)
        bare = percentile([*chain(*references)], 0.95)
        what = f"{ACTIVITIES:,} activities, {YEARS} years"
        return [
            Row(f"a stored performance answer of {what}, p95", reads, "ms", "bare SELECT of its days, p95",
                bare, at_most=5),
            Row("the same right after an activity of yesterday", loads[0].again, "s",
                "after one of ten years ago", loads[0].anew, at_most=0.05),
        ]  # fmt: skip

    def _read(self) -> None:
        answer = self.session.get(f"{self.url}/performance", timeout=120)
        answer.raise_for_status()

    def _is_answered(self) -> bool:
        return self.session.get(f"{self.url}/performance", timeout=120).ok

    def _make(self) -> int:
        rows, market = world()
        self.first = min(each.on for each in rows)
        with self.site.app.app_context(), transaction():
            made = create_portfolio(self.user, PortfolioDraft(name="Ten years", currency="EUR")).id
            for symbol, history in market.prices.items():
                _store_prices(
                    symbol, history.currency or "EUR", zip(history.days, history.closes, strict=True)
                )
            days = sorted({each.on for each in rows} | {LAST})
            rates = [
                {"currency": code, "on": on, "rate": found.rate, "source": "admin"}
                for code in ("USD", "GBP")
                for on in days
                if (found := market.rates.find("EUR", code, on)) is not None
            ]
            db.session.execute(insert(ExchangeRate), rates)
            add_activities(self.user, made, rows)
        return made


class Refreshed(NamedTuple):
    """Seconds that the refresh of all took, and milliseconds in which the health was told meanwhile."""

    took: float
    health: list[float]


class Refresh(Part[Refreshed, Refreshed]):
    """Everybody's totals are due at once: by two processes, and by one."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        self.count = site.size(PORTFOLIOS)
        self.users = [user for user, _ in site.add_users(self.count, "holder")]
        self._fill()
        self.idle = self._ask_health(until=time.monotonic() + 5)

    def load(self) -> Refreshed:
        return self._refresh(processes=2)

    def reference(self) -> Refreshed:
        return self._refresh(processes=1)

    def rows(self, loads: list[Refreshed], references: list[Refreshed]) -> list[Row]:
        two, one = loads[0], references[0]
        what = f"refresh of {self.count} portfolios of {HOLDINGS} holdings"
        return [
            Row(f"{what}, 2 processes", self.count / two.took, "portfolios/s",
                "twice that of 1 process", 2 * self.count / one.took, at_least=0.8),
            Row("/api/health meanwhile, p99", percentile(two.health, 0.99), "ms", "idle, p99",
                percentile(self.idle, 0.99), at_most=2),
        ]  # fmt: skip

    def _refresh(self, processes: int) -> Refreshed:
        self._make_stale()
        with self.site.worker(processes) as worker, self.site.app.app_context():
            begun = time.monotonic()
            refresh_due()
            health: list[float] = []
            asking = threading.Thread(target=lambda: health.extend(self._ask_health(until=begun + WITHIN_S)))
            self.is_done = False
            asking.start()
            if not eventually(self._all_refreshed, WITHIN_S):
                raise RuntimeError(worker.output)
            took = time.monotonic() - begun
            self.is_done = True
            asking.join()
        return Refreshed(took, health)

    is_done = False

    def _ask_health(self, until: float) -> list[float]:
        took = []
        while time.monotonic() < until and not self.is_done:
            seconds, _ = timed(lambda: requests.get(f"{self.site.replicas[0].url}/api/health", timeout=30))
            took.append(seconds * 1000)
            time.sleep(1 / ASKS_PER_S)
        return took

    def _all_refreshed(self) -> bool:
        count = select(func.count()).where(StoredAnalytics.user_id.in_(self.users))
        found = db.session.scalar(count)
        db.session.rollback()
        return found == self.count

    def _make_stale(self) -> None:
        mine: Any = Portfolio.user_id.in_(self.users)
        with self.site.app.app_context(), transaction():
            db.session.execute(delete(StoredAnalytics).where(StoredAnalytics.user_id.in_(self.users)))
            stale = {"stale_from": date(2020, 1, 1), "version": Portfolio.version + 1}
            db.session.execute(update(Portfolio).where(mine).values(stale))

    def _fill(self) -> None:
        last = now().date()
        days = [last - timedelta(days=back) for back in range(DAYS, 0, -1)]
        with self.site.app.app_context(), transaction():
            for number in range(HOLDINGS):
                _store_prices(f"H{number}", "EUR", ((on, Decimal(100 + on.day + number)) for on in days))
            for user in self.users:
                made = create_portfolio(user, PortfolioDraft(name="Held", currency="EUR")).id
                add_activities(user, made, [_purchase(days[0], number) for number in range(HOLDINGS)])


def _purchase(on: date, number: int) -> Activity:
    return Activity(
        on=on, type=ActivityType.BUY, symbol=f"H{number}", currency="EUR", quantity=Decimal(number + 1),
        unit_price=Decimal(100),
    )  # fmt: skip


def _store_prices(symbol: str, currency: str, closes: Any) -> None:
    series = PriceSeries(symbol=symbol, currency=currency, source="bench")
    db.session.add(series)
    db.session.flush()
    rows = [{"series_id": series.id, "on": on, "price": price} for on, price in closes]
    db.session.execute(insert(ClosePrice), rows)
