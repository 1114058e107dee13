"""Totals over portfolios by hand calculation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.fx.rates import RateTable
from app.domain.portfolio.analytics.logic import FIGURES, FigureGap, PortfolioFigures, total_up

TODAY = date(2026, 3, 3)
RATES = RateTable([(date(2026, 3, 2), "EUR", "USD", Decimal("1.25"))])


def portfolio(number: int, currency: str, *amounts: str | None) -> PortfolioFigures:
    told = [None if each is None else Decimal(each) for each in amounts]
    return PortfolioFigures(number, f"P{number}", currency, dict(zip(FIGURES, told, strict=True)), 0.1, None)


def test_portfolios_of_several_currencies_add_up_by_the_last_rate() -> None:
    """250 USD are 200 EUR, 100 are 80, 150 are 120, 12.50 are 10."""
    found = total_up(
        [portfolio(1, "EUR", "100", "90", "10", "1.5"), portfolio(2, "USD", "250", "100", "150", "12.5")],
        "EUR", RATES, TODAY,
    )  # fmt: skip
    assert found.amounts == {"value": 30_000, "cost": 17_000, "total_gain": 13_000, "income": 1_150}
    assert found.by_portfolio[2] == {"value": 20_000, "cost": 8_000, "total_gain": 12_000, "income": 1_000}
    assert found.missing == []


def test_a_total_that_lacks_a_part_is_not_told_and_the_part_is_named() -> None:
    found = total_up(
        [portfolio(1, "EUR", None, "90", None, "0"), portfolio(2, "XOF", "5", "0", "0", "0")],
        "EUR", RATES, TODAY,
    )  # fmt: skip
    assert found.amounts == {"value": None, "cost": 9_000, "total_gain": None, "income": 0}
    assert found.missing == [
        FigureGap("P1", 1, "value", TODAY),
        FigureGap("P1", 1, "total_gain", TODAY),
        FigureGap("XOF/EUR", 2, "value", TODAY),
    ]


def test_totals_are_the_sum_of_what_is_shown_for_each_portfolio() -> None:
    """0.005 is 0 cents and 0.015 is 2, half to even; the total is what the rows add up to."""
    rows = [portfolio(1, "EUR", "0.005", "0", "0", "0"), portfolio(2, "EUR", "0.015", "0", "0", "0")]
    found = total_up(rows, "EUR", RATES, TODAY)
    assert [found.by_portfolio[each]["value"] for each in (1, 2)] == [0, 2]
    assert found.amounts["value"] == 2
