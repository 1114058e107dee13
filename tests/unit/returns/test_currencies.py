"""Several currencies: the rate of the day, the statement's own rate, and what exchange rates made of a gain."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.portfolio.returns.figures import FigureStatus
from tests.unit.returns.kit import (
    AVERAGE,
    Case,
    act,
    buy,
    closes,
    figure_of,
    gap_kinds,
    holding,
    money,
    rate,
    sell,
)


def cash(case: Case, on: str, currency: str) -> Decimal:
    found = {each.currency: each.balance for each in case.at(on).cash}
    return found.get(currency, Decimal(0))


def test_a_price_that_rose_in_a_currency_that_fell_is_a_loss() -> None:
    case = Case(
        buy("2024-12-01", "X", 100, 150, currency="USD"),
        prices={"X": "2024-12-01 150, 2024-12-10 151"},
        fx=["2024-12-01 USD EUR 0.965", "2024-12-10 USD EUR 0.941"],
    )
    answer = case.at("2024-12-10")
    assert money(answer, "total_gain") == Decimal("-265.9")
    assert money(answer, "price_effect", "X") == Decimal("94.1")  # 100 x 0.941
    assert money(answer, "fx_effect", "X") == -360  # 15,000 x (0.941 - 0.965)


def test_a_purchase_counts_at_the_rate_of_its_day_for_ever() -> None:
    case = Case(
        buy("2021-08-20", "U", 1, "1360.50", currency="USD"),
        fx=["2021-08-20 USD EUR 0.8545548", "2023-10-06 USD EUR 0.944"],
    )
    for on in ("2021-08-20", "2023-12-31"):
        assert money(case.at(on), "net_contribution") == Decimal("1162.6218054")
        assert money(case.at(on), "cost") == Decimal("1162.6218054")


def test_the_rate_on_the_statement_beats_the_table_by_both_cost_methods() -> None:
    case = Case(
        buy("2024-01-01", "S", 100, 50, currency="USD", fx_rate="0.9"),
        buy("2024-02-01", "S", 50, 60, currency="USD", fx_rate="0.85"),
        sell("2024-03-01", "S", 50, 70, currency="USD", fx_rate="0.88"),
        fx=["2024-01-01 EUR USD 1.1588"],
    )
    # 3080 - 4500 / 2, and 3080 - 7050 / 3
    assert money(case.at("2024-03-01"), "realised_gain") == 830
    answer = case.at("2024-03-01", method=AVERAGE)
    assert money(answer, "realised_gain") == 730
    # 8000 / 3 x 0.88 - 2350
    assert round(money(answer, "fx_effect_realised"), 2) == Decimal("-3.33")


def test_a_rate_on_the_statement_means_the_broker_converted() -> None:
    """Where the portfolio never held dollars, euros paid for them; the day's rate plays no part."""
    case = Case(
        act("2024-06-01", "deposit", amount=10_000),
        buy("2024-06-05", "A", 10, 100, currency="USD", fee=5, fx_rate="0.93"),
        sell("2024-06-10", "A", 10, 100, currency="USD", fee=5, fx_rate="0.95"),
        fx=["2024-06-05 USD EUR 0.91", "2024-06-10 USD EUR 0.89"],
        tracked=True,
    )
    assert cash(case, "2024-06-10", "EUR") == Decimal("10010.60")  # - 1005 x 0.93 + 995 x 0.95
    assert cash(case, "2024-06-10", "USD") == 0
    answer = case.at("2024-06-10")
    assert money(answer, "total_gain") == Decimal("10.60")
    assert money(answer, "realised_gain") == 20
    assert money(answer, "fees") == Decimal("9.40")


@pytest.mark.parametrize(
    "opened",
    [
        [act("2024-06-01", "deposit", amount=2000, currency="USD")],
        [
            act("2024-06-01", "deposit", amount=2000),
            act("2024-06-02", "fx_conversion", amount=1840, received=2000, received_currency="USD"),
        ],
        [act("2024-06-01", "interest", amount=2000, currency="USD")],
    ],
    ids=["deposited", "exchanged", "earned"],
)
def test_who_holds_the_currency_pays_in_it_whatever_rate_is_stated(opened: list[object]) -> None:
    purchase = buy("2024-06-05", "A", 10, 100, currency="USD", fx_rate="0.93")
    case = Case(*opened, purchase, fx=["2024-06-01 USD EUR 0.92"], tracked=True)  # type: ignore[arg-type]
    assert cash(case, "2024-06-05", "USD") == 1000
    assert money(case.at("2024-06-05"), "cost") == 930


