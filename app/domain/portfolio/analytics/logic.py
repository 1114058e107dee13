"""Portfolios' figures added up in one currency; a figure that lacks a part is not told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal, NamedTuple

from app.domain.fx.rates import EXACT, RateTable
from app.money import exponent

FigureName = Literal["value", "cost", "total_gain", "income"]
FIGURES: tuple[FigureName, ...] = ("value", "cost", "total_gain", "income")
Amounts = dict[FigureName, int | None]
"""Minor units of the base currency by figure; None where one is not known."""


class PortfolioFigures(NamedTuple):
    """What is known of one portfolio: amounts in its own currency, rates as fractions; None is not known."""

    id: int
    name: str
    currency: str
    amounts: dict[FigureName, Decimal | None]
    twr: float | None
    xirr: float | None


class FigureGap(NamedTuple):
    """A figure of a portfolio that is not known. what: the portfolio's name, or the missing rate: USD/EUR."""

    what: str
    portfolio: int
    figure: FigureName
    on: date


class Totals(NamedTuple):
    """amounts: over all portfolios. by_portfolio: each one's, by id, in the base currency as well."""

    amounts: Amounts
    by_portfolio: dict[int, Amounts]
    missing: list[FigureGap]


def total_up(portfolios: Sequence[PortfolioFigures], base: str, rates: RateTable, on: date) -> Totals:
    """Add portfolios up by the rates of a day, each rounded half to even, so that the parts add up."""
    missing: list[FigureGap] = []
    by_portfolio = {each.id: _in_base(each, base, rates, on, missing) for each in portfolios}
    amounts: Amounts = {name: _sum(each[name] for each in by_portfolio.values()) for name in FIGURES}
    return Totals(amounts, by_portfolio, missing)


def _in_base(
    portfolio: PortfolioFigures, base: str, rates: RateTable, on: date, missing: list[FigureGap]
) -> Amounts:
    rate = rates.find(portfolio.currency, base, on)
    found: Amounts = {}
    for name in FIGURES:
        amount = portfolio.amounts[name]
        if amount is not None and (rate or amount.is_zero()):
            found[name] = _minor(amount, rate.rate if rate else Decimal(0), base)
            continue
        what = portfolio.name if amount is None else f"{portfolio.currency}/{base}"
        found[name] = None
        missing.append(FigureGap(what, portfolio.id, name, on))
    return found


def _minor(amount: Decimal, rate: Decimal, base: str) -> int:
    whole = EXACT.multiply(amount, rate).scaleb(exponent(base), EXACT)
    return int(whole.to_integral_value(ROUND_HALF_EVEN))


def _sum(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for each in amounts:
        if each is None:
            return None
        total += each
    return total
