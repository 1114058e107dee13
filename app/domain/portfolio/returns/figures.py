"""A figure: a number, how it was made, and what is missing behind it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from enum import StrEnum

from msgspec import Struct

from app.domain.portfolio.returns.gaps import Gap, GapKind, merged

_SHOWN = Decimal("1e-12")
_WIDE = Context(prec=100)


class FigureStatus(StrEnum):
    """Whether there is a number, and if not, why.

    no_solution: the formula has none, as nothing was invested. no_unique_solution: it has several.
    missing_fx, missing_price: a rate or a price is not known.
    """

    OK = "ok"
    NO_SOLUTION = "no_solution"
    NO_UNIQUE_SOLUTION = "no_unique_solution"
    MISSING_FX = "missing_fx"
    MISSING_PRICE = "missing_price"


class Figure(Struct, frozen=True, kw_only=True):
    """One figure.

    value: money as an exact decimal, a rate as a fraction (0.1 is 10 %); None where status is not ok.
    method: by which convention. currency: of money, None for a rate. quality: the gaps behind it.
    """

    value: Decimal | float | None
    method: str
    currency: str | None = None
    quality: tuple[Gap, ...] = ()
    status: FigureStatus = FigureStatus.OK


def money(value: Decimal, method: str, currency: str, gaps: Iterable[Gap] = ()) -> Figure:
    """State an amount, rounded to 12 decimals: what is below is left of divisions. NaN is a missing one."""
    quality = merged(gaps)
    if value.is_nan():
        return _missing(method, currency, quality)
    return Figure(value=rounded(value), method=method, currency=currency, quality=quality)


def rounded(value: Decimal) -> Decimal:
    """Round to 12 decimals, half to even, without trailing zeros."""
    short = value if value.as_tuple().exponent >= -12 else value.quantize(_SHOWN, context=_WIDE)  # type: ignore[operator]
    if short == 0:
        return Decimal(0)
    plain = short.normalize(_WIDE)
    return plain.quantize(Decimal(1), context=_WIDE) if plain.as_tuple().exponent > 0 else plain  # type: ignore[operator]


def rate(value: float | None, method: str, gaps: Iterable[Gap] = (), *, lacks: Gap | None = None) -> Figure:
    """State a rate. NaN is one that a missing price or rate leaves unknown; None one that does not exist.

    lacks: the gap that says why it does not exist.
    """
    if value is None:
        quality = merged([*gaps, *([lacks] if lacks else [])])
        return Figure(value=None, method=method, quality=quality, status=FigureStatus.NO_SOLUTION)
    if value != value:  # noqa: PLR0124 - NaN
        return _missing(method, None, merged(gaps))
    return Figure(value=value, method=method, quality=merged(gaps))


def _missing(method: str, currency: str | None, quality: tuple[Gap, ...]) -> Figure:
    no_rate = any(each.kind is GapKind.MISSING_FX for each in quality)
    status = FigureStatus.MISSING_FX if no_rate else FigureStatus.MISSING_PRICE
    return Figure(value=None, method=method, currency=currency, quality=quality, status=status)
