"""The rest of the answer: risk beside a benchmark, the allocation, cash, and how it is written as JSON."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import msgspec
import numpy as np
import pytest

from app.domain.portfolio.returns.figures import FigureStatus, rounded
from app.domain.portfolio.returns.market import Attributes
from tests.unit.returns.kit import Case, act, buy, closes, figure_of, gap_kinds, holding, money, rate, sell

MONDAY = date(2024, 1, 1)


def weekdays(count: int) -> list[date]:
    days = (MONDAY + timedelta(days=day) for day in range(3 * count))
    return [each for each in days if each.weekday() < 5][:count]


def history(days: list[date], prices: list[str]) -> str:
    return ", ".join(f"{on} {price}" for on, price in zip(days, prices, strict=True))


MOVES = [0.01, -0.02, 0.03, 0.0, -0.01] * 6


def path(factor: float, start: float = 100) -> list[str]:
    levels = start * np.cumprod([1.0, *(1 + factor * np.array(MOVES))])
    return [f"{level:.10f}" for level in levels]


DAYS = weekdays(len(MOVES) + 1)
DAILY = Case(
    buy("2024-01-01", "A", 10, 100),
    prices={"A": history(DAYS, path(2)), "INDEX": history(DAYS, path(1, 4000))},
)
LAST = str(DAYS[-1])


def test_risk_is_measured_on_days_with_closes_and_scaled_to_252_of_them() -> None:
    returns = 2 * np.array(MOVES)
    answer = DAILY.at(LAST, benchmark="INDEX")
    # the day of purchase at the close is an observation too: a return of zero
    observed = np.concatenate([[0.0], returns])
    assert rate(answer, "volatility") == pytest.approx(observed.std(ddof=1) * 252**0.5, rel=1e-7)
    assert rate(answer, "sharpe") == pytest.approx(
        observed.mean() / observed.std(ddof=1) * 252**0.5, rel=1e-6
    )
    assert "252 periods" in figure_of(answer, "volatility").method
    assert "under_a_year" in gap_kinds(figure_of(answer, "volatility"))


def test_a_portfolio_that_moves_twice_as_much_as_its_benchmark_has_a_beta_of_two() -> None:
    answer = DAILY.at(LAST, str(DAYS[0]), benchmark="INDEX")
    assert rate(answer, "beta") == pytest.approx(2, rel=1e-6)
    assert rate(answer, "correlation") == pytest.approx(1, rel=1e-6)
    assert answer.series[-1].benchmark == pytest.approx(np.prod(1 + np.array(MOVES)) - 1, abs=1e-7)
    assert rate(answer, "beta", "A") == pytest.approx(2, rel=1e-6)


def test_a_benchmark_that_begins_with_the_first_purchase_is_compared_from_that_day() -> None:
    prices = {"A": "2024-01-02 100, 2024-01-05 110", "INDEX": "2024-01-02 50, 2024-01-05 60"}
    series = Case(buy("2024-01-02", "A", 10, 100), prices=prices).at("2024-01-05", benchmark="INDEX").series
    assert (series[0].benchmark, series[-1].benchmark) == (0, pytest.approx(0.2))
    later = Case(buy("2024-01-02", "A", 10, 100), prices={**prices, "INDEX": "2024-01-03 50, 2024-01-05 60"})
    assert {each.benchmark for each in later.at("2024-01-05", benchmark="INDEX").series} == {None}


def test_a_benchmark_in_another_currency_is_measured_in_the_portfolio_s() -> None:
    case = Case(
        buy("2024-01-01", "A", 10, 100),
        prices={
            "A": history(DAYS, path(1)),
            "INDEX": closes(history(DAYS, ["5000"] * len(DAYS)), currency="USD"),
        },
        fx=[f"{on} USD EUR {level}" for on, level in zip(DAYS, path(1, 1), strict=True)],
    )
    assert rate(case.at(LAST, str(DAYS[0]), benchmark="INDEX"), "beta") == pytest.approx(1, rel=1e-5)


def test_without_a_benchmark_there_is_no_beta_and_that_is_said() -> None:
    for found in (DAILY.at(LAST).figures.beta, DAILY.at(LAST, benchmark="NONE").figures.beta):
        assert (found.value, found.status) == (None, FigureStatus.NO_SOLUTION)
    assert gap_kinds(DAILY.at(LAST).figures.beta) == {"no_benchmark"}


@pytest.mark.parametrize(
    ("step", "scale"), [(1, "365 periods"), (7, "52 periods"), (30, "12 periods"), (91, "4 periods")]
)
def test_the_scale_follows_the_pace_of_the_closes(step: int, scale: str) -> None:
    days = [MONDAY + timedelta(days=step * number) for number in range(len(MOVES) + 1)]
    case = Case(buy("2024-01-01", "A", 10, 100), prices={"A": history(days, path(1))})
    assert scale in figure_of(case.at(str(days[-1])), "volatility").method


def test_closes_at_no_pace_have_no_yearly_deviation() -> None:
    case = Case(
        buy("2024-01-01", "A", 10, 100), prices={"A": "2024-01-15 101, 2024-01-30 99, 2024-02-14 103"}
    )
    found = figure_of(case.at("2024-02-14"), "volatility")
    assert found.value is None
    assert "irregular_prices" in gap_kinds(found)


def test_few_returns_are_named() -> None:
    case = Case(
        buy("2024-01-01", "A", 10, 100), prices={"A": "2024-01-02 101, 2024-01-03 99, 2024-01-04 103"}
    )
    assert "few_returns" in gap_kinds(figure_of(case.at("2024-01-04"), "sharpe"))


ALLOCATED = Case(
    act("2024-01-02", "deposit", amount=1000),
    act("2024-01-02", "deposit", amount=200, currency="USD"),
    buy("2024-01-02", "A", 4, 100),
    buy("2024-01-02", "B", 1, 100),
    prices={"A": "2024-01-02 100", "B": "2024-01-02 100"},
    fx=["2024-01-02 USD EUR 0.5"],
    tracked=True,
    attributes={"A": Attributes(name="Alpha", asset_class="equity", region="Europe", sector="energy")},
)


def test_the_allocation_adds_up_by_each_key() -> None:
    found = ALLOCATED.at("2024-01-05").allocation

    def shares(name: str) -> dict[str, tuple[Decimal | None, float | None]]:
        return {each.key: (each.value, each.weight) for each in getattr(found, name)}

    assert list(shares("by_holding")) == ["cash EUR", "A", "B", "cash USD"]
    assert shares("by_currency") == {
        "EUR": (1000, pytest.approx(1000 / 1100)),
        "USD": (100, pytest.approx(1 / 11)),
    }
    assert shares("by_class") == {
        "cash": (600, pytest.approx(6 / 11)),
        "equity": (400, pytest.approx(4 / 11)),
        "unknown": (100, pytest.approx(1 / 11)),
    }
    for name in ("by_holding", "by_currency", "by_class", "by_region", "by_sector"):
        assert sum(weight or 0 for _, weight in shares(name).values()) == pytest.approx(1)


def test_a_part_of_unknown_value_leaves_no_weights() -> None:
    case = Case(buy("2024-01-02", "A", 1, 100), buy("2024-01-02", "J", 1, 100, currency="JPY"))
    shares = {each.key: (each.value, each.weight) for each in case.at("2024-01-05").allocation.by_holding}
    assert shares == {"A": (100, None), "J": (None, None)}


def test_only_what_was_held_in_the_period_is_listed() -> None:
    case = Case(
        buy("2024-01-02", "A", 1, 100),
        sell("2024-02-01", "A", 1, 110),
        buy("2024-03-01", "B", 1, 100),
        prices={"B": "2024-03-28 120"},
    )
    assert [each.symbol for each in case.at("2024-03-28").holdings] == ["A", "B"]
    assert [each.symbol for each in case.at("2024-03-28", "2024-02-15").holdings] == ["B"]
    assert holding(case.at("2024-03-28", "2024-02-15"), "B").contribution.value == 20


def test_a_period_of_one_day_has_values_and_no_returns() -> None:
    answer = DAILY.at("2024-01-10", "2024-01-10")
    assert money(answer, "total_gain") == 0
    assert rate(answer, "twr") == 0
    assert len(answer.series) == 1
    for name in ("xirr", "twr_annualised", "volatility", "sharpe", "beta"):
        assert figure_of(answer, name).status == FigureStatus.NO_SOLUTION


@pytest.mark.parametrize("start", ["0001-01-01", "2023-12-31"])
def test_a_period_that_begins_before_everything_begins_with_the_first_activity(start: str) -> None:
    answer, whole = DAILY.at(LAST, start), DAILY.at(LAST)
    assert answer.figures == whole.figures
    assert len(answer.series) <= len(whole.series) + 1


def test_a_period_that_ends_before_everything_is_empty() -> None:
    answer = DAILY.at("2023-06-30")
    assert (money(answer, "value"), answer.holdings) == (0, [])
    assert figure_of(answer, "twr").status == FigureStatus.NO_SOLUTION


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        DAILY.at("2024-01-05", "2024-01-06")


def test_costs_without_any_holding_are_a_loss_without_a_rate() -> None:
    answer = Case(act("2024-01-02", "fee", fee=49)).at("2024-01-31")
    assert money(answer, "total_gain") == -49
    assert figure_of(answer, "twr").status == FigureStatus.NO_SOLUTION


def test_a_holding_s_drawdown_begins_with_its_own_first_day() -> None:
    case = Case(
        buy("2024-01-02", "A", 1, 100),
        buy("2024-03-01", "B", 1, 100),
        prices={"A": "2024-01-02 100", "B": "2024-03-28 80"},
    )
    found = holding(case.at("2024-03-28"), "B").drawdown
    assert found is not None
    assert (str(found.peak_on), found.depth) == ("2024-03-01", pytest.approx(-0.2))


def test_several_rates_are_listed_and_none_is_stated() -> None:
    # -100, then 230 out, then 132 in: 10 % and 20 % both solve it
    case = Case(
        act("2023-01-01", "deposit", amount=100),
        act("2023-06-01", "interest", amount=200),
        act("2024-01-01", "withdrawal", amount=230),
        act("2024-12-31", "deposit", amount=132),
        act("2024-12-31", "fee", amount=202),
        tracked=True,
    )
    answer = case.at("2024-12-31")
    found = figure_of(answer, "xirr")
    assert (found.value, found.status) == (None, FigureStatus.NO_UNIQUE_SOLUTION)
    assert "several_roots" in gap_kinds(found)
    assert answer.roots == pytest.approx((0.1, 0.2))


def test_the_answer_is_json_with_decimal_strings_and_fractions() -> None:
    found = json.loads(msgspec.json.encode(DAILY.at(LAST, "2024-01-05")))
    assert (found["from"], found["to"], found["currency"]) == ("2024-01-05", LAST, "EUR")
    assert isinstance(found["figures"]["value"]["value"], str)
    assert isinstance(found["figures"]["twr"]["value"], float)
    assert found["figures"]["value"]["status"] == "ok"
    assert {"on", "value", "twr"} <= found["series"][0].keys()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1E+3", "1000"),
        ("0.10", "0.1"),
        ("1.0000000000005", "1"),
        ("-2E-30", "0"),
        ("6666.66666666666666", "6666.666666666667"),
    ],
)
def test_amounts_are_written_plainly(value: str, shown: str) -> None:
    assert str(rounded(Decimal(value))) == shown


def test_an_amount_of_forty_digits_is_not_cut() -> None:
    quantity = "1234567890123456789012.123456789012345678"
    case = Case(buy("2024-01-02", "SHIB", quantity, 1))
    assert holding(case.at("2024-01-02"), "SHIB").quantity == rounded(Decimal(quantity))
    assert money(case.at("2024-01-02"), "cost") == Decimal("1234567890123456789012.123456789012")
