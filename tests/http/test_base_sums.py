"""Sums in the base currency, beside the sums by currency: in totals, dashboards and recurring payments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from app import clock
from tests.http.test_bt_pay import BASE, add
from tests.support.person import Person

SUMMARY = "/api/transactions/summary"
NOON = datetime(2026, 10, 30, 12, tzinfo=UTC)
TODAY = "2026-10-30T08:00"


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.freeze(NOON)


def live_on(person: Person, currency: str) -> None:
    answer = person.client.patch(
        "/api/auth/profile", json={"base_currency": currency}, headers=person.headers
    )
    assert answer.status_code == 200


def say(person: Person, pair: str, on: str, rate: str) -> None:
    body = {"on": on, "from": pair[:3], "to": pair[3:], "rate": rate}
    assert person.client.post("/api/fx", json=body, headers=person.headers).status_code == 201


def brief(base: dict[str, Any]) -> tuple[str, str, list[tuple[str, str]]]:
    """The currency, the sum, and what it lacks."""
    return base["currency"], base["amount_decimal"], [(gap["currency"], gap["on"]) for gap in base["missing"]]


def test_each_day_counts_by_its_own_rate(ana: Person) -> None:
    """100 RON of the 30th at 5.3447 and of the 29th at 5.3441 to the euro: 18.7101 + 18.7122 EUR."""
    add(ana, "a", 10_000, at=TODAY)
    add(ana, "b", 10_000, at="2026-10-29T08:00")
    add(ana, "c", 500, currency="EUR", at=TODAY)
    found = ana.get(SUMMARY)
    assert brief(found["today_base"]) == ("EUR", "23.71", [])
    assert brief(found["month_base"]) == ("EUR", "42.42", [])
    days = {day["date"]: brief(day["base"])[1] for day in found["by_day"]}
    assert (days["2026-10-28"], days["2026-10-29"], days["2026-10-30"]) == ("0.00", "18.71", "23.71")
    stats = ana.get(f"{BASE}/stats/")
    assert [stats["today_base"], stats["month_base"]] == [found["today_base"], found["month_base"]]


def test_the_base_currency_is_the_profiles(ana: Person) -> None:
    add(ana, "a", 10_000, currency="EUR", at=TODAY)
    add(ana, "b", 10_000, at=TODAY)
    live_on(ana, "RON")
    assert brief(ana.get(SUMMARY)["today_base"]) == ("RON", "634.47", [])
    live_on(ana, "JPY")
    # 100 euro are 17,568 yen, and 100 lei 100 / 5.3447 x 175.68 = 3,287.
    assert brief(ana.get(SUMMARY)["today_base"]) == ("JPY", "20855", [])


def test_what_has_no_rate_is_named_and_the_rest_added_up(ana: Person) -> None:
    add(ana, "a", 1_000_000, currency="VND", at=TODAY)
    add(ana, "b", 500, currency="EUR", at=TODAY)
    stats = ana.get(f"{BASE}/stats/")
    assert brief(stats["today_base"]) == ("EUR", "5.00", [("VND", "2026-10-30")])
    say(ana, "EURVND", "2026-10-30", "25000")
    assert brief(ana.get(f"{BASE}/stats/")["today_base"]) == ("EUR", "45.00", [])


def test_an_old_rate_is_named(ana: Person) -> None:
    clock.freeze(datetime(2026, 11, 26, 12, tzinfo=UTC))
    add(ana, "a", 53_447, at="2026-11-26T08:00")
    found = ana.get(SUMMARY)["today_base"]
    assert found["stale"] == [{"currency": "RON", "on": "2026-11-26", "said_on": "2026-10-30"}]
    assert found["amount_decimal"] == "100.00"


def test_received_money_has_its_sum_too(ana: Person) -> None:
    add(ana, "a", 53_447, direction="in", at=TODAY)
    stats = ana.get(f"{BASE}/stats/")
    assert brief(stats["received_month_base"]) == ("EUR", "100.00", [])
    assert brief(stats["month_base"]) == ("EUR", "0.00", [])


def test_hours_have_their_sums(ana: Person) -> None:
    add(ana, "a", 53_447, at=TODAY)
    add(ana, "b", 500, currency="EUR", at=TODAY)
    hours = ana.get(f"{BASE}/hourly/")["hours"]
    assert brief(hours[8]["base"]) == ("EUR", "105.00", [])
    assert brief(hours[9]["base"]) == ("EUR", "0.00", [])


def test_categories_and_merchants_are_ordered_by_what_they_come_to(ana: Person) -> None:
    """50,000 yen look larger than 300 euro and are worth less; what has no rate comes last."""
    for name, amount, currency in (
        ("Izakaya", 50_000, "JPY"),
        ("Hotel", 30_000, "EUR"),
        ("Bia", 900_000, "VND"),
    ):
        add(ana, name, amount, currency=currency, merchant=name, category=f"OWN_{name}", at=TODAY)
    dashboard = ana.get(f"{BASE}/dashboard/")
    worth = [brief(each["base"])[1] for each in dashboard["top_merchants"]]
    assert [each["merchant"] for each in dashboard["top_merchants"]] == ["Hotel", "Izakaya", "Bia"]
    assert worth == ["300.00", "284.61", "0.00"]  # 50,000 / 175.68
    assert [each["category"] for each in dashboard["categories"]] == ["OWN_Hotel", "OWN_Izakaya", "OWN_Bia"]
    assert [brief(each["base"])[1] for each in dashboard["categories"]] == worth


def test_a_merchant_of_a_small_currency_is_not_crowded_out_by_large_numbers(ana: Person) -> None:
    for number in range(10):
        add(ana, f"y-{number}", 100_000 + number, currency="JPY", merchant=f"Yen {number}", at=TODAY)
    add(ana, "rent", 90_000, currency="EUR", merchant="Landlord", at=TODAY)
    found = ana.get(f"{BASE}/dashboard/")["top_merchants"]
    assert [each["merchant"] for each in found][:2] == ["Landlord", "Yen 9"]
    assert len(found) == 8


def test_a_merchants_days_are_one_row_with_each_days_rate(ana: Person) -> None:
    for day in (29, 30):
        add(ana, f"t-{day}", 10_000, merchant="Lidl", at=f"2026-10-{day}T08:00")
    (found,) = ana.get(f"{BASE}/dashboard/")["top_merchants"]
    assert (found["amount_decimal"], found["count"], found["base"]["amount_decimal"]) == (
        "200.00",
        2,
        "37.42",
    )


# --- what the bank recorded ----------------------------------------------------------------------


def buy(person: Person, name: str, **details: Any) -> None:
    add(person, name, 10_000, details=details, at=TODAY)


@pytest.mark.parametrize("said", ["20.50", "-20.50", "20.5"])
def test_what_the_bank_recorded_in_the_base_currency_beats_the_rate(ana: Person, said: str) -> None:
    """By the table 100 RON are 18.71 EUR; the statement says 20.50 EUR."""
    buy(ana, "a", original_amount=said, original_currency="EUR")
    assert brief(ana.get(SUMMARY)["today_base"]) == ("EUR", "20.50", [])


def test_equal_purchases_count_as_often_as_they_were_made(ana: Person) -> None:
    for number in range(3):
        buy(ana, f"a-{number}", original_amount="20.50", original_currency="EUR", merchant_city=str(number))
    buy(ana, "b", original_amount="1.25", original_currency="EUR")
    found = ana.get(SUMMARY)
    assert brief(found["today_base"])[1] == "62.75"
    assert [(each["count"], each["amount"]) for each in found["today"]] == [(4, 40_000)]
    assert brief(ana.get(f"{BASE}/categories/")["items"][0]["base"])[1] == "62.75"


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"original_currency": "EUR"},
        {"original_amount": "20.50"},
        {"original_amount": "20.50", "original_currency": "USD"},
        {"original_amount": "20.505", "original_currency": "EUR"},
        {"original_amount": "0.00", "original_currency": "EUR"},
        {"original_amount": "unknown", "original_currency": "EUR"},
        {"original_amount": None, "original_currency": "EUR"},
        {"original_amount": {"a": 1}, "original_currency": "EUR"},
        {"original_amount": "20.50", "original_currency": "EUR", "fee": "1.50"},
    ],
)
def test_what_is_no_recorded_amount_in_the_base_currency_counts_by_the_rate(
    ana: Person, details: dict[str, Any]
) -> None:
    buy(ana, "a", **details)
    assert brief(ana.get(SUMMARY)["today_base"]) == ("EUR", "18.71", [])


def test_a_fee_of_nothing_is_no_fee(ana: Person) -> None:
    buy(ana, "a", original_amount="20.50", original_currency="EUR", fee="0.00")
    assert brief(ana.get(SUMMARY)["today_base"])[1] == "20.50"


def test_a_row_in_the_base_currency_counts_as_it_is(ana: Person) -> None:
    live_on(ana, "RON")
    buy(ana, "a", original_amount="20.50", original_currency="RON")
    assert brief(ana.get(SUMMARY)["today_base"]) == ("RON", "100.00", [])


# --- recurring -----------------------------------------------------------------------------------


def test_a_recurring_payment_says_what_it_comes_to_today(ana: Person) -> None:
    for month in range(5, 11):
        on = date(2026, month, 15)
        add(ana, f"r-{month}", 53_447, merchant="Rent", booked_on=on, at=f"{on}T08:00")
        add(ana, f"v-{month}", 90_000, merchant="Hosting", currency="VND", booked_on=on, at=f"{on}T08:00")
    found = {each["merchant"]: each["base"] for each in ana.get("/api/transactions/recurring")["items"]}
    assert brief(found["Rent"]) == ("EUR", "100.00", [])
    assert brief(found["Hosting"]) == ("EUR", "0.00", [("VND", "2026-10-30")])