def test_without_a_stated_rate_cash_moves_in_the_activity_s_currency() -> None:
    case = Case(
        act("2024-06-01", "deposit", amount=1000),
        buy("2024-06-05", "A", 10, 50, currency="USD"),
        fx=["2024-06-01 USD EUR 0.9"],
        tracked=True,
    )
    assert cash(case, "2024-06-05", "USD") == -500
    assert "negative_cash" in gap_kinds(case.at("2024-06-05").figures.twr)


def test_an_exchange_costs_what_the_rate_of_the_day_would_have_given_more() -> None:
    case = Case(
        act("2024-06-01", "deposit", amount=1000),
        act("2024-06-02", "fx_conversion", amount=500, fee=1, received=540, received_currency="USD"),
        fx=["2024-06-01 EUR USD 1.1"],
        tracked=True,
    )
    answer = case.at("2024-06-02")
    # 540 / 1.1 - 500 = -9.09, of which 1 is a fee
    assert round(money(answer, "total_gain"), 2) == Decimal("-9.09")
    assert money(answer, "fees") == 1
    assert round(money(answer, "fx_effect"), 2) == Decimal("-8.09")


def test_foreign_cash_gains_and_loses_with_its_rate() -> None:
    case = Case(
        act("2015-01-14", "deposit", amount=10_000, currency="USD"),
        fx=[
            "2015-01-14 EUR USD 1.1775",
            "2015-01-14 EUR CHF 1.2010",
            "2015-01-15 EUR USD 1.1708",
            "2015-01-15 EUR CHF 1.0280",
        ],
        currency="CHF",
        tracked=True,
    )
    answer = case.at("2015-01-17")
    assert round(money(answer, "value"), 6) == round(10_000 * Decimal("1.0280") / Decimal("1.1708"), 6)
    assert money(answer, "fx_effect") == money(answer, "total_gain") < 0
    assert money(answer, "price_effect") == 0
    assert rate(answer, "max_drawdown") == pytest.approx((1.0280 / 1.1708) / (1.2010 / 1.1775) - 1)


def test_pence_are_hundredths_of_pounds_in_closes_and_in_activities() -> None:
    in_pounds = Case(
        buy("2024-04-02", "V", 4, "4.96", currency="GBP"),
        prices={"V": closes("2024-04-02 496, 2024-04-30 520", currency="GBp")},
        currency="GBP",
    )
    in_pence = Case(
        buy("2024-04-02", "V", 4, 496, currency="GBX"),
        prices={"V": "2024-04-02 496, 2024-04-30 520"},
        currency="GBP",
    )
    for case in (in_pounds, in_pence):
        assert money(case.at("2024-04-30"), "value") == Decimal("20.80")
        assert money(case.at("2024-04-30"), "total_gain") == Decimal("0.96")
        assert rate(case.at("2024-04-30"), "twr") == pytest.approx(520 / 496 - 1)


def test_cash_in_pence_is_cash_in_pounds() -> None:
    case = Case(
        act("2024-04-01", "deposit", amount=100, currency="GBP"),
        buy("2024-04-02", "V", 4, 496, currency="GBX", fee=100),
        currency="GBP",
        tracked=True,
    )
    assert cash(case, "2024-04-02", "GBP") == Decimal("79.16")
    assert [each.currency for each in case.at("2024-04-02").cash] == ["GBP"]


def test_a_bond_is_worth_its_percent_of_par() -> None:
    case = Case(
        buy("2024-01-02", "BOND", 10_000, "98.5"),
        prices={"BOND": closes("2024-01-02 98.5, 2024-12-31 101", percent_of_par=True)},
    )
    answer = case.at("2024-12-31")
    assert money(answer, "cost") == 9850
    assert money(answer, "value") == 10_100
    assert rate(answer, "twr") == pytest.approx(101 / 98.5 - 1)


def test_a_security_bought_in_another_currency_than_its_own_splits_its_gain_by_its_own() -> None:
    """24 at 124.01 USD for 2381.35 GBP, 4.71 of it a fee."""
    case = Case(
        act(
            "2024-01-02",
            "buy",
            "FOO",
            currency="GBP",
            quantity=24,
            unit_price="124.01",
            price_currency="USD",
            amount="2381.35",
            fee="4.71",
        ),
        prices={"FOO": closes("2024-06-28 130", currency="USD")},
        fx=["2024-06-28 USD GBP 0.8"],
        currency="GBP",
    )
    answer = case.at("2024-06-28")
    assert holding(answer, "FOO").average_price.value == Decimal("124.01")
    assert holding(answer, "FOO").average_price.currency == "USD"
    assert money(answer, "unrealised_gain") == 24 * 130 * Decimal("0.8") - Decimal("2376.64")
    assert money(answer, "fx_effect") == 24 * Decimal("124.01") * Decimal("0.8") - Decimal("2376.64")


