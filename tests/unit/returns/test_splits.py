"""Splits change what a unit is, and nothing else: stated by activities, by the market, or by both."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.portfolio.activities.corporate import Split
from tests.unit.returns.kit import AVERAGE, Case, act, buy, closes, day, holding, money, rate, sell


def split(on: str, symbol: str, ratio: str) -> object:
    return act(on, "split", symbol, quantity=ratio)


def market(text: str, *splits: tuple[str, str], restated: bool) -> object:
    return closes(text, restated=restated, splits=[Split(day(on), Decimal(ratio)) for on, ratio in splits])


STATED = {"activities": [split("2024-06-10", "N", "10")], "splits": []}
KNOWN = {"activities": [], "splits": [("2024-06-10", "10")]}
BOTH = {"activities": [split("2024-06-12", "N", "10")], "splits": [("2024-06-10", "10")]}


@pytest.mark.parametrize(
    "source", [STATED, KNOWN, BOTH], ids=["activity", "market", "both, booked days later"]
)
@pytest.mark.parametrize(
    ("text", "restated"),
    [
        ("2024-01-29 63.16, 2024-06-07 120, 2024-06-10 121, 2024-09-06 102.83", True),
        ("2024-01-29 631.60, 2024-06-07 1200, 2024-06-10 121, 2024-09-06 102.83", False),
    ],
    ids=["restated history", "history as it was"],
)
def test_ten_for_one(source: dict[str, list[object]], text: str, restated: bool) -> None:
    case = Case(
        buy("2024-01-29", "N", 1, "631.60"),
        *source["activities"],  # type: ignore[arg-type]
        prices={"N": market(text, *source["splits"], restated=restated)},  # type: ignore[dict-item, arg-type]
    )
    assert money(case.at("2024-01-29"), "value") == Decimal("631.60")
    assert money(case.at("2024-06-07"), "value") == 1200
    assert money(case.at("2024-06-11"), "value") == 1210
    answer = case.at("2024-09-06", method=AVERAGE)
    assert holding(answer, "N").quantity == 10
    assert holding(answer, "N").average_price.value == Decimal("63.16")
    assert money(answer, "total_gain") == Decimal("396.70")
    assert money(answer, "net_contribution") == Decimal("631.60")
    assert rate(answer, "twr") == pytest.approx(1028.3 / 631.6 - 1)
    assert [float(each.value or 0) for each in answer.series if str(each.on) == "2024-06-09"] == [1200]


def test_a_reverse_split_of_a_restated_history() -> None:
    case = Case(
        buy("2026-01-05", "R", 100, 2),
        split("2026-03-02", "R", "0.02"),  # type: ignore[arg-type]
        prices={"R": closes("2026-01-05 100, 2026-02-27 100, 2026-06-19 90", restated=True)},
    )
    assert money(case.at("2026-02-27"), "value") == 200
    answer = case.at("2026-06-19")
    assert money(answer, "value") == 180
    assert rate(answer, "twr") == pytest.approx(-0.1)
    assert rate(answer, "max_drawdown") == pytest.approx(-0.1)


def test_a_position_closed_before_a_split_was_worth_what_it_was_worth() -> None:
    """The provider restates its history for what happened long after the sale."""
    case = Case(
        buy("2024-01-02", "N", 1, 500),
        sell("2024-03-01", "N", 1, 800),
        prices={
            "N": market("2024-01-02 50, 2024-02-01 70, 2024-03-01 80", ("2024-06-10", "10"), restated=True)
        },  # type: ignore[dict-item]
    )
    assert money(case.at("2024-02-01"), "value") == 700
    answer = case.at("2024-12-31")
    assert rate(answer, "twr") == pytest.approx(0.6)
    assert holding(answer, "N").quantity == 0


def test_a_split_between_two_closes_holds_on_the_days_between() -> None:
    case = Case(
        buy("2024-01-02", "N", 10, 100),
        split("2024-02-01", "N", "2"),  # type: ignore[arg-type]
        prices={"N": closes("2024-01-02 100, 2024-02-20 60")},
    )
    assert money(case.at("2024-02-10"), "value") == 1000
    assert money(case.at("2024-02-20"), "value") == 1200


def test_a_split_without_any_close_halves_the_trade_price() -> None:
    case = Case(buy("2024-01-02", "N", 10, 100), split("2024-02-01", "N", "2"))  # type: ignore[arg-type]
    assert money(case.at("2024-02-10"), "value") == 1000


def test_a_sale_after_a_split_of_the_same_day_sells_new_units() -> None:
    case = Case(
        buy("2020-01-01", "M", 10, 100),
        split("2021-01-01", "M", "2"),  # type: ignore[arg-type]
        sell("2021-01-01", "M", 5, 60),
        prices={"M": closes("2020-01-01 100, 2021-01-01 60")},
    )
    answer = case.at("2021-01-01")
    assert holding(answer, "M").quantity == 15
    assert money(answer, "realised_gain") == 50
    assert money(answer, "cost") == 750
    assert rate(answer, "twr") == pytest.approx(0.2)


def test_a_purchase_before_a_split_of_the_same_day_buys_old_units() -> None:
    case = Case(
        buy("2020-01-01", "M", 10, 100),
        buy("2021-01-01", "M", 10, 120),
        split("2021-01-01", "M", "2"),  # type: ignore[arg-type]
        prices={"M": closes("2020-01-01 100, 2021-01-01 60")},
    )
    answer = case.at("2021-01-01")
    assert holding(answer, "M").quantity == 40
    assert rate(answer, "twr") == pytest.approx(0.2)


def test_two_splits_within_days_are_two_where_the_market_knows_one() -> None:
    case = Case(
        buy("2024-01-02", "N", 1, 600),
        split("2024-02-01", "N", "2"),  # type: ignore[arg-type]
        split("2024-02-05", "N", "2"),  # type: ignore[arg-type]
        prices={"N": market("", ("2024-02-01", "2"), restated=False)},  # type: ignore[dict-item]
    )
    assert holding(case.at("2024-03-01"), "N").quantity == 4


def test_a_split_of_what_was_never_held_does_nothing() -> None:
    case = Case(
        buy("2024-06-03", "N", 1, 60),
        prices={"N": market("2024-06-03 60", ("2020-08-31", "4"), ("2030-01-01", "2"), restated=False)},  # type: ignore[dict-item]
    )
    assert holding(case.at("2024-06-03"), "N").quantity == 1
    assert money(case.at("2024-06-03"), "value") == 60


@pytest.mark.parametrize("held", [False, True], ids=["beside the portfolio", "held as well"])
@pytest.mark.parametrize(
    ("text", "restated"),
    [
        ("2024-01-02 10, 2024-06-07 11, 2024-06-10 11, 2024-06-11 12.1", True),
        ("2024-01-02 100, 2024-06-07 110, 2024-06-10 11, 2024-06-11 12.1", False),
    ],
    ids=["restated history", "history as it was"],
)
def test_a_benchmark_that_was_split_has_grown_as_much_as_without(
    text: str, restated: bool, held: bool
) -> None:
    bought = [buy("2024-01-02", "N", 1, 100)] if held else []
    case = Case(
        buy("2024-01-02", "A", 10, 50),
        *bought,
        prices={
            "A": "2024-01-02 50, 2024-06-07 55, 2024-06-10 55, 2024-06-11 60.5",
            "N": market(text, ("2024-06-10", "10"), restated=restated),
        },
    )
    answer = case.at("2024-06-11", benchmark="N")
    assert [each.benchmark for each in answer.series][-4::3] == pytest.approx([0.1, 0.21])
    assert rate(answer, "beta", "A") == pytest.approx(1)
