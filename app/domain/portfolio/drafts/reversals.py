"""Rows that take an earlier row back: both are left out, as together they moved nothing."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from app.domain.portfolio.drafts.draft import Draft, Item
from app.domain.portfolio.drafts.kinds import TRADES, Kind

_NO_ORIGINAL = (
    "This row cancels another, which is not in the file. Remove that one by hand if it was stored, "
    "or choose a longer period."
)
_Key = tuple[object, ...]


def pair_reversals(items: Sequence[Item]) -> list[Item]:
    """Leave out each row that was taken back, and the row that did it; what finds no other is a problem.

    A dividend below zero that finds no other is left as it is; its rule tells what to do.
    """
    settled = list(items)
    originals = _Originals(items)
    for at, item in enumerate(items):
        if not isinstance(item, Draft) or not _takes_back(item):
            continue
        found = originals.take(item)
        if found is not None:
            place, original = found
            settled[at] = item.skipped(f"It takes line {original.line} back.")
            settled[place] = original.skipped(f"It was taken back by line {item.line}.")
        elif item.kind is Kind.CANCEL:
            settled[at] = item.problem(_NO_ORIGINAL)
    return settled


class _Originals:
    """The rows that may be taken back, each once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._drafts: dict[int, Draft] = {}
        self._days: dict[_Key, list[tuple[int, int]]] = defaultdict(list)
        self._named: dict[tuple[_Key, str], int] = {}
        for at, item in enumerate(items):
            if isinstance(item, Draft) and not _takes_back(item) and item.kind in TRADES | {Kind.DIVIDEND}:
                self._drafts[at] = item
                insort(self._days[_key(item)], (item.on.toordinal(), at))
                if item.external_id:
                    self._named[_key(item), item.external_id] = at

    def take(self, draft: Draft) -> tuple[int, Draft] | None:
        """Return the row that is meant, with its place: the one it names, else the nearest in time."""
        key = _key(draft)
        days = self._days.get(key, [])
        named = self._named.pop((key, draft.cancels), None) if draft.cancels else None
        if named is not None and named in self._drafts:
            days.remove((self._drafts[named].on.toordinal(), named))
            return named, self._drafts.pop(named)
        if not days:
            return None
        day = draft.on.toordinal()
        after = bisect_left(days, (day, 0))
        near = [at for at in (after - 1, after) if 0 <= at < len(days)]
        _, place = days.pop(min(near, key=lambda at: abs(days[at][0] - day)))
        return place, self._drafts.pop(place)


def _takes_back(draft: Draft) -> bool:
    if draft.kind is Kind.CANCEL:
        return True
    return draft.kind is Kind.DIVIDEND and draft.amount is not None and draft.amount < 0


def _key(draft: Draft) -> _Key:
    """Equal for a row and the one that takes it back: signs, dates and costs may differ."""
    if draft.kind is Kind.DIVIDEND:
        return ("income", draft.symbol, draft.currency, _size(draft.amount))
    return ("trade", draft.symbol, draft.currency, _size(draft.quantity), _size(draft.price))


def _size(value: Decimal | None) -> Decimal | None:
    return None if value is None else abs(value)