def test_without_a_rate_there_is_a_named_gap_and_no_figure() -> None:
    case = Case(
        buy("2026-09-01", "JP", 100, 10_000, currency="JPY"),
        buy("2026-09-01", "A", 1, 100),
        prices={"JP": "2026-09-18 20000", "A": "2026-09-18 110"},
    )
    answer = case.at("2026-09-18")
    for name in (
        "value",
        "cost",
        "total_gain",
        "unrealised_gain",
        "fx_effect",
        "twr",
        "xirr",
        "max_drawdown",
    ):
        found = figure_of(answer, name)
        assert (found.value, found.status) == (None, FigureStatus.MISSING_FX), name
        assert "missing_fx" in gap_kinds(found)
    assert {each.subject for each in answer.quality if each.kind == "missing_fx"} == {"JPY/EUR"}
    assert money(answer, "total_gain", "A") == 10
    assert holding(answer, "JP").quantity == 100
    assert money(answer, "fees") == 0


def test_a_rate_that_begins_later_serves_later_periods() -> None:
    case = Case(
        buy("2024-01-02", "A", 10, 100, currency="USD"),
        prices={"A": "2024-02-01 110, 2024-03-01 121"},
        fx=["2024-02-01 USD EUR 0.9"],
    )
    answer = case.at("2024-03-01", "2024-02-01")
    assert rate(answer, "twr") == pytest.approx(0.1)
    assert money(answer, "total_gain") == 99
    assert figure_of(answer, "cost").status == FigureStatus.MISSING_FX
    assert figure_of(case.at("2024-03-01"), "twr").status == FigureStatus.MISSING_FX


def test_what_was_long_sold_without_a_rate_spoils_nothing_later() -> None:
    case = Case(
        buy("2023-01-02", "J", 1, 100, currency="JPY"),
        sell("2023-02-01", "J", 1, 120, currency="JPY"),
        buy("2024-01-02", "A", 10, 100),
        prices={"A": "2024-02-01 110"},
    )
    answer = case.at("2024-02-01", "2023-12-31")
    assert [each.symbol for each in answer.holdings] == ["A"]
    assert money(answer, "total_gain") == 100
    assert money(answer, "realised_gain") == 0
    assert figure_of(case.at("2024-02-01"), "realised_gain").status == FigureStatus.MISSING_FX


def test_an_old_rate_holds_and_is_named() -> None:
    case = Case(
        buy("2024-01-02", "A", 10, 100, currency="USD"),
        prices={"A": "2024-02-01 110"},
        fx=["2024-01-02 USD EUR 0.9"],
    )
    found = figure_of(case.at("2024-02-01"), "value")
    assert found.value == 990
    assert [(each.kind, each.subject, str(each.last_on)) for each in found.quality] == [
        ("stale_fx", "USD/EUR", "2024-02-01")
    ]
    # the 9th is the fifth business day after the 2nd, the 10th the sixth
    assert gap_kinds(figure_of(case.at("2024-01-09"), "twr")) == {"missing_price"}
    stale = [each for each in case.at("2024-02-01").figures.twr.quality if each.kind == "stale_fx"]
    assert [str(each.first_on) for each in stale] == ["2024-01-10"]


def test_a_transfer_s_fee_is_paid_in_its_own_currency_whatever_the_security_s_is() -> None:
    case = Case(
        act("2024-01-02", "deposit", amount=100),
        act("2024-01-03", "transfer_in", "A", quantity=2, fee=5),
        prices={"A": closes("2024-01-02 50", currency="USD")},
        fx=["2024-01-02 USD EUR 0.8"],
        tracked=True,
    )
    answer = case.at("2024-01-03")
    assert cash(case, "2024-01-03", "EUR") == 95
    assert money(answer, "value") == 95 + 80
    assert money(answer, "net_contribution") == 180
    assert money(answer, "total_gain") == -5
    assert money(answer, "cost") == 80
    assert holding(answer, "A").average_price.value == 50


def test_a_transfer_of_what_has_a_price_and_no_rate_lacks_the_rate() -> None:
    case = Case(
        act("2024-01-03", "transfer_in", "A", quantity=2),
        prices={"A": closes("2024-01-02 50", currency="USD")},
    )
    assert figure_of(case.at("2024-01-03"), "total_gain").status == FigureStatus.MISSING_FX


def test_an_exchange_that_does_not_say_what_came_back_takes_the_rate_of_the_day() -> None:
    case = Case(
        act("2024-06-01", "deposit", amount=1000),
        act("2024-06-02", "fx_conversion", amount=500, fee=10, received_currency="USD"),
        fx=["2024-06-01 EUR USD 1.1"],
        tracked=True,
    )
    assert cash(case, "2024-06-02", "USD") == 539
    assert cash(case, "2024-06-02", "EUR") == 500
    assert money(case.at("2024-06-02"), "total_gain") == -10
