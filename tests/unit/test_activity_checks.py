"""Activities that cannot be booked: the fault names the field, and what to do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.checks import check_activities
from app.domain.portfolio.activities.corporate import Split

TODAY = date(2026, 6, 1)


def activity(kind: str, **fields: Any) -> Activity:
    numbers = ("quantity", "unit_price", "amount", "fee", "tax", "fx_rate", "received")
    told = {key: Decimal(value) if key in numbers else value for key, value in fields.items()}
    return Activity(**{"on": date(2026, 1, 5), "currency": "USD", **told, "type": ActivityType(kind)})


def buy(**fields: Any) -> Activity:
    return activity("buy", **{"symbol": "A", "quantity": "10", "unit_price": "5", **fields})


def sell(**fields: Any) -> Activity:
    return activity("sell", **{"symbol": "A", "quantity": "10", "unit_price": "5", **fields})


def faults(
    *activities: Activity, before: tuple[Activity, ...] = (), allow_shorts: bool = False
) -> dict[str, str]:
    found = check_activities(
        activities, currency="EUR", today=TODAY, allow_shorts=allow_shorts, before=before
    )
    return {each["pointer"]: each["message"] for each in found}


@pytest.mark.parametrize(
    "right",
    [
        buy(),
        buy(unit_price="0"),
        buy(fx_rate="0.9"),
        buy(currency="EUR", fx_rate="1"),
        buy(currency="GBp", price_currency="GBX"),
        activity("buy", symbol="A", quantity="10", amount="50"),
        activity("dividend", symbol="A", amount="5", tax="1"),
        activity("dividend", symbol="A", quantity="5", unit_price="0.62"),
        activity("interest", amount="3", quantity="0", unit_price="0"),
        activity("fee", fee="4.90"),
        activity("fee", amount="4.90"),
        activity("tax", tax="-3"),
        activity("deposit", amount="100"),
        activity("withdrawal", amount="100"),
        activity("split", symbol="A", quantity="0.02"),
        activity("transfer_in", symbol="A", quantity="3"),
        activity("transfer_in", amount="3"),
        activity("fx_conversion", amount="100", received="90", received_currency="EUR"),
    ],
    ids=lambda each: str(each.type),
)
def test_what_can_be_booked_has_no_fault(right: Activity) -> None:
    assert faults(right) == {}


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        (buy(on=date(2026, 6, 2)), "on", "future"),
        (buy(on=date(1899, 12, 31)), "on", "before 1900"),
        (buy(quantity="NaN"), "quantity", "not a number"),
        (buy(fee="Infinity"), "fee", "not a number"),
        (buy(quantity="1" * 41), "quantity", "more than 40 digits"),
        (buy(quantity="1e40"), "quantity", "more than 40 digits"),
        (buy(unit_price="1e-40"), "unit_price", "more than 40 digits"),
        (buy(quantity="-1"), "quantity", "without a sign"),
        (buy(quantity="0"), "quantity", "above zero"),
        (buy(fx_rate="0"), "fx_rate", "above zero"),
        (buy(currency="EUR", fx_rate="0.9"), "fx_rate", "portfolio's currency"),
        (buy(currency="usd"), "currency", "no currency"),
        (buy(currency="XAU"), "currency", "no currency"),
        (buy(price_currency="GBx"), "price_currency", "no currency"),
        (buy(symbol=None), "symbol", "symbol"),
        (buy(symbol=""), "symbol", "characters"),
        (buy(amount="5", fee="4", tax="2"), "amount", "includes its fee and tax"),
        (activity("buy", symbol="A", quantity="1"), "unit_price", "the amount that moved"),
        (activity("dividend", amount="5"), "symbol", "symbol"),
        (activity("dividend", symbol="A"), "amount", "before fee and tax"),
        (activity("interest", unit_price="5"), "amount", "before fee and tax"),
        (activity("fee", symbol="A"), "amount", "as fee"),
        (activity("tax"), "amount", "as tax"),
        (activity("deposit"), "amount", "money moved"),
        (activity("withdrawal", symbol="A", amount="5"), "symbol", "transfer"),
        (activity("split", symbol="A"), "quantity", "two for one"),
        (activity("split", quantity="2"), "symbol", "symbol"),
        (activity("transfer_out", symbol="A"), "quantity", "units were moved"),
        (activity("transfer_out"), "amount", "or the symbol"),
        (activity("fx_conversion", amount="5", received="4"), "received_currency", "came back"),
        (activity("fx_conversion", amount="5", received_currency="EUR"), "received", "came back"),
        (activity("fx_conversion", amount="5", received="5", received_currency="USD"), "received_currency", "other"),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)  # fmt: skip
def test_a_fault_names_its_field_and_the_remedy(wrong: Activity, field: str, words: str) -> None:
    found = faults(buy(), wrong)
    assert list(found) == [f"/1/{field}"]
    assert words in found[f"/1/{field}"]


def test_more_than_held_cannot_be_sold() -> None:
    found = faults(buy(), sell(quantity="11", on=date(2026, 2, 1)))
    assert list(found) == ["/1/quantity"]
    assert "10 are held" in found["/1/quantity"]


def test_short_sales_are_taken_where_the_portfolio_allows_them() -> None:
    assert faults(sell(), allow_shorts=True) == {}


def test_what_is_stored_counts_for_what_is_held() -> None:
    assert faults(sell(), before=(buy(),)) == {}
    assert list(faults(sell(on=date(2026, 1, 4)), before=(buy(),))) == ["/0/quantity"]


def test_a_sale_may_stand_before_its_purchase_in_the_list_if_its_day_is_later() -> None:
    assert faults(sell(on=date(2026, 2, 1)), buy()) == {}


@pytest.mark.parametrize("thirds", [("0.3333333333333333", "0.6666666666666666"), ("0.33333", "0.66666")])
def test_three_thirds_are_one(thirds: tuple[str, str]) -> None:
    assert faults(*(buy(quantity=each) for each in thirds), sell(quantity="1")) == {}


def test_a_split_changes_what_can_be_sold() -> None:
    two_for_one = activity("split", symbol="A", quantity="2")
    assert faults(buy(), two_for_one, sell(quantity="20")) == {}
    assert list(faults(buy(), two_for_one, sell(quantity="21"))) == ["/2/quantity"]


def test_a_split_that_only_the_market_knows_counts_too() -> None:
    known = {"A": [Split(date(2026, 1, 20), Decimal(2))]}
    both = [buy(), sell(quantity="20", on=date(2026, 2, 1))]
    assert check_activities(both, currency="EUR", today=TODAY, allow_shorts=False, splits=known) == []


def test_one_sale_too_many_does_not_blame_the_next_ones() -> None:
    later = buy(on=date(2026, 3, 1))
    found = faults(buy(), sell(quantity="12", on=date(2026, 2, 1)), later, sell(on=date(2026, 4, 1)))
    assert list(found) == ["/1/quantity"]
