"""Rows that take an earlier row back: both are left out, as together they moved nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from app.domain.portfolio.brokers.drafts import Draft, Item
from app.domain.portfolio.brokers.kinds import TRADES, Kind

_NO_ORIGINAL = (
    "This row cancels another, which is not in the file. Remove that one by hand if it was stored, "
    "or choose a longer period."
)

_Placed = tuple[int, Draft]
"""A draft and its place among the items."""


def pair_reversals(items: Sequence[Item]) -> list[Item]:
    """Leave out each row that was taken back, and the row that did it; what finds no other is a problem.

    A dividend below zero that finds no other is left as it is; its rule tells what to do.
    """
    settled: dict[int, Item] = {}
    originals = _originals(items)
    for at, item in enumerate(items):
        if not isinstance(item, Draft) or not _takes_back(item):
            continue
        found = _nearest(item, originals[_key(item)], settled)
        if found is not None:
            other, original = found
            settled[at] = item.skipped(f"It takes line {original.line} back.")
            settled[other] = original.skipped(f"It was taken back by line {item.line}.")
        elif item.kind is Kind.CANCEL:
            settled[at] = item.problem(_NO_ORIGINAL)
    return [settled.get(at, item) for at, item in enumerate(items)]


def _takes_back(draft: Draft) -> bool:
    if draft.kind is Kind.CANCEL:
        return True
    return draft.kind is Kind.DIVIDEND and draft.amount is not None and draft.amount < 0


def _originals(items: Sequence[Item]) -> dict[tuple[object, ...], list[_Placed]]:
    found: dict[tuple[object, ...], list[_Placed]] = defaultdict(list)
    for at, item in enumerate(items):
        if isinstance(item, Draft) and not _takes_back(item) and item.kind in TRADES | {Kind.DIVIDEND}:
            found[_key(item)].append((at, item))
    return found


def _key(draft: Draft) -> tuple[object, ...]:
    """Equal for a row and the one that takes it back: signs, dates and costs may differ."""
    if draft.kind is Kind.DIVIDEND:
        return ("income", draft.symbol, draft.currency, _size(draft.amount))
    return ("trade", draft.symbol, draft.currency, _size(draft.quantity), _size(draft.price))


def _size(value: Decimal | None) -> Decimal | None:
    return None if value is None else abs(value)


def _nearest(draft: Draft, originals: Sequence[_Placed], settled: dict[int, Item]) -> _Placed | None:
    """Return the row that is meant: the one it names, else the nearest in time."""
    free = [each for each in originals if each[0] not in settled]
    named = [each for each in free if draft.cancels and each[1].external_id == draft.cancels]
    return min(named or free, key=lambda each: abs((each[1].on - draft.on).days), default=None)
