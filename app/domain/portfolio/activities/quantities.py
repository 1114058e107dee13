"""Which differences between quantities are rounding, and which are units."""

from __future__ import annotations

from decimal import Decimal

SAME_QUANTITY = Decimal("1e-12")
"""Of what is held: less than this left after a sale is rounding (18 decimals of a token are below it)."""

MAX_OVERSOLD = Decimal("1e-5")
"""Of what is traded: a sale may exceed what is held by a statement's rounding, unless it may be short."""


def closes(held: Decimal, traded: Decimal, *, allow_shorts: bool) -> bool:
    """Tell whether a trade against a holding ends it, though not to the last digit: three thirds are one.

    held, traded: without their signs.
    """
    over = traded - held
    if over > 0 and not allow_shorts:
        return over <= traded * MAX_OVERSOLD
    return abs(over) <= held * SAME_QUANTITY
