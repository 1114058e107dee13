"""GET /api/transactions/summary: pending, queued, today, this month and thirty days, in the caller's zone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.money import MAX_MINOR
from tests.support.accounts import Account, Headers
from tests.support.money import flush
from tests.support.person import Person

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
SUMMARY, BATCH = "/api/transactions/summary", "/api/transactions/batch"


def test_before_anything_was_sent_there_are_thirty_empty_days(ana: Person) -> None:
    found = ana.summary("2026-03-10T12:00:00Z")
    # Ten days of March, and before them twenty of February: the 9th to the 28th.
    assert [found["by_day"][place]["date"] for place in (0, -1)] == ["2026-02-09", "2026-03-10"]
    assert (len(found["by_day"]), {each["count"] for each in found["by_day"]}) == (30, {0})
    rest = {name: value for name, value in found.items() if name != "by_day"}
    nothing = {"currency": "EUR", "amount": 0, "amount_decimal": "0.00", "missing": [], "stale": []}
    assert rest == {
        "pending": {"count": 0}, "queued": 0, "today": [], "month": [], "as_of": "2026-03-10T12:00:00.000Z",
        "today_base": nothing, "month_base": nothing,
    }  # fmt: skip


def test_what_waits_is_queued_and_nothing_else_until_it_is_stored(ana: Person) -> None:
    ana.send(("2026-03-10T08:00:00Z", 100), ("2026-03-10T09:00:00Z", 200), status="PENDING")
    waiting = ana.summary("2026-03-10T12:00:00Z")
    flush(ana.app)
    stored = ana.summary("2026-03-10T12:00:00Z")
    told = [(each["queued"], each["pending"]["count"], len(each["today"])) for each in (waiting, stored)]
    assert told == [(2, 0, 0), (0, 2, 1)]


def test_pending_counts_the_pending_of_all_time(ana: Person) -> None:
    ana.keep(("2020-01-01T00:00:00Z", 100), ("2026-03-10T08:00:00Z", 200), status="PENDING")
    ana.keep(("2026-03-10T08:00:00Z", 300), status="SUCCESS")
    assert ana.summary("2026-03-10T12:00:00Z")["pending"] == {"count": 2}


def test_today_and_month_add_up_what_did_not_fail(ana: Person) -> None:
    moments = (
        "2026-03-10T00:00:00Z",
        "2026-03-09T23:59:59.999Z",
        "2026-03-01T00:00:00Z",
        "2026-02-28T23:59:59.999Z",
    )
    ana.keep(*((moment, 10**place) for place, moment in enumerate(moments)))
    ana.keep(("2026-03-10T08:00:00Z", 50_000), status="FAILED")
    ana.keep(("2026-03-10T08:00:00Z", 20_000), status="PENDING")
    # Today: 1 + 20000. The month also has 10 of the 9th and 100 of the 1st; the 1000 are February's.
    assert ana.totals("today", "2026-03-10T12:00:00Z") == [("EUR", 2, 20_001)]
    assert ana.totals("month", "2026-03-10T12:00:00Z") == [("EUR", 4, 20_111)]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", [("EUR", 4, 1_111)]),  # 31 January, 22:30
        ("Europe/Bucharest", [("EUR", 1, 1)]),  # 1 February, 00:30, since 22:00Z
        ("Asia/Tokyo", [("EUR", 3, 111)]),  # 1 February, 07:30, since 15:00Z
    ],
)
def test_today_and_month_begin_at_midnight_in_the_callers_zone(
    ana: Person, zone: str, expected: list[tuple[str, int, int]]
) -> None:
    ana.live_in(zone)
    moments = ("22:10", "21:50", "15:10", "14:50")
    ana.keep(*((f"2026-01-31T{moment}:00Z", 10**place) for place, moment in enumerate(moments)))
    found = [ana.totals(name, "2026-01-31T22:30:00Z") for name in ("today", "month")]
    assert found == [expected, expected]


# Bucharest in spring: the day begins at +2 and ends at +3, 23 hours long; in autumn the other way, 25.
SPRING = ("28T21:59:59.999Z", "28T22:00:00Z", "29T20:59:59.999Z", "29T21:00:00Z")
AUTUMN = ("24T20:59:59.999Z", "24T21:00:00Z", "25T21:59:59.999Z", "25T22:00:00Z")


@pytest.mark.parametrize(("month", "day", "moments"), [("2026-03", 29, SPRING), ("2026-10", 25, AUTUMN)])
def test_today_has_its_own_length_when_the_clocks_change(
    ana: Person, month: str, day: int, moments: tuple[str, ...]
) -> None:
    ana.live_in("Europe/Bucharest")
    ana.keep(*((f"{month}-{moment}", 10**place) for place, moment in enumerate(moments)))
    # The two in the middle: 10 + 100.
    assert ana.totals("today", f"{month}-{day}T12:00:00Z") == [("EUR", 2, 110)]


def test_a_month_has_all_its_days_also_those_before_the_thirty_shown(ana: Person) -> None:
    ana.keep(("2026-03-01T08:00:00Z", 5), ("2026-03-31T08:00:00Z", 7))
    found = ana.summary("2026-03-31T12:00:00Z")
    assert (found["month"][0]["amount"], found["by_day"][0]["date"]) == (12, "2026-03-02")


def test_what_is_dated_next_month_is_not_of_this_month(ana: Person) -> None:
    ana.keep(("2026-03-10T08:00:00Z", 5), ("2026-04-01T00:00:00Z", 70))
    assert ana.totals("month", "2026-03-10T12:00:00Z") == [("EUR", 1, 5)]


def test_currencies_are_added_up_apart_the_busiest_first(ana: Person) -> None:
    ana.keep(("2026-03-10T08:00:00Z", 700), currency="EUR")
    ana.keep(("2026-03-10T08:00:00Z", 7), ("2026-03-10T09:00:00Z", 8), currency="JPY")
    # The yen has no minor unit: 7 + 8 = 15.
    assert ana.summary("2026-03-10T12:00:00Z")["today"] == [
        {"currency": "JPY", "count": 2, "amount": 15, "amount_decimal": "15"},
        {"currency": "EUR", "count": 1, "amount": 700, "amount_decimal": "7.00"},
    ]


def test_the_thirty_days_show_count_and_amounts_on_each_day_of_the_callers_zone(ana: Person) -> None:
    ana.live_in("Europe/Bucharest")
    ana.keep(("2026-01-14T21:30:00Z", 100), ("2026-01-14T22:30:00Z", 200), ("2026-01-14T23:30:00Z", 300))
    ana.keep(("2026-01-14T23:30:00Z", 9), currency="JPY")
    days = {each["date"]: each for each in ana.summary("2026-01-20T12:00:00Z")["by_day"]}
    # At +2 they fell on the 14th at 23:30, and on the 15th at 00:30 and 01:30.
    told = {
        date: [(total["currency"], total["amount"]) for total in day["amounts"]] for date, day in days.items()
    }
    assert (told["2026-01-14"], told["2026-01-15"]) == ([("EUR", 100)], [("EUR", 500), ("JPY", 9)])
    assert [days[date]["count"] for date in ("2026-01-14", "2026-01-15", "2026-01-16")] == [1, 3, 0]


def test_a_sum_past_64_bits_is_added_up_like_any_other(ana: Person) -> None:
    # 1025 * (2^53 - 1) = 2^63 + 2^53 - 1025, just past the largest BIGINT.
    ana.keep(*(("2026-03-10T08:00:00Z", MAX_MINOR) for _ in range(1_025)))
    assert ana.totals("today", "2026-03-10T12:00:00Z") == [("EUR", 1_025, 2**63 + 2**53 - 1_025)]


@pytest.mark.parametrize("role", ["user", "service", "admin"])
def test_everybody_sees_his_own_totals(someone: Callable[..., Person], ana: Person, role: str) -> None:
    other = someone(role)
    ana.keep(("2026-03-10T08:00:00Z", 100), status="PENDING")
    ana.send(("2026-03-10T08:00:00Z", 100))
    found = other.summary("2026-03-10T12:00:00Z")
    assert (found["pending"]["count"], found["queued"], found["today"], found["month"]) == (0, 0, [], [])


def test_a_slash_at_the_end_changes_nothing(ana: Person) -> None:
    ana.keep(("2026-03-10T08:00:00Z", 100))
    plain = ana.summary("2026-03-10T12:00:00Z")
    assert ana.client.get(f"{SUMMARY}/", headers=ana.headers).json == plain
