"""How a portfolio's value is spread: by security, currency, class, region and sector."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from msgspec import Struct

from app.domain.portfolio.returns.figures import rounded
from app.domain.portfolio.returns.market import Attributes
from app.domain.portfolio.returns.positions import ZERO
from app.domain.portfolio.returns.valuation import Valued

CASH = "cash"
UNKNOWN = "unknown"


class Share(Struct, frozen=True, kw_only=True):
    """One part.

    value: in the portfolio's currency, None where a price or rate is missing; below zero when short.
    weight: of the whole, a fraction; None where the whole is not known or not above zero.
    """

    key: str
    value: Decimal | None
    weight: float | None


class Allocation(Struct, frozen=True, kw_only=True):
    """Each list has the largest part first and adds up to the whole value."""

    by_holding: list[Share]
    by_currency: list[Share]
    by_class: list[Share]
    by_region: list[Share]
    by_sector: list[Share]


def allocate(valued: Iterable[Valued], attributes: Mapping[str, Attributes]) -> Allocation:
    """Spread what is held. Cash is a part of its own, but for its currency."""
    held = [each for each in valued if each.units != 0]
    known = Attributes()

    def by(of: Callable[[Attributes], str | None]) -> list[Share]:
        def key(each: Valued) -> str:
            return CASH if each.symbol is None else of(attributes.get(each.symbol, known)) or UNKNOWN

        return _shares(held, key)

    return Allocation(
        by_holding=_shares(held, lambda each: each.symbol or f"{CASH} {each.currency}"),
        by_currency=_shares(held, lambda each: each.currency),
        by_class=by(lambda each: each.asset_class),
        by_region=by(lambda each: each.region),
        by_sector=by(lambda each: each.sector),
    )


def _shares(held: list[Valued], key: Callable[[Valued], str]) -> list[Share]:
    parts: dict[str, Decimal] = {}
    for each in held:
        parts[key(each)] = parts.get(key(each), ZERO) + each.value
    whole = sum(parts.values(), ZERO)
    weighed = not whole.is_nan() and whole > 0
    shares = [
        Share(
            key=name,
            value=None if part.is_nan() else rounded(part),
            weight=float(part / whole) if weighed else None,
        )
        for name, part in parts.items()
    ]
    return sorted(shares, key=lambda each: (-(each.value or ZERO), each.key))
