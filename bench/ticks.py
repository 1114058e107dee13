"""How long one tick takes until all the portfolios that it moves are valued and pushed."""

from __future__ import annotations

import dataclasses
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal

from app.bootstrap import create_app
from app.clock import now
from app.db import transaction
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.closes import store_market_closes
from app.domain.portfolio.activities.service import add_activities
from app.domain.portfolio.portfolios.service import PortfolioDraft, create_portfolio, versions_of
from app.domain.portfolio.portfolios.topics import portfolio_room
from app.domain.portfolio.prices.adapters.simulated import LISTINGS
from app.domain.portfolio.valuations.events import announce_live
from app.domain.portfolio.valuations.live import follow_market
from app.domain.portfolio.valuations.run import value_portfolio
from app.domain.portfolio.valuations.snapshot import kept_snapshots
from app.extensions import redis
from app.realtime import note_watched
from bench.figures import Row, percentile
from bench.part import Part, timed
from bench.site import Site
from blueprints import mount

USERS = 200
HELD_FOR = timedelta(days=30)


class Ticks(Part[float, float]):
    """Every user watches a portfolio of all symbols of the simulated market, and all of them move at once."""

    rounds = 5

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        self.app = create_app(dataclasses.replace(site.settings, price_source="simulated"), mount)
        self.users = site.size(USERS)
        held = [self._hold(user) for user, _ in site.add_users(self.users, "watcher")]
        with self.app.app_context():
            store_market_closes()
            for number in held:
                value_portfolio(number)
            self.snapshots = kept_snapshots(versions_of(held))

    def load(self) -> float:
        """Return the milliseconds from the prices to the last push."""
        with self.app.app_context():
            note_watched([portfolio_room(number) for number in self.snapshots])
            redis().delete("market:latest", *(f"portfolio:valued:{number}" for number in self.snapshots))
            seconds, _ = timed(follow_market)
        return seconds * 1000

    def reference(self) -> float:
        """Return the milliseconds for as many pushes of what is valued already."""
        with self.app.app_context():
            seconds, _ = timed(lambda: [announce_live(each) for each in self.snapshots.values()])
        return seconds * 1000

    def rows(self, loads: list[float], references: list[float]) -> list[Row]:
        what = f"one tick of {len(LISTINGS)} prices to {self.users} watched portfolios, valued and pushed"
        bare = percentile(references, 0.5)
        return [Row(what, percentile(loads, 0.5), "ms", "the same pushes alone", bare, at_most=3)]

    def _hold(self, user: int) -> int:
        with self.app.app_context(), transaction():
            number = create_portfolio(user, PortfolioDraft(name="Watched", currency="EUR")).id
            on = now().date() - HELD_FOR
            bought = [
                Activity(
                    on=on, type=ActivityType.BUY, symbol=listing.symbol, currency="EUR", quantity=Decimal(3),
                    unit_price=Decimal(50),
                )
                for listing, _ in LISTINGS
            ]  # fmt: skip
            add_activities(user, number, bought)
        return number
