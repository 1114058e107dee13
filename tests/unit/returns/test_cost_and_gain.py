"""What holdings cost and gained: first in first out and average, with fees and without; each by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.portfolio.returns.gains import FIFO_WITHOUT_FEES, CostMethod
from tests.unit.returns.kit import (
    AVERAGE,
    AVERAGE_WITH_FEES,
    FIFO_WITH_FEES,
    Case,
    act,
    buy,
    figure_of,
    gap_kinds,
    holding,
    money,
    sell,
)

TWO_PURCHASES = Case(
    buy("2026-01-05", "A", 100, 10, fee=10),
    buy("2026-02-02", "A", 100, 20, fee=30),
    sell("2026-07-01", "A", 100, 25, fee=5, tax=3),
    prices={"A": "2026-07-01 26"},
)


@pytest.mark.parametrize(
    ("method", "realised", "cost", "unrealised"),
    [
        # fifo: 100 at 10 are sold for 2500, 100 at 20 stay, worth 2600
        (FIFO_WITHOUT_FEES, 1500, 2000, 600),
        # with costs: 2500 - 8 - 1010; 2030 stay
        (FIFO_WITH_FEES, 1482, 2030, 570),
        # average: 3000 / 200 = 15 each
        (AVERAGE, 1000, 1500, 1100),
        # with costs: 3040 / 200 = 15.20 each
        (AVERAGE_WITH_FEES, 972, 1520, 1080),
    ],
    ids=str,
)
def test_each_method_has_its_cost_and_gain(
    method: CostMethod, realised: int, cost: int, unrealised: int
) -> None:
    answer = TWO_PURCHASES.at("2026-07-01", method=method)
    assert money(answer, "realised_gain", "A") == realised
    assert money(answer, "cost", "A") == cost
    assert money(answer, "unrealised_gain", "A") == unrealised
    assert holding(answer, "A").average_price.value == Decimal(cost) / 100


def test_the_total_gain_is_the_same_by_all_methods() -> None:
    # 2600 - (1010 + 2030) + 2492
    for method in (FIFO_WITHOUT_FEES, FIFO_WITH_FEES, AVERAGE, AVERAGE_WITH_FEES):
        assert money(TWO_PURCHASES.at("2026-07-01", method=method), "total_gain") == 2052


def test_a_sale_takes_part_of_a_lot() -> None:
    # 5360.04385 = (109 - 15) x 3149.20 / 109 + 1684.92 + 959.30, and 531.50 - 15 x 3149.20 / 109 = 98.1238…
    case = Case(
        act("2010-01-01", "buy", "S", quantity=109, amount="3149.20"),
        act("2010-02-01", "sell", "S", quantity=15, amount="531.50"),
        act("2010-03-01", "buy", "S", quantity=52, amount="1684.92"),
        act("2010-03-01", "buy", "S", quantity=32, amount="959.30"),
    )
    answer = case.at("2010-12-31", method=FIFO_WITH_FEES)
    assert round(money(answer, "cost"), 5) == Decimal("5360.04385")
    assert round(money(answer, "realised_gain"), 5) == Decimal("98.12385")


def test_what_is_bought_again_after_all_was_sold_has_only_its_new_price() -> None:
    case = Case(
        buy("2026-01-05", "A", 10, 100), sell("2026-02-02", "A", 10, 150), buy("2026-03-02", "A", 10, 300)
    )
    answer = case.at("2026-03-02", method=AVERAGE)
    assert holding(answer, "A").average_price.value == 300
    assert money(answer, "realised_gain") == 500


def test_several_round_trips_on_one_day_each_count() -> None:
    # 9 x (210 - 209.45) + 10 x (208.01 - 204.11) = 4.95 + 39; fees of 4
    case = Case(
        buy("2025-12-11", "J", 9, "209.45", fee=1),
        sell("2025-12-18", "J", 9, 210, fee=1),
        buy("2025-12-18", "J", 10, "204.11", fee=1),
        sell("2025-12-28", "J", 10, "208.01", fee=1),
    )
    answer = case.at("2025-12-31")
    assert money(answer, "realised_gain") == Decimal("43.95")
    assert money(answer, "total_gain") == Decimal("39.95")
    assert money(answer, "net_contribution") == Decimal("-39.95")


def test_the_amount_that_moved_wins_over_quantity_times_price() -> None:
    # 0.6242 x 48.05 would be 29.99281
    case = Case(act("2025-03-31", "buy", "F", quantity="0.6242", unit_price="48.05", amount="29.99"))
    assert money(case.at("2025-03-31"), "cost") == Decimal("29.99")


def test_an_amount_holds_the_fees_of_a_purchase_and_lacks_those_of_a_sale() -> None:
    case = Case(
        act("2025-01-02", "buy", "F", quantity=10, amount=1005, fee=3, tax=2),
        act("2025-02-03", "sell", "F", quantity=10, amount=1195, fee=3, tax=2),
    )
    answer = case.at("2025-02-03")
    assert money(answer, "realised_gain") == 200  # 1200 - 1000
    assert (money(answer, "fees"), money(answer, "taxes")) == (6, 4)
    assert money(answer, "total_gain") == 190


@pytest.mark.parametrize(
    "parts",
    [("0.3333333333333333", "0.6666666666666666"), ("0.33333", "0.66666"), ("0.33334", "0.66667")],
    ids=["short by 1e-16", "short by 1e-5", "over by 1e-5"],
)
def test_thirds_that_are_sold_as_one_leave_nothing_but_what_is_worth_something(
    parts: tuple[str, str],
) -> None:
    case = Case(*(buy("2024-03-08", "M", part, 400) for part in parts), sell("2024-03-14", "M", 1, 411))
    held = holding(case.at("2024-04-01"), "M").quantity
    assert held == max(sum(map(Decimal, parts)) - 1, Decimal(0))


def test_a_short_position_gains_when_the_price_falls() -> None:
    case = Case(
        sell("2024-01-02", "S", 3, 20, fee=1),
        buy("2024-12-30", "S", 2, 5, fee=1),
        prices={"S": "2024-12-31 6"},
        allow_shorts=True,
    )
    answer = case.at("2024-12-31")
    assert holding(answer, "S").quantity == -1
    assert money(answer, "realised_gain") == 30  # 2 x (20 - 5)
    assert money(answer, "unrealised_gain") == 14  # 20 - 6
    assert money(answer, "cost") == -20
    assert money(answer, "total_gain") == 42  # less fees of 2
    with_fees = money(case.at("2024-12-31", method=FIFO_WITH_FEES), "realised_gain")
    assert with_fees == round(Decimal(30) - 1 - Decimal(2) / 3, 12)


def test_a_sale_beyond_what_is_held_closes_it_and_opens_a_short_one() -> None:
    case = Case(
        buy("2024-01-02", "S", 10, 100),
        sell("2024-02-01", "S", 15, 120),
        buy("2024-03-01", "S", 15, 110),
        allow_shorts=True,
    )
    answer = case.at("2024-03-01")
    assert money(answer, "realised_gain") == 250  # 10 x 20 + 5 x 10
    assert holding(answer, "S").quantity == 10
    assert money(answer, "cost") == 1100


def test_what_is_sold_beyond_a_long_only_holding_is_named() -> None:
    case = Case(buy("2024-01-02", "S", 10, 100), sell("2024-02-01", "S", 15, 120))
    assert "oversold" in gap_kinds(figure_of(case.at("2024-02-01"), "cost"))


def test_income_counts_before_its_tax_and_in_the_total_gain_after_it() -> None:
    case = Case(
        buy("2024-09-02", "L", 1, 15_005),
        *(act(on, "dividend", "L", amount="162.55", tax="42.26") for on in ("2024-12-02", "2025-03-03")),
        sell("2025-09-01", "L", 1, 15_005),
    )
    answer = case.at("2025-09-14")
    assert money(answer, "income", "L") == Decimal("325.10")
    assert money(answer, "taxes") == Decimal("84.52")
    assert money(answer, "total_gain") == Decimal("240.58")
    assert answer.figures.gain_on_invested.value == pytest.approx(240.58 / 15_005)


def test_a_fee_of_its_own_may_stand_in_either_field() -> None:
    case = Case(
        buy("2024-01-02", "A", 1, 100),
        act("2024-02-01", "fee", fee="4.90"),
        act("2024-03-01", "fee", amount=5),
    )
    answer = case.at("2024-03-01")
    assert money(answer, "fees") == Decimal("9.90")
    assert money(answer, "total_gain") == Decimal("-9.90")
    assert answer.rest.value == Decimal("-9.90")


def test_gains_of_a_period_count_from_the_close_of_its_first_day() -> None:
    case = Case(
        buy("2021-11-30", "B", 2, "136.60", fee="1.55"),
        prices={"B": "2021-11-30 136.60, 2021-12-17 143.90, 2021-12-18 148.90"},
    )
    assert money(case.at("2021-12-18"), "total_gain") == Decimal("23.05")
    assert money(case.at("2021-12-18", start="2021-11-30"), "total_gain") == Decimal("24.60")
    assert money(case.at("2021-12-18", start="2021-12-17"), "total_gain") == 10
    assert money(case.at("2021-12-18", start="2021-12-17"), "price_effect") == 10


def test_the_parts_of_a_gain_add_up_within_a_period_too() -> None:
    case = Case(
        buy("2024-01-02", "A", 10, 100, fee=2),
        buy("2024-01-02", "B", 10, 50, currency="USD"),
        act("2024-05-02", "dividend", "A", amount=12, tax=3),
        sell("2024-06-03", "A", 4, 130, fee=2),
        sell("2024-07-01", "B", 5, 40, currency="USD"),
        act("2024-08-01", "fee", amount=7),
        prices={"A": "2024-03-01 110, 2024-12-31 140", "B": "2024-03-01 55, 2024-12-31 45"},
        fx=["2024-01-02 USD EUR 0.9", "2024-03-01 USD EUR 0.95", "2024-12-31 USD EUR 1.0"],
    )
    for start in (None, "2024-03-01", "2024-06-30"):
        answer = case.at("2024-12-31", start)
        effects = money(answer, "price_effect") + money(answer, "fx_effect")
        net = money(answer, "income") - money(answer, "fees") - money(answer, "taxes")
        assert effects + net == money(answer, "total_gain")


def test_securities_that_leave_take_their_cost_along_and_realise_nothing() -> None:
    case = Case(
        buy("2024-01-02", "A", 10, 100),
        act("2024-06-03", "transfer_out", "A", quantity=4),
        prices={"A": "2024-06-03 150"},
    )
    answer = case.at("2024-06-03")
    assert money(answer, "cost") == 600
    assert money(answer, "realised_gain") == 0
    assert money(answer, "net_contribution") == 400  # 1000 in, 4 x 150 out
    assert money(answer, "total_gain") == 500
    assert money(answer, "price_effect") == 500


def test_securities_that_arrive_are_an_inflow_at_their_value() -> None:
    stated = Case(
        act("2024-06-03", "transfer_in", "A", quantity=10, amount=675), prices={"A": "2024-06-03 70"}
    )
    priced = Case(act("2024-06-03", "transfer_in", "A", quantity=10), prices={"A": "2024-06-03 70"})
    assert money(stated.at("2024-06-03"), "cost") == 675
    assert money(stated.at("2024-06-03"), "total_gain") == 25
    assert money(priced.at("2024-06-03"), "cost") == 700
    assert money(priced.at("2024-06-03"), "total_gain") == 0


@pytest.mark.parametrize("arrives", ["2024-06-03", "2024-06-10"])
def test_what_moves_between_own_depots_keeps_its_lots_and_is_no_flow(arrives: str) -> None:
    moved = [
        act("2024-06-03", "transfer_out", "A", quantity=10),
        act(arrives, "transfer_in", "A", quantity=10, amount=1500),
    ]
    case = Case(buy("2024-01-02", "A", 10, 100), *moved, prices={"A": "2024-06-03 150"})
    answer = case.at("2024-06-30")
    assert money(answer, "cost") == 1000
    assert money(answer, "net_contribution") == 1000
    assert money(answer, "unrealised_gain") == 500


def test_what_a_move_between_own_depots_costs_stays() -> None:
    """Bought for 200, worth 300: 5 and 2 for the move leave a gain of 93; lots stay."""
    case = Case(
        buy("2024-01-02", "A", 10, 20), act("2024-02-01", "transfer_out", "A", quantity=10, fee=5),
        act("2024-02-02", "transfer_in", "A", quantity=10, tax=2), prices={"A": "2024-01-02 20, 2024-03-01 30"},
    )  # fmt: skip
    answer = case.at("2024-03-01")
    assert (money(answer, "fees"), money(answer, "taxes"), money(answer, "total_gain")) == (5, 2, 93)
    assert (money(answer, "cost"), money(answer, "net_contribution")) == (200, 207)
