"""Splits that a file states by units, and the order of a file's rows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.domain.portfolio.drafts.splits import USUAL_RATIOS, ratio_of
from tests.support.brokers import activities, problems, read
from tests.unit.brokers.test_stock_brokers import FIDELITY, REVOLUT, SCHWAB

BUY = '"06/13/2024","Buy","{0}","NAME","{1}","$10.00","","-$100.00"\n'
SPLIT = '"07/15/2024","{2}","{0}","NAME","{1}","","",""\n'


def splits(content: str, **answers: dict[int, Decimal]) -> list[Decimal]:
    return [each["quantity"] for each in activities(content, **answers) if each["type"] == "split"]


@pytest.mark.parametrize(
    ("held", "added", "ratio"),
    [("10", "10", "2"), ("10", "90", "10"), ("10", "5", "1.5"), ("30", "10", "1.333333333333333333333333333"),
     ("1.90970896", "5.72912688", "4"), ("100", "5", "1.05")],
)  # fmt: skip
def test_the_ratio_follows_from_the_units_that_came(held: str, added: str, ratio: str) -> None:
    """One bonus share for each one held is a split of two for one."""
    content = SCHWAB + SPLIT.format("A", added, "Stock Split") + BUY.format("A", held)
    assert splits(content) == [Decimal(ratio)]
    assert splits(content.replace("Stock Split", "Stock Div Dist")) == [Decimal(ratio)]


@pytest.mark.parametrize(
    ("held", "added", "why"),
    [
        ("", "90", "does not show what was held before"),
        ("7", "90", "is no usual ratio"),
    ],
)
def test_a_ratio_that_is_not_sure_is_a_problem_until_it_is_said(held: str, added: str, why: str) -> None:
    content = SCHWAB + SPLIT.format("A", added, "Stock Split") + (BUY.format("A", held) if held else "")
    assert why in problems(content)[2]
    assert splits(content, ratios={2: Decimal(10)}) == [10]


def test_more_sold_than_bought_means_that_purchases_are_missing() -> None:
    sold = '"06/14/2024","Sell","A","NAME","25","$10.00","","$250.00"\n'
    bought = BUY.format("A", "10").replace("06/13", "06/15")
    content = SCHWAB + SPLIT.format("A", "10", "Stock Split") + bought + sold + BUY.format("A", "20")
    assert "does not show what was held before" in problems(content)[2]


def test_the_holding_counts_sales_transfers_and_earlier_splits() -> None:
    content = SCHWAB + (
        SPLIT.format("A", "12", "Stock Split").replace("07/15", "08/15")
        + SPLIT.format("A", "6", "Stock Split")
        + '"06/15/2024","Security Transfer","A","NAME","2","","",""\n'
        + '"06/14/2024","Sell","A","NAME","6","$10.00","","$60.00"\n'
        + BUY.format("A", "10")
    )
    assert splits(content) == [2, 2]


def test_a_reverse_split_of_one_row_gives_the_units_after_it() -> None:
    content = SCHWAB + SPLIT.format("A", "4", "Reverse Split") + BUY.format("A", "200")
    assert splits(content) == [Decimal("0.02")]


def test_revolut_splits_give_the_units_added() -> None:
    content = REVOLUT + (
        "2021-01-04T14:41:00Z,NVDA,BUY - MARKET,1.90970896,USD 523.64,USD 1000,USD,1.3617\n"
        "2021-07-20T10:34:52Z,NVDA,STOCK SPLIT,5.72912688,,USD 0,USD,1.3647\n"
    )
    assert splits(content) == [4]


def test_fidelity_distributions_of_shares_are_splits() -> None:
    content = FIDELITY + (
        "07/20/2024, DISTRIBUTION NVIDIA (NVDA) (Cash), NVDA, NVIDIA,Cash,90,,,,,,\n"
        "01/20/2024, YOU BOUGHT NVIDIA (NVDA) (Cash), NVDA, NVIDIA,Cash,10,50.5,,,,-505,01/24/2024\n"
    )
    assert splits(content) == [10]


@pytest.mark.parametrize(
    ("old", "new", "ratio"),
    [("3.24514713", "0.32451471", "0.1"), ("7", "23", None), ("9", "1", "0.1111111111111111111111111111")],
)
def test_rounded_fractions_give_the_usual_ratio(old: str, new: str, ratio: str | None) -> None:
    found = ratio_of(Decimal(old), Decimal(new))
    assert found == (Decimal(ratio) if ratio else Decimal(new) / Decimal(old))


def test_every_usual_ratio_has_its_inverse() -> None:
    assert {1 / ratio for ratio in USUAL_RATIOS} == set(USUAL_RATIOS)


@pytest.mark.parametrize(
    ("first", "second", "newest_first"),
    [("2024-01-02", "2024-01-05", False), ("2024-01-05", "2024-01-02", True)],
)
def test_activities_come_oldest_first_and_those_of_a_line_in_their_order(
    first: str, second: str, newest_first: bool
) -> None:
    content = (
        "date,type,symbol,instrumentType,quantity,unit_price,currency,fee,amount,comment,fxRate,subtype\n"
        f"{first},DIVIDEND,VTI,EQUITY,0.5,250,USD,,,,,DRIP\n{second},SELL,VTI,EQUITY,0.5,250,USD,,,,,\n"
    )
    file = read(content)
    assert file.newest_first is newest_first
    order = ["dividend", "buy", "sell"] if not newest_first else ["sell", "dividend", "buy"]
    assert [each.type.value for each in file.activities()] == order
    assert [each.line for each in file.rows] == [2, 2, 3]
