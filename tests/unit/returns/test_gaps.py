"""What is missing is named: closes before the first, closes that are old, and days without a price at all."""

from __future__ import annotations

import pytest

from app.domain.portfolio.returns.figures import FigureStatus
from tests.unit.returns.kit import Case, act, buy, closes, figure_of, gap_kinds, money, rate


def test_until_the_first_close_the_trade_price_holds_and_the_gap_is_named() -> None:
    case = Case(buy("2014-01-02", "BAS", 100, "77.48"), prices={"BAS": "2014-12-03 73.65, 2014-12-04 72.88"})
    answer = case.at("2014-12-04")
    assert rate(answer, "twr") == pytest.approx(72.88 / 77.48 - 1)
    assert rate(answer, "max_drawdown") == pytest.approx(72.88 / 77.48 - 1)
    (gap,) = figure_of(answer, "twr").quality
    assert (gap.kind, gap.subject) == ("missing_price", "BAS")
    assert (str(gap.first_on), str(gap.last_on)) == ("2014-01-02", "2014-12-02")
    assert figure_of(answer, "value").quality == ()


def test_the_last_trade_s_price_is_the_one_that_holds() -> None:
    case = Case(buy("2024-01-02", "A", 1, 100), buy("2024-02-01", "A", 1, 120))
    assert money(case.at("2024-01-31"), "value") == 100
    found = figure_of(case.at("2024-02-29"), "value")
    assert found.value == 240
    assert gap_kinds(found) == {"missing_price"}


def test_an_income_row_is_no_price() -> None:
    case = Case(
        act("2026-06-01", "deposit", amount=500),
        buy("2026-06-01", "H", 10, 50),
        act("2026-07-10", "interest", "H", quantity=0, unit_price=0, amount=3),
        prices={"H": "2026-07-09 55"},
        tracked=True,
    )
    answer = case.at("2026-07-10")
    assert money(answer, "value", "H") == 550
    assert money(answer, "value") == 553


def test_what_came_for_nothing_and_has_no_close_has_no_value() -> None:
    case = Case(buy("2024-01-02", "A", 10, 100), act("2024-02-01", "transfer_in", "B", quantity=5))
    answer = case.at("2024-03-01")
    for name in ("value", "total_gain", "twr"):
        assert figure_of(answer, name).status == FigureStatus.MISSING_PRICE
    assert money(answer, "value", "A") == 1000


def test_an_old_close_holds_and_is_named() -> None:
    case = Case(buy("2024-01-02", "A", 10, 100), prices={"A": "2024-01-02 100, 2024-01-05 110"})
    found = figure_of(case.at("2024-03-01"), "value")
    assert found.value == 1100
    assert gap_kinds(found) == {"stale_price"}
    assert figure_of(case.at("2024-01-12"), "value").quality == ()


def test_figures_that_no_close_goes_into_do_not_lack_one() -> None:
    case = Case(buy("2024-01-02", "A", 10, 100))
    assert figure_of(case.at("2024-03-01"), "cost").quality == ()
    assert figure_of(case.at("2024-03-01"), "net_contribution").quality == ()


def test_cash_that_moves_in_a_portfolio_without_cash_is_named_and_counts_nowhere() -> None:
    case = Case(act("2024-01-02", "deposit", amount=500), buy("2024-01-02", "A", 1, 100))
    answer = case.at("2024-01-31")
    assert money(answer, "net_contribution") == 100
    assert "cash_ignored" in {each.kind for each in answer.quality}


@pytest.mark.parametrize("price", ["-1", "NaN", "Infinity"])
def test_a_close_that_is_no_price_is_refused(price: str) -> None:
    with pytest.raises(ValueError, match="not a price"):
        closes(f"2024-01-02 {price}")
