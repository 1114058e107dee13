"""The time-weighted return: a sub-period ends at each flow; by hand, and by published examples."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.returns.figures import FigureStatus
from tests.unit.returns.kit import Case, act, buy, figure_of, gap_kinds, money, rate, sell


def twr(case: Case, end: str, start: str | None = None) -> float:
    return rate(case.at(end, start), "twr")


def test_a_deposit_half_way_does_not_count_as_performance() -> None:
    # Investopedia: 16.2484 % on a million until 100,000 are added, then down to 1,192,328 in all: 9.79 %
    case = Case(
        buy("2000-12-31", "F", 1_000_000, 1),
        buy("2001-08-15", "F", "86022.6893445415", "1.162484"),
        prices={"F": "2000-12-31 1, 2001-08-15 1.162484, 2001-12-31 1.097884981316199"},
    )
    assert twr(case, "2001-12-31") == pytest.approx(0.0978849813, abs=1e-9)


def test_income_is_part_of_the_return_before_the_purchase_of_its_day() -> None:
    # CFA Institute: (120 + 2) / 100 and (260 + 4) / 240 are 22 % and 10 %, 15.84 % a year
    case = Case(
        buy("2001-01-01", "S", 1, 100),
        act("2002-01-01", "dividend", "S", amount=2),
        buy("2002-01-01", "S", 1, 120),
        act("2003-01-01", "dividend", "S", amount=4),
        prices={"S": "2001-01-01 100, 2002-01-01 120, 2003-01-01 130"},
    )
    answer = case.at("2003-01-01")
    assert rate(answer, "twr_annualised") == pytest.approx(0.1584472, abs=1e-7)
    assert rate(answer, "xirr") == pytest.approx(0.1386121601, abs=1e-9)  # the money-weighted one is 13.86 %


def test_what_others_rose_on_the_day_of_a_purchase_is_earned_on_the_capital_before_it() -> None:
    case = Case(
        buy("2020-01-01", "A", 1, 100),
        buy("2020-07-01", "B", 1, 200),
        prices={
            "A": "2020-01-01 100, 2020-07-01 105, 2020-12-01 110",
            "B": "2020-07-01 200, 2020-12-01 300",
        },
    )
    assert twr(case, "2020-07-01") == pytest.approx(0.05)
    assert twr(case, "2020-12-01") == pytest.approx(1.05 * 410 / 305 - 1)


def test_a_purchase_s_costs_are_borne_by_the_capital_with_the_inflow() -> None:
    case = Case(buy("2021-11-30", "B", 2, "136.60", fee="1.55"), prices={"B": "2021-12-18 148.90"})
    assert twr(case, "2021-12-18") == pytest.approx(297.8 / 274.75 - 1)


def test_a_sale_s_costs_are_borne_by_the_capital_before_the_outflow() -> None:
    # all sold: 271.55 came back of 287.35; half sold: 10 of 1,000
    full = Case(
        buy("2021-11-22", "B", 2, "142.90", fee="1.55"), sell("2021-11-30", "B", 2, "136.60", fee="1.65")
    )
    half = Case(buy("2021-11-22", "B", 10, 100), sell("2021-11-30", "B", 5, 100, fee=10))
    assert twr(full, "2021-12-18") == pytest.approx(271.55 / 287.35 - 1)
    assert twr(half, "2021-12-18") == pytest.approx(-0.01)


def test_a_large_purchase_with_costs_does_not_ruin_a_tiny_holding() -> None:
    case = Case(
        buy("2024-01-02", "A", 1, 10),
        buy("2024-02-01", "A", 10_000, 10, fee=25),
        prices={"A": "2024-02-01 10"},
    )
    assert twr(case, "2024-02-01") == pytest.approx(100_010 / 100_035 - 1)


def test_a_large_sale_with_costs_does_not_ruin_the_rest() -> None:
    case = Case(
        buy("2024-01-02", "A", 10_001, 10),
        sell("2024-02-01", "A", 10_000, 10, fee=25),
        prices={"A": "2024-02-01 10"},
    )
    assert twr(case, "2024-02-01") == pytest.approx(-25 / 100_010)


def test_what_is_bought_and_sold_on_one_day_has_a_return_and_then_keeps_it() -> None:
    case = Case(
        buy("2016-02-10", "Q", 10, 100), sell("2016-02-10", "Q", 10, 110), prices={"Q": "2016-02-29 50"}
    )
    assert twr(case, "2016-02-10") == pytest.approx(0.1)
    assert twr(case, "2016-02-29") == pytest.approx(0.1)
    assert figure_of(case.at("2016-02-29"), "xirr").status == FigureStatus.NO_SOLUTION


def test_a_portfolio_that_was_emptied_keeps_its_return() -> None:
    case = Case(
        act("2024-01-02", "deposit", amount=1000),
        buy("2024-01-02", "Z", 10, 100),
        sell("2024-06-03", "Z", 10, 120),
        act("2024-06-03", "withdrawal", amount=1200),
        prices={"Z": "2024-01-02 100, 2024-06-03 120, 2024-12-31 60"},
        tracked=True,
    )
    assert twr(case, "2024-12-31") == pytest.approx(0.2)
    assert money(case.at("2024-12-31"), "total_gain") == 200


@pytest.mark.parametrize("late", [False, True], ids=["deposit first", "deposit listed last"])
def test_the_order_in_which_a_day_lists_deposit_and_purchase_does_not_matter(late: bool) -> None:
    rows = [act("2024-01-02", "deposit", amount=1000), buy("2024-01-02", "A", 9, 100, fee=5)]
    case = Case(*(reversed(rows) if late else rows), prices={"A": "2024-01-31 110"}, tracked=True)
    assert twr(case, "2024-01-31") == pytest.approx((9 * 110 + 95) / 1000 - 1)


@pytest.mark.parametrize(
    "rows",
    [
        [act("2024-01-02", "deposit", amount=1000), act("2024-01-02", "interest", amount=10)],
        [
            act("2024-01-02", "deposit", amount=1000),
            buy("2024-01-02", "A", 10, 100),
            act("2024-01-02", "dividend", "A", amount=10),
        ],
        [
            act("2022-01-03", "deposit", amount=500),
            act("2022-06-01", "withdrawal", amount=500),
            act("2024-01-02", "deposit", amount=1000),
            act("2024-01-02", "interest", amount=10),
        ],
    ],
    ids=["interest", "dividend", "emptied before"],
)
def test_income_of_a_day_that_begins_with_nothing_is_earned_on_its_deposit(rows: list[Activity]) -> None:
    case = Case(*rows, prices={"A": "2024-01-02 100"}, tracked=True)
    assert twr(case, "2024-01-31") == pytest.approx(0.01)


def test_cash_that_lies_idle_dilutes_the_return() -> None:
    case = Case(
        act("2024-01-02", "deposit", amount=2000),
        buy("2024-01-02", "A", 10, 100),
        prices={"A": "2024-01-02 100, 2024-06-28 120"},
        tracked=True,
    )
    assert twr(case, "2024-06-28") == pytest.approx(0.1)


def test_deposits_on_the_last_day_change_nothing() -> None:
    rows = [act("2012-01-01", "deposit", amount=100), act("2012-01-02", "interest", amount=10)]
    case = Case(*rows, act("2012-01-10", "deposit", amount=100), tracked=True)
    assert twr(case, "2012-01-10") == pytest.approx(0.1)
    assert money(case.at("2012-01-10"), "value") == 210


def test_half_years_link_to_the_year() -> None:
    case = Case(
        buy("2018-07-01", "W", 1, "43.11"),
        buy("2019-07-01", "W", 10, "50.93"),
        prices={"W": "2018-12-28 43.11, 2019-06-28 50.93, 2019-12-30 56.59"},
    )
    halves = (1 + twr(case, "2019-06-30", "2018-12-31")) * (1 + twr(case, "2019-12-31", "2019-06-30"))
    assert twr(case, "2019-12-31", "2018-12-31") == pytest.approx(halves - 1)
    assert halves == pytest.approx(56.59 / 43.11)


def test_income_after_everything_was_sold_is_a_gain_without_a_rate() -> None:
    case = Case(
        buy("2024-01-02", "A", 10, 100),
        sell("2024-02-01", "A", 10, 110),
        act("2024-02-15", "dividend", "A", amount=20),
        act("2024-03-01", "fee", amount=3),
    )
    answer = case.at("2024-03-31")
    assert rate(answer, "twr") == pytest.approx(0.1)
    assert "no_capital" in gap_kinds(figure_of(answer, "twr"))
    assert money(answer, "total_gain") == 117


def test_a_fee_before_the_first_purchase_is_no_total_loss() -> None:
    case = Case(
        act("2024-01-01", "fee", amount=49), buy("2024-01-02", "A", 10, 100), prices={"A": "2024-01-31 110"}
    )
    assert twr(case, "2024-01-31") == pytest.approx(0.1)


def test_a_day_s_trades_bear_the_fee_that_stands_in_a_row_of_its_own() -> None:
    case = Case(
        buy("2024-01-02", "A", 10, 100), act("2024-01-02", "fee", amount=10), sell("2024-01-02", "A", 10, 110)
    )
    assert twr(case, "2024-01-31") == pytest.approx(1100 / 1010 - 1)


def test_cash_below_zero_with_nothing_paid_in_has_no_rate_and_says_why() -> None:
    case = Case(buy("2024-01-02", "A", 10, 100), prices={"A": "2024-01-02 100, 2024-06-28 120"}, tracked=True)
    answer = case.at("2024-06-28")
    found = figure_of(answer, "twr")
    assert (found.value, found.status) == (None, FigureStatus.NO_SOLUTION)
    assert {"capital_not_positive", "negative_cash"} <= gap_kinds(found)
    assert money(answer, "total_gain") == 200


def test_without_cash_purchases_are_inflows_and_nothing_is_below_zero() -> None:
    case = Case(
        buy("2025-01-02", "E", 10, 100),
        buy("2025-04-01", "E", 10, 110),
        prices={"E": "2025-01-02 100, 2025-04-01 110, 2025-06-30 121"},
    )
    assert twr(case, "2025-06-30") == pytest.approx(0.21)


def test_a_short_position_alone_has_a_gain_and_no_rate() -> None:
    case = Case(sell("2024-01-02", "S", 3, 20), prices={"S": "2024-12-31 5"}, allow_shorts=True)
    answer = case.at("2024-12-31")
    assert money(answer, "total_gain") == 45
    assert figure_of(answer, "twr").status == FigureStatus.NO_SOLUTION
    assert figure_of(answer, "xirr").status == FigureStatus.NO_SOLUTION


def test_shares_that_were_free_are_a_gain_and_not_a_price() -> None:
    case = Case(
        buy("2024-01-02", "A", 10, 100),
        buy("2024-02-01", "A", 1, 0),
        prices={"A": "2024-01-02 100, 2024-02-01 100"},
    )
    assert twr(case, "2024-02-01") == pytest.approx(0.1)


def test_the_first_day_has_a_return_where_the_close_is_not_the_price_paid() -> None:
    case = Case(buy("2021-12-12", "B", 1, 80), prices={"B": "2021-12-12 100, 2022-01-14 75"})
    answer = case.at("2022-01-14")
    assert answer.series[0].twr == pytest.approx(0.25)
    assert rate(answer, "max_drawdown") == pytest.approx(-0.25)
    assert answer.drawdown is not None
    assert str(answer.drawdown.peak_on) == "2021-12-12"


def test_the_series_has_each_day_from_the_first_activity_on() -> None:
    case = Case(buy("2024-01-02", "A", 10, 100), prices={"A": "2024-01-02 100, 2024-01-04 120"})
    points = case.at("2024-01-05").series
    assert [(str(each.on), each.value) for each in points] == [
        ("2024-01-02", Decimal(1000)),
        ("2024-01-03", Decimal(1000)),
        ("2024-01-04", Decimal(1200)),
        ("2024-01-05", Decimal(1200)),
    ]
    assert [each.twr for each in points] == pytest.approx([0, 0, 0.2, 0.2])


def test_a_year_s_rate_of_a_shorter_time_says_so() -> None:
    case = Case(buy("2024-01-02", "A", 10, 100), prices={"A": "2024-01-05 101"})
    answer = case.at("2024-01-05")
    for name in ("xirr", "twr_annualised"):
        assert "under_a_year" in gap_kinds(figure_of(answer, name))
    assert "under_a_year" not in gap_kinds(figure_of(answer, "twr"))


def test_a_portfolio_without_activities_has_no_returns() -> None:
    answer = Case().at("2024-01-05")
    assert money(answer, "value") == 0
    for name in ("twr", "xirr", "max_drawdown", "volatility", "gain_on_invested"):
        assert figure_of(answer, name).status == FigureStatus.NO_SOLUTION


@pytest.mark.parametrize("end", ["2024-01-03", "2024-02-05"])
def test_a_total_loss_is_a_drawdown_of_everything_on_whatever_day_one_looks(end: str) -> None:
    case = Case(buy("2024-01-02", "A", 10, 10), sell("2024-01-03", "A", 10, 0), prices={"A": "2024-01-02 10"})
    answer = case.at(end)
    assert (rate(answer, "twr"), rate(answer, "max_drawdown")) == (-1, -1)
