"""What lies behind a figure: the lines that make it, and the prices and rates that went in."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import pytest

from app.domain.portfolio.returns.explanations import Explanation, NoSuchFigure, explain
from app.domain.portfolio.returns.journal import keep_books
from app.domain.portfolio.returns.market import Period
from tests.unit.returns.kit import Case, act, buy, day, figure_of, money, rate, sell

CASE = Case(
    buy("2024-01-02", "A", 10, 100, fee=2),
    buy("2024-01-02", "B", 10, 50, currency="USD", fx_rate="0.9"),
    act("2024-05-02", "dividend", "A", amount=12, tax=3),
    sell("2024-06-03", "A", 4, 130, fee=2),
    prices={"A": "2024-03-01 110, 2024-06-03 125, 2024-12-31 140", "B": "2024-12-30 45"},
    fx=["2024-01-02 USD EUR 0.88", "2024-06-03 USD EUR 0.95", "2024-12-27 USD EUR 1.0"],
)
END = "2024-12-31"


def explained(figure: str, symbol: str | None = None, start: str | None = None) -> Explanation:
    journal = keep_books(CASE.settings, CASE.activities, CASE.market)
    return explain(journal, Period(start=start and day(start), end=day(END)), figure, symbol=symbol)  # type: ignore[arg-type]


def total(found: Explanation, part: str) -> Any:
    return sum(each.parts.get(part) or 0 for each in found.lines)


@pytest.mark.parametrize(
    ("figure", "part"),
    [
        ("value", "value"),
        ("realised_gain", "gain"),
        ("unrealised_gain", "gain"),
        ("fx_effect_realised", "fx_effect"),
        ("fx_effect_unrealised", "fx_effect"),
        ("price_effect_unrealised", "price_effect"),
        ("income", "income"),
        ("fees", "fee"),
        ("taxes", "tax"),
    ],
)
def test_the_lines_of_a_sum_add_up_to_the_figure(figure: str, part: str) -> None:
    assert total(explained(figure), part) == money(CASE.at(END), figure)


@pytest.mark.parametrize("start", [None, "2024-03-01"])
def test_the_lines_of_the_gain_are_values_and_flows(start: str | None) -> None:
    found = explained("total_gain", start=start)
    first, *flows, last = found.lines
    net = sum(each.parts["paid_in"] - each.parts["paid_out"] for each in flows)  # type: ignore[operator, misc]
    assert last.parts["value"] - first.parts["value"] - net == money(CASE.at(END, start), "total_gain")  # type: ignore[operator]


def test_the_sub_periods_multiply_to_the_time_weighted_return() -> None:
    factors = [each.parts["factor"] for each in explained("twr").lines]
    assert math.prod(each for each in factors if each is not None) - 1 == pytest.approx(
        rate(CASE.at(END), "twr")
    )


def test_the_flows_of_the_money_weighted_return_are_worth_nothing_at_it() -> None:
    *flows, solution = explained("xirr").lines
    r, first = float(solution.parts["rate"] or 0), flows[0].on
    values = [float(each.parts["amount"] or 0) / (1 + r) ** ((each.on - first).days / 365) for each in flows]
    assert sum(values) == pytest.approx(0, abs=1e-6)
    assert r == pytest.approx(rate(CASE.at(END), "xirr"))


def test_a_figure_of_one_security_has_its_activities_alone() -> None:
    assert explained("total_gain", "A").places == [0, 2, 3]
    assert explained("total_gain", "B").places == [1]


def test_prices_and_rates_are_named_with_their_days() -> None:
    found = explained("value")
    assert [(each.symbol, each.price, str(each.priced_on)) for each in found.prices] == [
        ("A", 140, "2024-12-31"),
        ("B", 45, "2024-12-30"),
    ]
    assert [(each.currency, each.rate, str(each.rate_on)) for each in found.rates] == [
        ("USD", 1, "2024-12-27")
    ]


def test_a_rate_of_the_statement_has_no_day_of_the_table() -> None:
    assert [(each.rate, each.rate_on) for each in explained("cost").rates] == [(Decimal("0.9"), None)]


def test_every_figure_of_the_answer_can_be_explained() -> None:
    for name in CASE.at(END).figures.__struct_fields__:
        assert explained(name).formula
        assert explained(name, "A").figure == name
        figure_of(CASE.at(END), name)


@pytest.mark.parametrize(("figure", "symbol"), [("nonsense", None), ("value", "NONE")])
def test_what_is_not_there_cannot_be_explained(figure: str, symbol: str | None) -> None:
    with pytest.raises(NoSuchFigure):
        explained(figure, symbol)
