"""Drift and proposals, by hand calculation and by properties that hold for every portfolio."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.targets.logic import (
    FRACTION_OF_A_UNIT,
    WHOLE_UNIT,
    GapInPlan,
    Holding,
    Proposal,
    Target,
    Wish,
    propose,
)

D = Decimal
BAND = D("0.05")


def held(symbol: str, units: str, price: str, key: str | None = None) -> Holding:
    return Holding(symbol, key or symbol, D(units), D(units) * D(price), D(price))


def targets(**weights: str) -> list[Target]:
    return [Target(key, D(weight)) for key, weight in weights.items()]


def ask(wanted: list[Target], holdings: list[Holding], own_cash: str = "0", **wish: Any) -> Proposal:
    money = Wish(**{"cash": D(0), **wish})
    return propose(wanted, holdings, own_cash=D(own_cash), tolerance=BAND, wish=money)


def orders(found: Proposal) -> list[tuple[str | None, str, Decimal, Decimal | None]]:
    return [(each.symbol, each.side, each.amount, each.units) for each in found.trades]


def test_new_money_goes_where_it_is_lacking_and_nothing_is_sold() -> None:
    """Of 1000 + 200, 60 % are 720 of A and 40 % are 480 of B; A has 700, B 300: 20 and 180 are lacking."""
    found = ask(targets(A="0.6", B="0.4"), [held("A", "7", "100"), held("B", "30", "10")], cash=D(200))
    assert orders(found) == [("B", "buy", D(180), D(18))]
    assert (found.spent, found.left, found.proceeds) == (D(180), D(20), D(0))


def test_parts_of_units_spend_all_of_it() -> None:
    found = ask(
        targets(A="0.6", B="0.4"),
        [held("A", "7", "100"), held("B", "30", "10")],
        cash=D(200),
        step=FRACTION_OF_A_UNIT,
    )
    assert orders(found) == [("A", "buy", D(20), D("0.2")), ("B", "buy", D(180), D(18))]
    assert [each.drift_after for each in found.drifts] == [0, 0]


def test_money_that_does_not_suffice_is_spent_in_proportion_to_what_is_lacking() -> None:
    """Of 900, 60 % are 540 and 40 % are 360: with nothing held, 90 buys 54 and 36."""
    found = ask(
        targets(A="0.6", B="0.4"), [held("A", "0", "1"), held("B", "0", "1"), held("X", "81", "10", "other")],
        cash=D(90),
    )  # fmt: skip
    assert orders(found) == [("A", "buy", D(54), D(54)), ("B", "buy", D(36), D(36))]


def test_a_sale_ends_at_the_target_and_pays_for_purchases() -> None:
    """800 of A where half of 1000 is wanted: 300 are sold, and buy 300 of B."""
    found = ask(targets(A="0.5", B="0.5"), [held("A", "8", "100"), held("B", "20", "10")], sell=True)
    assert orders(found) == [("A", "sell", D(300), D(3)), ("B", "buy", D(300), D(30))]
    assert found.proceeds == found.spent == 300


def test_what_is_within_its_tolerance_is_not_sold() -> None:
    found = ask(targets(A="0.5", B="0.5"), [held("A", "54", "10"), held("B", "46", "10")], sell=True)
    assert found.trades == []
    assert [each.drift for each in found.drifts] == [D("0.04"), D("-0.04")]


def test_new_money_is_counted_before_anything_is_sold() -> None:
    """60 of 100 is over half; of 200 it is 30 %, which no sale could mend."""
    wanted, holdings = targets(A="0.5", B="0.5"), [held("A", "60", "1"), held("B", "40", "1")]
    assert [each.side for each in ask(wanted, holdings, sell=True).trades] == ["sell", "buy"]
    assert [each.side for each in ask(wanted, holdings, sell=True, cash=D(100)).trades] == ["buy", "buy"]


def test_a_class_is_bought_in_the_proportions_in_which_it_is_held() -> None:
    holdings = [
        held("A", "3", "100", "equity"),
        held("B", "1", "100", "equity"),
        held("C", "0", "100", "equity"),
    ]
    found = ask(targets(equity="1"), holdings, cash=D(400))
    assert orders(found) == [("A", "buy", D(300), D(3)), ("B", "buy", D(100), D(1))]


def test_a_class_of_which_nothing_is_held_is_bought_in_equal_parts() -> None:
    found = ask(
        targets(bonds="1"), [held("A", "0", "10", "bonds"), held("B", "0", "10", "bonds")], cash=D(100)
    )
    assert [each.units for each in found.trades] == [5, 5]


def test_what_rounding_leaves_buys_further_whole_units() -> None:
    """Each lacks 50 of 100: none of A at 60, then two of B at 25; nothing is left that would fit."""
    found = ask(targets(A="0.5", B="0.5"), [held("A", "0", "60"), held("B", "0", "25")], cash=D(100))
    assert orders(found) == [("B", "buy", D(50), D(2))]
    assert found.left == 50


def test_own_cash_counts_in_the_whole_and_is_spent_only_where_that_is_asked_for() -> None:
    wanted, holdings = targets(A="0.9"), [held("A", "5", "100")]
    assert ask(wanted, holdings, own_cash="500").trades == []
    wish = Wish(cash=D(0), own_cash=D(500))
    spending = propose(wanted, holdings, own_cash=D(500), tolerance=BAND, wish=wish)
    assert orders(spending) == [("A", "buy", D(400), D(4))]


def test_amounts_are_in_the_currencys_smallest_unit() -> None:
    found = ask(targets(A="1"), [held("A", "0", "33.335")], cash=D(100), cent=D(1))
    assert orders(found) == [("A", "buy", D(67), D(2))]  # 66.67: it takes 67 yen at most


@pytest.mark.parametrize(
    ("holding", "reason"),
    [
        (Holding("A", "A", D(1), None, None, "missing_fx"), "missing_fx"),
        (Holding("A", None, D(1), None, None, "missing_price"), "missing_price"),
    ],
)
def test_where_a_value_is_not_known_there_are_no_weights_and_it_is_named(
    holding: Holding, reason: Any
) -> None:
    found = ask(targets(B="1"), [holding, held("B", "1", "1")], cash=D(10))
    assert (found.whole, found.drifts, found.trades) == (None, (), ())
    assert found.gaps == [GapInPlan("A", reason)]


def test_cash_without_a_rate_and_an_empty_portfolio_have_no_weights_either() -> None:
    wish = Wish(cash=D(1))
    unknown = propose(targets(A="1"), [], own_cash=None, tolerance=BAND, wish=wish)
    assert (unknown.whole, unknown.gaps) == (None, [GapInPlan("cash", "missing_fx")])
    assert ask(targets(A="1"), []).gaps == [GapInPlan("portfolio", "no_value")]


@pytest.mark.parametrize(
    ("holdings", "gap"),
    [
        ([], GapInPlan("A", "nothing_to_buy")),
        ([Holding("A", "A", D(0), D(0), None, "missing_price")], GapInPlan("A", "missing_price")),
    ],
)
def test_what_has_no_price_is_proposed_as_an_amount_alone(holdings: list[Holding], gap: GapInPlan) -> None:
    found = ask(targets(A="0.5"), holdings, cash=D(100))
    assert orders(found) == [(None, "buy", D(50), None)]
    assert found.gaps == [gap]


# For every portfolio.

amounts = st.decimals(0, 10**6, places=2, allow_nan=False)
prices = st.decimals("0.0001", 10**5, places=4, allow_nan=False)


@st.composite
def portfolios(draw: st.DrawFn) -> tuple[list[Target], list[Holding], Decimal]:
    keys = [f"K{number}" for number in range(draw(st.integers(1, 4)))]
    shares = [draw(st.integers(1, 100)) for _ in keys]
    scale = sum(shares) + draw(st.integers(0, 100))
    wanted = [
        Target(key, (D(share) / scale).quantize(D("1e-6"), "ROUND_FLOOR"))
        for key, share in zip(keys, shares, strict=True)
    ]
    holdings = [
        held(f"S{number}", str(draw(amounts)), str(draw(prices)), draw(st.sampled_from([*keys, "none"])))
        for number in range(draw(st.integers(1, 5)))
    ]
    holdings = [each._replace(key=None) if each.key == "none" else each for each in holdings]
    if draw(st.booleans()):
        short = held("SHORT", str(-draw(amounts)), str(draw(prices)), keys[0])
        holdings.append(short)
    wanted = [each for each in wanted if each.weight > 0]
    return wanted, holdings, draw(st.decimals(-1000, 10**6, places=2, allow_nan=False))


wishes = st.builds(
    Wish,
    cash=amounts,
    own_cash=st.just(D(0)),
    sell=st.booleans(),
    step=st.sampled_from([WHOLE_UNIT, FRACTION_OF_A_UNIT]),
    cent=st.sampled_from([D("0.01"), D(1)]),
)


@settings(deadline=None)
@given(portfolios(), wishes, st.booleans())
def test_a_proposal_spends_no_more_than_there_is_and_no_drift_grows(
    portfolio: tuple[list[Target], list[Holding], Decimal], wish: Wish, own: bool
) -> None:
    wanted, holdings, own_cash = portfolio
    wish = wish._replace(own_cash=max(own_cash, D(0)) if own else D(0))
    found = propose(wanted, holdings, own_cash=own_cash, tolerance=BAND, wish=wish)
    if found.whole is None:
        assert found.gaps == [GapInPlan("portfolio", "no_value")]
        return
    bought = sum(each.amount for each in found.trades if each.side == "buy")
    sold = sum(each.amount for each in found.trades if each.side == "sell")
    assert (bought, sold) == (found.spent, found.proceeds)
    assert found.spent <= wish.cash + wish.own_cash + found.proceeds
    assert found.left == wish.cash + wish.own_cash + found.proceeds - found.spent >= 0
    assert sold == 0 or wish.sell
    for each in found.drifts:
        assert abs(each.drift_after) <= abs(each.drift)
        assert each.drift * each.drift_after >= 0  # no target is passed


@settings(deadline=None)
@given(portfolios(), wishes)
def test_weights_add_up_and_units_are_what_can_be_traded(
    portfolio: tuple[list[Target], list[Holding], Decimal], wish: Wish
) -> None:
    wanted, holdings, own_cash = portfolio
    found = propose(wanted, holdings, own_cash=own_cash, tolerance=BAND, wish=wish)
    if found.whole is None:
        return
    moved = sum(-each.moved if each.side == "buy" else each.moved for each in found.trades)
    other = sum((each.value or D(0) for each in holdings if each.key not in {t.key for t in wanted}), D(0))
    cash = own_cash + wish.cash + moved
    whole = sum(each.after for each in found.drifts) + other + cash
    assert abs(whole - found.whole) < D("1e-15")
    by_symbol = {each.symbol: each for each in holdings}
    for trade in found.trades:
        if trade.units is not None and trade.symbol is not None:
            assert trade.units % wish.step == 0 or trade.units == by_symbol[trade.symbol].units
            assert trade.side == "buy" or trade.units <= by_symbol[trade.symbol].units
