"""Events of securities, not of owners: splits that the market knows of, and moves between own depots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.prices.split import Split as Split

MAX_SPLIT_DELAY_DAYS = 10
"""A broker books a split some days after the market does; further apart, two are two."""

MAX_TRANSFER_DAYS = 10
"""Securities that move from one depot to another arrive within this time."""

RATIO_TOLERANCE = Decimal("1e-6")
"""Statements round the ratio of a split such as 1:3."""

FROM_THE_MARKET = -1
"""The place of an event that no activity states."""


class Placed(NamedTuple):
    """An activity and its place in the list that the caller gave."""

    place: int
    activity: Activity


def in_order(activities: Sequence[Activity]) -> list[Placed]:
    """Sort activities by day; those of one day stay in the order given."""
    return sorted((Placed(*each) for each in enumerate(activities)), key=lambda each: each.activity.on)


def with_market_splits(placed: Sequence[Placed], splits: Mapping[str, Sequence[Split]]) -> list[Placed]:
    """Add the splits that the market knows of, each once: one that an activity states too moves to its day.

    splits: by symbol. A split counts from the opening of its day, so it stands before the day's trades.
    """
    stated: dict[str, list[Placed]] = defaultdict(list)
    symbols = {each.activity.symbol for each in placed}
    for each in placed:
        if each.activity.type is ActivityType.SPLIT and each.activity.symbol:
            stated[each.activity.symbol].append(each)
    added = [
        _placed(symbol, split, stated[symbol])
        for symbol in sorted(splits.keys() & symbols)
        for split in splits[symbol]
    ]
    places = {each.place for each in added}
    rest = [each for each in placed if each.place not in places]
    return sorted([*added, *rest], key=lambda each: each.activity.on)


def _placed(symbol: str, split: Split, stated: list[Placed]) -> Placed:
    """Return the market's split, in the place of the activity that states it; that one is used up."""
    near = [each for each in stated if _is_same(each.activity, split)]
    event = Activity(on=split.on, type=ActivityType.SPLIT, symbol=symbol, quantity=split.ratio, currency="")
    if not near:
        return Placed(FROM_THE_MARKET, event)
    nearest = min(near, key=lambda each: abs(each.activity.on - split.on))
    stated.remove(nearest)
    return Placed(nearest.place, event)


def _is_same(activity: Activity, split: Split) -> bool:
    apart = abs(activity.on - split.on)
    ratio = activity.quantity or Decimal(0)
    return (
        apart <= timedelta(days=MAX_SPLIT_DELAY_DAYS)
        and abs(ratio - split.ratio) <= RATIO_TOLERANCE * split.ratio
    )


def splits_by_symbol(placed: Iterable[Placed]) -> dict[str, list[Split]]:
    """Return the splits of each security, oldest first."""
    found: dict[str, list[Split]] = defaultdict(list)
    for _, each in placed:
        if each.type is ActivityType.SPLIT and each.symbol and each.quantity:
            found[each.symbol].append(Split(each.on, each.quantity))
    return found


def without_internal_transfers(placed: Sequence[Placed]) -> list[Placed]:
    """Leave out what left one depot and arrived in another of the same portfolio: nothing happened to it.

    What the move itself cost stays, as a fee.
    """
    waiting: dict[tuple[str, Decimal | None], list[Placed]] = defaultdict(list)
    internal: set[int] = set()
    for each in sorted(_transfers(placed), key=_out_before_in):
        same = waiting[each.activity.symbol or "", each.activity.quantity]
        if each.activity.type is ActivityType.TRANSFER_OUT:
            same.append(each)
            continue
        same[:] = [left for left in same if each.activity.on <= _latest_arrival(left.activity.on)]
        if same:
            internal |= {same.pop(0).place, each.place}
    found = [_cost_of_move(each) if each.place in internal else each for each in placed]
    return [each for each in found if each is not None]


def _cost_of_move(each: Placed) -> Placed | None:
    moved = each.activity
    if not moved.fee and not moved.tax:
        return None
    cost = replace(
        moved, type=ActivityType.FEE, quantity=None, unit_price=None, price_currency=None, amount=None
    )
    return Placed(each.place, cost)


def _transfers(placed: Sequence[Placed]) -> list[Placed]:
    kinds = (ActivityType.TRANSFER_IN, ActivityType.TRANSFER_OUT)
    return [each for each in placed if each.activity.symbol and each.activity.type in kinds]


def _out_before_in(each: Placed) -> tuple[date, bool]:
    return each.activity.on, each.activity.type is ActivityType.TRANSFER_IN


def _latest_arrival(left_on: date) -> date:
    return left_on + timedelta(days=MAX_TRANSFER_DAYS)
