"""Values while somebody watches: prices as they move, and the portfolios that hold what moved.

Nothing is reckoned for what nobody follows. The engine is not asked: a snapshot of what is held, which the
last valuation has left, is valued by the latest prices. Without one the portfolio is valued first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import cast

from app.domain.market.events import announce_price
from app.domain.market.topics import MARKET
from app.domain.portfolio.portfolios.jobs import ask_for_snapshot
from app.domain.portfolio.portfolios.service import versions_of
from app.domain.portfolio.portfolios.topics import PORTFOLIO
from app.domain.portfolio.prices.followers import tell_followers, wanted_symbols
from app.domain.portfolio.prices.latest import latest_quotes, take_quotes
from app.domain.portfolio.prices.source import price_source
from app.domain.portfolio.valuations.events import announce_live
from app.domain.portfolio.valuations.snapshot import Snapshot, kept_snapshots
from app.extensions import redis
from app.jobs.lease import lease
from app.realtime import watched_keys

LEASE_S = 15.0
VALUED_EVERY_MS = 5_000
MOVED = "portfolio:moved"
"""A set of watched portfolios of which something moved since they were valued last."""


def follow_market() -> None:
    """Take the prices that somebody wants, and push those that moved and the portfolios that hold them."""
    if price_source() is None:
        return
    with lease("market.ticks", ttl_s=LEASE_S) as held:
        if held is not None:
            _follow(watched_keys(MARKET), [int(key) for key in watched_keys(PORTFOLIO)])


def _follow(symbols: list[str], portfolio_ids: list[int]) -> None:
    snapshots = _snapshots(portfolio_ids)
    holders = _holders(snapshots.values())
    moved = take_quotes({*symbols, *holders, *wanted_symbols()})
    tell_followers(moved)
    for symbol in set(symbols) & moved.keys():
        announce_price(moved[symbol])
    changed = {portfolio_id for symbol in moved for portfolio_id in holders.get(symbol, ())}
    for snapshot in _due(changed, snapshots):
        _push(snapshot)


def _snapshots(portfolio_ids: Iterable[int]) -> Mapping[int, Snapshot]:
    """Return the watched portfolios' snapshots; those that have none are valued, and come later."""
    versions = versions_of(portfolio_ids)
    found = kept_snapshots(versions)
    for portfolio_id in versions.keys() - found.keys():
        ask_for_snapshot(portfolio_id)
    return found


def _holders(snapshots: Iterable[Snapshot]) -> Mapping[str, list[int]]:
    """Return the portfolios that hold each symbol of the market."""
    found: dict[str, list[int]] = defaultdict(list)
    for snapshot in snapshots:
        for held in snapshot.holdings:
            if held.quoted_in is not None:
                found[held.symbol].append(snapshot.portfolio)
    return found


def _due(changed: set[int], snapshots: Mapping[int, Snapshot]) -> list[Snapshot]:
    """Return what is to be valued now; what was valued less than five seconds ago waits for a later turn."""
    if changed:
        redis().sadd(MOVED, *changed)
    waiting = {int(each) for each in cast(set[bytes], redis().smembers(MOVED))}
    if gone := waiting - snapshots.keys():
        redis().srem(MOVED, *gone)
    return [snapshots[each] for each in sorted(waiting - gone) if _takes_turn(each)]


def _takes_turn(portfolio_id: int) -> bool:
    if not redis().set(f"portfolio:valued:{portfolio_id}", 1, nx=True, px=VALUED_EVERY_MS):
        return False
    redis().srem(MOVED, portfolio_id)
    return True


def _push(snapshot: Snapshot) -> None:
    symbols = [each.symbol for each in snapshot.holdings if each.quoted_in is not None]
    announce_live(snapshot.at(latest_quotes(symbols)))
