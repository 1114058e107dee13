"""What a file of prices says of one symbol."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from app.domain.market.ports import DayClose
from app.domain.portfolio.prices.split import Split


class PriceHistory(Struct, frozen=True):
    """Closes, a day each.

    currency: the unit in which they are quoted; None where the file does not say.
    splits: None where the file tells of none, whether there were any or not.
    restated: whether closes before a split are in the units after it; None where the file does not say.
    """

    closes: Sequence[DayClose]
    currency: str | None = None
    splits: Sequence[Split] | None = None
    restated: bool | None = None


def rounded(value: Decimal, digits: int) -> Decimal:
    """Round to significant digits: binary floats of a source are not more exact, however long they are."""
    if len(value.as_tuple().digits) <= digits:
        return value
    short = round(value, max(digits - 1 - value.adjusted(), 0))
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short.normalize()


def one_a_day(closes: Sequence[DayClose]) -> list[DayClose]:
    """Keep the last close of each day, oldest first."""
    last: dict[date, DayClose] = {each.on: each for each in closes}
    return [last[on] for on in sorted(last)]
