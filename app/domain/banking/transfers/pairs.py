"""Which two movements are one transfer between somebody's own accounts."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from app.domain.banking.transfers.evidence import Movement, Owner, same_reference, verdict_on

WINDOW = timedelta(days=3)
LOOKED_AT = 12
"""Of the nearest movements before and after one, how many are looked at."""
NO_TRANSFER = frozenset({
    "card_pos", "card_online", "card_hold", "btpay_merchant", "btpay_fx", "fx", "fee", "interest", "refund",
})  # fmt: skip
"""Channels whose money does not come from, or go to, an own account in the same currency."""


class Pair(NamedTuple):
    """Two ids: where the money left, and where it came in."""

    out: int
    into: int


class Matches(NamedTuple):
    """pairs: what is one transfer. guesses: what only a person can tell; nothing is in two of either."""

    pairs: list[Pair]
    guesses: list[Pair]


Edge = tuple[Movement, Movement]
NO_ONE = Owner()


def pair_transfers(
    movements: Iterable[Movement], owner: Owner = NO_ONE, *, refused: Container[Pair] = ()
) -> Matches:
    """Pair what left one account with what came into another: same amount, within 3 days, with evidence.

    The closest in time first; of equally close ones those first that have the fewest other candidates. The
    same movements give the same pairs in whatever order they come. Movements of two currencies are one
    transfer only by their reference. A guess is told where each half has no other candidate.
    refused: pairs that a person has taken apart, or said to be none.
    """
    groups: dict[tuple[str, int], list[Movement]] = defaultdict(list)
    exchanged: dict[str, list[Movement]] = defaultdict(list)
    for each in movements:
        if each.channel not in NO_TRANSFER:
            groups[each.currency, each.amount].append(each)
        if reference := (each.details or {}).get("reference"):
            exchanged[str(reference)].append(each)
    edges = [edge for key in sorted(groups) for edge in _edges(groups[key])]
    judged = [(edge, verdict_on(*edge, owner)) for edge in edges if _pair(edge) not in refused]
    sure = [edge for edge, verdict in judged if verdict == "sure"]
    sure += [edge for group in exchanged.values() for edge in _edges(group) if _is_exchange(edge, refused)]
    taken: set[int] = set()
    pairs = list(_closest(sure, taken))
    maybe = [
        edge for edge, verdict in judged if verdict == "maybe" and taken.isdisjoint(each.id for each in edge)
    ]
    choices = _choices(maybe)
    alone = [edge for edge in maybe if all(choices[each.id] == 1 for each in edge)]
    return Matches(pairs, list(_closest(alone, taken)))


def _is_exchange(edge: Edge, refused: Container[Pair]) -> bool:
    out, into = edge
    return out.currency != into.currency and same_reference(out, into) and _pair(edge) not in refused


def _pair(edge: Edge) -> Pair:
    return Pair(edge[0].id, edge[1].id)


def _edges(group: Sequence[Movement]) -> Iterator[Edge]:
    outs = sorted((each for each in group if each.direction == "out"), key=_moment)
    ins = sorted((each for each in group if each.direction == "in"), key=_moment)
    return ((out, into) for out in outs for into in _near(out, ins))


def _choices(edges: Iterable[Edge]) -> Counter[int]:
    return Counter(each.id for edge in edges for each in edge)


def _closest(edges: Sequence[Edge], taken: set[int]) -> Iterator[Pair]:
    choices = _choices(edges)
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


def _rank(edge: Edge, choices: Counter[int]) -> tuple[timedelta, bool, int, int, int]:
    out, into = edge
    early = into.occurred_at < out.occurred_at  # money seldom comes in before it left
    distance = abs(into.occurred_at - out.occurred_at)
    return distance, early, choices[out.id] + choices[into.id], out.id, into.id
