"""Splits that a file states by units: their ratio follows from what was held, where the file shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from app.domain.portfolio.drafts.draft import ZERO, Draft, Item
from app.domain.portfolio.drafts.kinds import SPLITS, Kind

_WHOLE = (*range(2, 21), 25, 30, 40, 50, 100)
_BROKEN = ((3, 2), (4, 3), (5, 2), (5, 3), (5, 4), (6, 5), (7, 5), (11, 10), (21, 20), (26, 25), (51, 50))
USUAL_RATIOS = frozenset(
    ratio
    for new, old in (*((whole, 1) for whole in _WHOLE), *_BROKEN)
    for ratio in (Fraction(new, old), Fraction(old, new))
)
"""Ratios of splits and stock dividends as companies choose them; others mean that purchases are missing."""
MAX_ROUNDING = Decimal("0.001")
"""Brokers round fractions of a unit to three decimals or more."""

_IN = frozenset({Kind.BUY, Kind.TRANSFER_IN, Kind.REWARD, Kind.REINVESTED_DIVIDEND, Kind.REINVESTED_INTEREST})
_OUT = frozenset({Kind.SELL, Kind.TRANSFER_OUT})
_BY_SIGN = frozenset({Kind.TRADE, Kind.MOVE})


def settle_splits(items: Sequence[Item], ratios: Mapping[int, Decimal], *, newest_first: bool) -> list[Item]:
    """Give each split its ratio, or a problem that says what is missing.

    ratios: by line, what a person said. The items keep their order.
    """
    settled = _joined(items)
    held: dict[str, Decimal | None] = {}
    places = range(len(settled) - 1, -1, -1) if newest_first else range(len(settled))
    for at in places:
        item = settled[at]
        if isinstance(item, Draft) and item.symbol is not None:
            settled[at] = _step(item, held, ratios)
    return settled


def _joined(items: Sequence[Item]) -> list[Item]:
    """Join the rows of one split: one for each account of a file, one for the old units in some.

    The row of the old units has a ratio below zero; by itself it stands for the split.
    """
    joined = list(items)
    first: dict[tuple[object, ...], Draft] = {}
    splits = [(at, item) for at, item in enumerate(items) if isinstance(item, Draft) and item.kind in SPLITS]
    for at, draft in sorted(splits, key=lambda each: (each[1].quantity or ZERO) < 0):
        if draft.kind is Kind.SPLIT and draft.quantity:
            draft.quantity = abs(draft.quantity)
        into = first.setdefault(_event(draft), draft)
        if into is draft or not draft.symbol:
            continue
        if draft.kind is not Kind.SPLIT and into.quantity is not None:
            into.quantity += draft.quantity or ZERO
        into.joined.append(draft.line)
        joined[at] = draft.skipped(f"It is part of the split in line {into.line}.")
    return joined


def _event(draft: Draft) -> tuple[object, ...]:
    ratio = (draft.quantity, draft.amount) if draft.kind is Kind.SPLIT else None
    return (draft.isin or draft.symbol, draft.on, draft.kind, ratio)


def _step(draft: Draft, held: dict[str, Decimal | None], ratios: Mapping[int, Decimal]) -> Item:
    symbol = draft.symbol or ""
    before = held.get(symbol, ZERO)
    if draft.kind in {Kind.NEW_UNITS, Kind.NEW_TOTAL}:
        ratio = ratios.get(draft.line)
        if ratio is None and (ratio := _ratio(draft, before)) is not None:
            draft.warnings.append(f"{_plain(ratio)} for 1 follows from the {before:f} held before.")
        if ratio is None:
            held[symbol] = None
            return draft.problem(_unknown(draft, before))
        draft.kind, draft.quantity = Kind.SPLIT, ratio
        draft.price = draft.price_currency = draft.amount = None
    if draft.kind is Kind.SPLIT:
        ratio = draft.quantity or draft.amount
        held[symbol] = before * ratio if before is not None and ratio else None
    elif before is not None:
        after = before + _moved(draft)
        held[symbol] = None if after < -MAX_ROUNDING else after
    return draft


def _moved(draft: Draft) -> Decimal:
    quantity = draft.quantity or ZERO
    if draft.kind in _BY_SIGN:
        return quantity
    return abs(quantity) if draft.kind in _IN else -abs(quantity) if draft.kind in _OUT else ZERO


def _ratio(draft: Draft, before: Decimal | None) -> Decimal | None:
    if not before or before <= 0 or not draft.quantity:
        return None
    after = draft.quantity if draft.kind is Kind.NEW_TOTAL else before + draft.quantity
    return _usual(before, after)


def ratio_of(old: Decimal, new: Decimal) -> Decimal:
    """Return new units per old unit, freed of the rounding of fractions; both must be above zero."""
    return _usual(old, new) or new / old


def _usual(old: Decimal, new: Decimal) -> Decimal | None:
    for ratio in USUAL_RATIOS:
        if abs(old * ratio.numerator / ratio.denominator - new) <= MAX_ROUNDING:
            return Decimal(ratio.numerator) / ratio.denominator
    return None


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _unknown(draft: Draft, before: Decimal | None) -> str:
    units = f"{draft.quantity:f}" if draft.quantity is not None else "no number of"
    shown = "the file does not show what was held before"
    if before:
        shown = f"beside the {before:f} that the file shows before, that is no usual ratio"
    what = "units after it" if draft.kind is Kind.NEW_TOTAL else "new units"
    return (
        f"This split gives {units} {what} of {draft.symbol}, and {shown}. "
        "Give its ratio, new units per old unit, or add the earlier purchases to the file."
    )
