"""Rows that take an earlier row back: both are left out, as together they moved nothing.

Some brokers say so by a word of their own. Others repeat the trade with its signs turned: a purchase whose
units go out, a sale whose units come back.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from app.domain.portfolio.drafts.draft import ZERO, Draft, Item
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
        elif item.kind is not Kind.DIVIDEND:
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
                key = _key(item, item.kind)
                insort(self._days[key], (item.on.toordinal(), at))
                if item.external_id:
                    self._named[key, item.external_id] = at

    def take(self, draft: Draft) -> tuple[int, Draft] | None:
        """Return the row that is meant, with its place: the one it names, else the nearest in time."""
        keys = _keys(draft)
        for key in keys:
            named = self._named.pop((key, draft.cancels), None) if draft.cancels else None
            if named is not None and named in self._drafts:
                self._days[key].remove((self._drafts[named].on.toordinal(), named))
                return named, self._drafts.pop(named)
        day = draft.on.toordinal()
        near = [(abs(at[0] - day), at, key) for key in keys for at in self._near(key, day)]
        if not near:
            return None
        _, at, key = min(near)
        self._days[key].remove(at)
        return at[1], self._drafts.pop(at[1])

    def _near(self, key: _Key, day: int) -> list[tuple[int, int]]:
        """Return the last row before a day and the first one from it on."""
        days = self._days.get(key, [])
        after = bisect_left(days, (day, 0))
        return days[max(after - 1, 0) : after + 1]


def _takes_back(draft: Draft) -> bool:
    if draft.kind is Kind.CANCEL:
        return True
    if draft.kind is Kind.DIVIDEND:
        return draft.amount is not None and draft.amount < 0
    return _is_turned(draft)


def _is_turned(draft: Draft) -> bool:
    """Tell whether a trade's signs contradict its word; a sale may cost more than it brings."""
    quantity, amount = draft.quantity or ZERO, draft.amount or ZERO
    paid = draft.basis.signed and amount < 0
    if draft.kind is Kind.BUY:
        return quantity < 0 and not paid
    return draft.kind is Kind.SELL and quantity > 0 and paid and abs(amount) > draft.fee + draft.tax


def _keys(draft: Draft) -> list[_Key]:
    """Return the keys of what a row may take back; a word such as 'cancelled' does not say of which side."""
    kinds = list(TRADES) if draft.kind is Kind.CANCEL else [draft.kind]
    return [_key(draft, kind) for kind in kinds]


def _key(draft: Draft, kind: Kind) -> _Key:
    """Equal for a row of a kind and the one that takes it back: signs, dates and costs may differ."""
    if kind is Kind.DIVIDEND:
        return ("income", draft.symbol, draft.currency, _size(draft.amount))
    return (kind.value, draft.symbol, draft.currency, _size(draft.quantity), _size(draft.price))


def _size(value: Decimal | None) -> Decimal | None:
    return None if value is None else abs(value)
