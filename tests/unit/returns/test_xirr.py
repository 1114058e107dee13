"""The money-weighted return: one rate, none, or several, and never one of several in silence."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.measures.roots import X_RANGE, PresentValue, find_roots
from app.domain.portfolio.measures.xirr import RateStatus, xirr

START = date(2020, 1, 1)


def flows(*paid: tuple[int, str]) -> list[tuple[date, Decimal]]:
    return [(START + timedelta(days=day), Decimal(amount)) for day, amount in paid]


def test_a_year_s_growth_is_the_rate() -> None:
    assert xirr(flows((0, "-100"), (365, "110"))).rate == pytest.approx(0.1, abs=1e-12)


def test_the_documented_example_of_spreadsheets() -> None:
    # Microsoft's help of XIRR gives 0.373362535.
    paid = [
        (date(2008, 1, 1), Decimal(-10_000)),
        (date(2008, 3, 1), Decimal(2_750)),
        (date(2008, 10, 30), Decimal(4_250)),
        (date(2009, 2, 15), Decimal(3_250)),
        (date(2009, 4, 1), Decimal(2_750)),
    ]
    assert xirr(paid).rate == pytest.approx(0.373362535, abs=1e-8)
    assert xirr(reversed(paid)).rate == xirr(paid).rate


@pytest.mark.parametrize("scale", ["1e-9", "1", "1e12"])
def test_the_size_of_the_amounts_does_not_matter(scale: str) -> None:
    # 99 for 72 after 165 days: (99/72)^(365/165) - 1
    paid = [(on, each * Decimal(scale)) for on, each in flows((0, "-72"), (165, "99"))]
    assert xirr(paid).rate == pytest.approx((99 / 72) ** (365 / 165) - 1, abs=1e-10)


@pytest.mark.parametrize(
    "paid",
    [
        flows(),
        flows((0, "-100")),
        flows((0, "-100"), (365, "-50")),
        flows((0, "2500"), (0, "-2500")),
        flows((0, "-1000"), (0, "1100")),
        flows((0, "0"), (10, "0")),
        flows((0, "81"), (365, "-170"), (730, "100")),  # 81y² … has no real root: 170² < 4·81·100
    ],
    ids=["none", "one", "one-sided", "cancelled", "one day", "zeros", "no real root"],
)
def test_without_a_solution_there_is_no_number(paid: list[tuple[date, Decimal]]) -> None:
    assert xirr(paid) == (RateStatus.NO_SOLUTION, None, ())


def test_several_rates_are_all_listed_and_none_is_chosen() -> None:
    # -100 + 230y - 132y² = -(10 - 11y)(10 - 12y): rates of 10 % and 20 %
    found = xirr(flows((0, "-100"), (365, "230"), (730, "-132")))
    assert found.status == RateStatus.NO_UNIQUE_SOLUTION
    assert found.rate is None
    assert found.roots == pytest.approx((0.1, 0.2), abs=1e-9)


def test_two_rates_that_lie_close_together_are_told_apart() -> None:
    # (1 - 1.1y)(1 - 1.1001y) = 1 - 2.2001y + 1.21011y²
    found = xirr(flows((0, "1"), (365, "-2.2001"), (730, "1.21011")))
    assert found.roots == pytest.approx((0.1, 0.1001), abs=1e-8)


def test_a_value_that_only_touches_zero_has_one_rate() -> None:
    # (9 - 10y)² = 81 - 180y + 100y²
    found = xirr(flows((0, "81"), (365, "-180"), (730, "100")))
    assert found.status == RateStatus.OK
    assert found.rate == pytest.approx(1 / 9, abs=1e-9)


@pytest.mark.parametrize(
    ("amounts", "rate"),
    [
        (("-16", "40", "-25"), 0.25),
        (("-100", "220", "-121"), 0.1),
        (("-1", "2", "-1"), 0),
        (("-10000", "21000", "-11025"), 0.05),
    ],
)
def test_rounding_makes_no_several_rates_of_one_at_which_the_value_turns(
    amounts: tuple[str, ...], rate: float
) -> None:
    # -(4 - 5y)² and its like: between such roots f is zero but for rounding
    found = xirr(flows(*((365 * year, amount) for year, amount in enumerate(amounts))))
    assert (found.status, len(found.roots)) == (RateStatus.OK, 1)
    assert found.rate == pytest.approx(rate, abs=1e-9)


def test_rates_of_which_each_only_touches_zero_are_listed_once_each() -> None:
    # (1 - 1.1y)²(1 - 1.5y)²
    amounts = ("1", "-5.2", "10.06", "-8.58", "2.7225")
    found = xirr(flows(*((365 * year, amount) for year, amount in enumerate(amounts))))
    assert found.roots == pytest.approx((0.1, 0.5), abs=1e-9)


def test_a_loss_of_nearly_everything_within_days_is_no_gain() -> None:
    # y^12 - y^7 - 1 = 0 with y = (1+r)^(-1/365): 1+r is 1.6737e-14
    found = xirr(flows((0, "-100"), (7, "-100"), (12, "100")))
    assert found.rate == pytest.approx(-0.9999999999999833, abs=1e-12)


def test_a_root_that_usual_solvers_miss_is_found() -> None:
    # 1+r of 1e-6: far from any first guess, with three changes of sign and one root
    y = 1e6
    middle = [("-1", 0), ("0.4", 100), ("-0.3", 200)]
    last = sum(float(a) * y ** (day / 365) for a, day in middle) / -(y ** (365 / 365))
    paid = flows(*((day, a) for a, day in middle), (365, repr(last)))
    assert xirr(paid).rate == pytest.approx(1e-6 - 1, abs=1e-12)


def test_a_gain_within_a_day_is_a_rate_however_large() -> None:
    # 1+r is 1.5^365, beyond the range that is searched first
    assert xirr(flows((0, "-2"), (1, "3"))).rate == pytest.approx(1.5**365 - 1, rel=1e-9)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 3_000), st.floats(-1, 1)),
        min_size=3,
        max_size=20,
        unique_by=lambda each: each[0],
    )
)
def test_as_many_roots_are_found_as_the_value_changes_sign_on_a_fine_grid(
    paid: list[tuple[int, float]],
) -> None:
    amounts = np.array([each for _, each in paid])
    years = np.array([day for day, _ in paid]) / 365
    if not ((amounts > 0).any() and (amounts < 0).any()):
        return
    fine = PresentValue(amounts, years).relative(np.linspace(*X_RANGE, 8_001))
    if np.abs(fine).min() < 1e-6:
        return  # on the grid, rounding would decide
    inside = [x for x in find_roots(amounts, years) if X_RANGE[0] <= x <= X_RANGE[1]]
    changes = int((np.sign(fine[1:]) != np.sign(fine[:-1])).sum())
    assert len(inside) >= changes
    assert (len(inside) - changes) % 2 == 0
