"""Rows that are stored already, by the broker's id or by counting equal rows."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.duplicates import StoredRow, key_among, new_rows, row_key
from tests.support.brokers import read
from tests.unit.brokers.test_portfolio_programs import WEALTHFOLIO

BOUGHT = Activity(
    on=date(2025, 12, 3), type=ActivityType.BUY, currency="USD", symbol="IREN", quantity=Decimal(1),
    unit_price=Decimal("40.2"),
)  # fmt: skip


def test_the_same_row_three_times_is_three_trades_and_none_the_second_time() -> None:
    line = "2025-12-03,BUY,IREN,EQUITY,{},40.2,USD,0,,,,\n"
    content = WEALTHFOLIO + line.format("1.0") * 2 + line.format("5.0") + line.format("1.0")
    keys = [row_key(activity) for activity in read(content).activities()]
    assert new_rows(keys, {}) == [True] * 4
    assert new_rows(keys, Counter(keys)) == [False] * 4


def test_a_fourth_equal_row_is_new_where_three_are_stored() -> None:
    assert new_rows(["a", "b", "a", "a", "a"], {"a": 3}) == [False, True, False, False, True]


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_importing_a_longer_file_after_a_shorter_one_stores_each_row_once(
    first: list[str], more: list[str]
) -> None:
    """Whatever comes in, in whatever overlap, each key ends with the larger of its two counts."""
    stored = Counter(first)
    stored.update(key for key, new in zip(more, new_rows(more, stored), strict=True) if new)
    assert stored == Counter(first) | Counter(more)


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": Decimal("1.00")},
        {"note": "other words"},
        {"fx_rate": Decimal("0.9")},
        {"fee": Decimal("0.00")},
    ],
)
def test_ways_of_writing_make_no_other_row(change: dict[str, object]) -> None:
    assert row_key(replace(BOUGHT, **change)) == row_key(BOUGHT)


@pytest.mark.parametrize(
    "change",
    [{"quantity": Decimal(2)}, {"on": date(2025, 12, 4)}, {"symbol": "IREM"}, {"currency": "EUR"}, {"fee": Decimal(1)},
     {"type": ActivityType.SELL}, {"unit_price": Decimal("40.3")}, {"amount": Decimal("40.2")}, {"external_id": "1"}],
)  # fmt: skip
def test_what_differs_is_another_row(change: dict[str, object]) -> None:
    assert row_key(replace(BOUGHT, **change)) != row_key(BOUGHT)


def test_a_brokers_id_counts_whatever_else_was_corrected() -> None:
    first = replace(BOUGHT, external_id="7")
    assert row_key(replace(first, quantity=Decimal(3), on=date(2025, 12, 5))) == row_key(first)
    assert row_key(replace(first, type=ActivityType.FEE)) != row_key(first)


def test_a_key_fits_its_column() -> None:
    assert len(row_key(replace(BOUGHT, external_id="x" * 100))) == 64


@pytest.mark.parametrize(
    ("change", "same"),
    [({}, True), ({"on": date(2025, 12, 5)}, True),
     ({"quantity": Decimal(9)}, True),
     ({"on": date(2025, 12, 5), "quantity": Decimal(9)}, False), ({"symbol": "OTHER"}, True),
     ({"symbol": "OTHER", "on": date(2025, 12, 5)}, False)],
)  # fmt: skip
def test_an_id_that_a_file_gives_to_something_else_is_another_row(
    change: dict[str, object], same: bool
) -> None:
    """Rows numbered from 1 in each file; an order that was carried out on two days."""
    first = replace(BOUGHT, external_id="7")
    stored = {row_key(first): [StoredRow(first.on, first.symbol, first.quantity, first.unit_price, None)]}
    assert (key_among(replace(first, **change), stored) == row_key(first)) is same
