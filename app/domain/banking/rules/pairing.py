"""Which two movements are one transfer between somebody's own accounts."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

WINDOW = timedelta(days=3)
LOOKED_AT = 12
"""So many of the nearest movements before and after one are looked at, however many there are."""
NO_TRANSFER = frozenset({
    "card_pos", "card_online", "card_hold", "btpay_merchant", "btpay_fx", "fx", "fee", "interest", "refund",
})  # fmt: skip
"""Channels whose money does not come from, or go to, an own account in the same currency."""


class Movement(NamedTuple):
    """What pairing looks at; account: an account's name, or the connection that it is behind."""

    id: int
    direction: str
    account: str
    currency: str
    amount: int
    occurred_at: datetime


class Pair(NamedTuple):
    """Two ids: where the money left, and where it came in."""

    out: int
    into: int


def pair_transfers(movements: Iterable[Movement]) -> list[Pair]:
    """Pair what left one account with what came into another: same currency, same amount, within 3 days.

    The closest in time first; of equally close ones those first that have the fewest other candidates.
    Nothing is in two pairs, and the same movements give the same pairs in whatever order they come.
    """
    groups: dict[tuple[str, int], list[Movement]] = defaultdict(list)
    for each in movements:
        groups[each.currency, each.amount].append(each)
    return [pair for key in sorted(groups) for pair in _pair_group(groups[key])]


def _pair_group(group: Sequence[Movement]) -> Iterator[Pair]:
    outs = sorted((each for each in group if each.direction == "out"), key=_moment)
    ins = sorted((each for each in group if each.direction == "in"), key=_moment)
    edges = [(out, into) for out in outs for into in _near(out, ins)]
    choices = Counter(each.id for edge in edges for each in edge)
    taken: set[int] = set()
    for out, into in sorted(edges, key=lambda edge: _rank(edge, choices)):
        if out.id not in taken and into.id not in taken:
            taken |= {out.id, into.id}
            yield Pair(out.id, into.id)


def _moment(each: Movement) -> tuple[datetime, int]:
    return each.occurred_at, each.id


def _near(out: Movement, ins: Sequence[Movement]) -> Iterator[Movement]:
    middle = bisect_left(ins, _moment(out), key=_moment)
    for into in ins[max(0, middle - LOOKED_AT) : middle + LOOKED_AT]:
        if into.account != out.account and abs(into.occurred_at - out.occurred_at) <= WINDOW:
            yield into


def _rank(edge: tuple[Movement, Movement], choices: Counter[int]) -> tuple[timedelta, bool, int, int, int]:
    out, into = edge
    early = into.occurred_at < out.occurred_at  # money seldom comes in before it left
    distance = abs(into.occurred_at - out.occurred_at)
    return distance, early, choices[out.id] + choices[into.id], out.id, into.id
