"""Net worth by hand calculation: signs, rates, rounding, and what is not known."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from app.domain.fx.rates import RateTable
from app.domain.portfolio.net_worth.logic import Asset, Gap, Point, add_up, days_of, held_values

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
DAYS = [MONDAY, TUESDAY]
RATES = RateTable(
    [(MONDAY, "EUR", "USD", Decimal("1.25")), (MONDAY, "EUR", "JPY", Decimal(160)),
     (TUESDAY, "EUR", "USD", Decimal("1.60"))]
)  # fmt: skip


def asset(part: str, currency: str, *worth: str | None, number: int = 1) -> Asset:
    kind = "portfolio" if part == "portfolios" else "account"
    amounts = [None if each is None else Decimal(each) for each in worth]
    return Asset(part, kind, number, f"{part} {number}", currency, amounts)


def test_parts_add_up_and_what_is_owed_counts_against_it() -> None:
    """100 + 250 USD / 1.25 = 200, less 50; on Tuesday 250 USD / 1.60 = 156.25."""
    assets = [
        asset("current", "EUR", "100", "100"),
        asset("savings", "USD", "250", "250"),
        asset("card", "EUR", "-50", "-60.5"),
    ]
    assert add_up(assets, DAYS, "EUR", RATES) == (
        [
            Point(MONDAY, 25_000, {"card": -5_000, "current": 10_000, "savings": 20_000}),
            Point(TUESDAY, 19_575, {"card": -6_050, "current": 10_000, "savings": 15_625}),
        ],
        [],
        [],
    )


def test_accounts_of_one_kind_and_portfolios_are_summed_before_they_are_rounded() -> None:
    """0.005 + 0.005 EUR is 1 cent, where two roundings half to even would make 0."""
    assets = [asset("portfolios", "EUR", "0.005", number=each) for each in (1, 2)]
    assert add_up(assets, [MONDAY], "EUR", RATES).points == [Point(MONDAY, 1, {"portfolios": 1})]


@pytest.mark.parametrize(
    ("base", "value"),
    # 125 USD are 100 EUR, which are 16,000 JPY; yen have no decimals.
    [("USD", 12_500), ("EUR", 10_000), ("JPY", 16_000)],
)
def test_the_same_money_in_several_base_currencies(base: str, value: int) -> None:
    assert add_up([asset("cash", "USD", "125")], [MONDAY], base, RATES).points[0].value == value


def test_of_a_day_on_which_a_part_is_unknown_no_value_is_told_but_the_parts_that_are_known() -> None:
    assets = [
        asset("current", "EUR", "1", "1"),
        asset("savings", "EUR", None, "2"),
        asset("savings", "EUR", "5", "5", number=2),
    ]
    found = add_up(assets, DAYS, "EUR", RATES)
    assert found.points == [
        Point(MONDAY, None, {"current": 100, "savings": None}),
        Point(TUESDAY, 800, {"current": 100, "savings": 700}),
    ]
    assert found.missing == [Gap("savings 1", "account", 1, MONDAY, MONDAY)]


def test_a_currency_without_a_rate_is_named_once_with_its_days_and_nothing_is_guessed() -> None:
    assets = [asset("portfolios", "XOF", "7", "8"), asset("cash", "XOF", "0", "0", number=2)]
    found = add_up(assets, DAYS, "EUR", RATES)
    assert [(each.value, each.parts) for each in found.points] == [
        (None, {"cash": 0, "portfolios": None})
    ] * 2
    assert found.missing == [Gap("XOF/EUR", "rate", None, MONDAY, TUESDAY)]


def test_a_rate_holds_until_the_next_one_and_is_named_when_it_is_old() -> None:
    """Tuesday 3 March to Tuesday 10 March are five business days, to Wednesday six."""
    later = [date(2026, 3, 10), date(2026, 3, 11)]
    found = add_up([asset("cash", "USD", "16", "16")], later, "EUR", RATES)
    assert [each.value for each in found.points] == [1_000, 1_000]
    assert found.stale == [Gap("USD/EUR", "rate", None, later[1], later[1])]


def test_who_has_nothing_is_worth_nothing() -> None:
    assert add_up([], [MONDAY], "EUR", RateTable()).points == [Point(MONDAY, 0, {})]


def test_a_portfolios_last_value_holds_and_one_that_was_not_known_is_not_made_up() -> None:
    days = [date(2026, 3, day) for day in range(1, 8)]
    known = [(days[1], Decimal(5)), (days[3], None), (days[5], Decimal(7))]
    expected = [0, 5, 5, None, None, 7, 7]
    assert held_values(known, days) == expected
    assert held_values(known, days[2::2]) == expected[2::2]
    assert held_values([], days[:1]) == [0]


@pytest.mark.parametrize(
    ("length", "points", "step"),
    [(0, 1, 0), (1, 2, 1), (365, 366, 1), (3 * 366, 1_099, 1), (3 * 366 + 1, 158, 7), (20 * 366, 1_046, 7)],
)
def test_a_long_period_has_a_point_a_week_and_always_its_last_day(
    length: int, points: int, step: int
) -> None:
    last = date(2026, 3, 3)
    found = days_of(last - timedelta(length), last)
    assert (len(found), found[-1]) == (points, last)
    assert found[0] >= last - timedelta(length)
    assert {(later - earlier).days for earlier, later in pairwise(found)} <= {step}
