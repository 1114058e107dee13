"""GET /api/transactions/average: the mean per day and currency, in the caller's zone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.money import MAX_MINOR
from tests.support.accounts import Account, Headers
from tests.support.money import row
from tests.support.person import Person

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
AVERAGE, BATCH = "/api/transactions/average", "/api/transactions/batch"


def test_a_day_has_one_average_in_minor_units_with_its_decimal_twin(ana: Person) -> None:
    ana.keep(("2026-03-10T08:00:00Z", 1_000), ("2026-03-10T20:00:00Z", 1_101))
    # (1000 + 1101) / 2 = 1050.5 cents; to a whole cent, half to even: 1050.
    assert ana.averages() == [
        {"date": "2026-03-10", "average": 1050.5, "average_decimal": "10.50", "currency": "EUR", "count": 2}
    ]


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", [10, 11, 13]),  # from the earliest to the latest; the 12th has none
        ("?from=2026-03-11", [11, 13]),
        ("?to=2026-03-11", [10, 11]),
        ("?from=2026-03-10&to=2026-03-11", [10, 11]),
        ("?from=2026-03-11&to=2026-03-11", [11]),
        ("?from=2026-03-12&to=2026-03-12", []),
        ("?from=1900-01-01&to=2200-12-31", [10, 11, 13]),
    ],
)
def test_both_ends_are_inclusive_and_either_may_be_left_out(ana: Person, query: str, days: list[int]) -> None:
    moments = (
        "2026-03-13T00:00:00Z",
        "2026-03-11T23:59:59.999Z",
        "2026-03-11T00:00:00Z",
        "2026-03-10T12:00:00Z",
    )
    ana.keep(*((moment, 100) for moment in moments))
    assert [date for date, _, _ in ana.days(query)] == [f"2026-03-{day}" for day in days]


def test_there_is_no_average_of_nothing(ana: Person) -> None:
    assert ana.averages() == []


def test_a_row_that_waits_does_not_count_yet(client: FlaskClient, ana: Person) -> None:
    client.post("/api/add-transaction", json=row(ana.id), headers=ana.headers)
    assert ana.averages() == []


@pytest.mark.parametrize(
    ("amounts", "average", "decimal"),
    [
        ([1, 1, 2], 1.33, "0.01"),  # 4/3 = 1.333…
        ([1, 2, 2], 1.67, "0.02"),  # 5/3 = 1.666…
        ([2, 3], 2.5, "0.02"),  # half a cent goes to the even one: 2
        ([3, 4], 3.5, "0.04"),  # and here that is 4
        ([1, *[0] * 7], 0.12, "0.00"),  # 1/8 = 0.125: half to even at a hundredth
        ([3, *[0] * 7], 0.38, "0.00"),  # 3/8 = 0.375: half to even again
        ([0, 0], 0, "0.00"),
        ([MAX_MINOR, MAX_MINOR], MAX_MINOR, "90071992547409.91"),  # whole, so exact: 2^53 - 1
    ],
)
def test_a_mean_is_rounded_half_to_even(
    ana: Person, amounts: list[int], average: float, decimal: str
) -> None:
    ana.keep(*(("2026-03-10T08:00:00Z", amount) for amount in amounts))
    (found,) = ana.averages()
    assert (found["average"], found["average_decimal"], found["count"]) == (average, decimal, len(amounts))


def test_a_sum_past_64_bits_is_averaged_like_any_other(ana: Person) -> None:
    # 1025 * (2^53 - 1) = 2^63 + 2^53 - 1025, just past the largest BIGINT.
    ana.keep(*(("2026-03-10T08:00:00Z", MAX_MINOR) for _ in range(1_025)))
    assert ana.days() == [("2026-03-10", MAX_MINOR, 1_025)]


def test_currencies_are_never_mixed(ana: Person) -> None:
    ana.keep(("2026-03-10T08:00:00Z", 100), ("2026-03-10T09:00:00Z", 300))
    ana.keep(("2026-03-10T08:00:00Z", 7), ("2026-03-11T08:00:00Z", 9), currency="JPY")
    found = [
        (each["date"], each["currency"], each["average"], each["average_decimal"]) for each in ana.averages()
    ]
    # EUR (100 + 300) / 2 = 200 cents; the yen has no minor unit.
    assert found == [
        ("2026-03-10", "EUR", 200, "2.00"), ("2026-03-10", "JPY", 7, "7"), ("2026-03-11", "JPY", 9, "9"),
    ]  # fmt: skip


def test_every_status_counts_as_the_contract_names_none(ana: Person) -> None:
    for status, amount in (("SUCCESS", 100), ("PENDING", 200), ("FAILED", 600)):
        ana.keep(("2026-03-10T08:00:00Z", amount), status=status)
    assert ana.days() == [("2026-03-10", 300, 3)]  # (100 + 200 + 600) / 3


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("UTC", [("2026-01-14", 200, 3)]),  # (100 + 200 + 300) / 3
        ("Europe/Bucharest", [("2026-01-14", 100, 1), ("2026-01-15", 250, 2)]),  # +2: 23:30, 00:30, 01:30
        ("America/New_York", [("2026-01-14", 200, 3)]),  # -5: 16:30, 17:30, 18:30
        ("Asia/Kathmandu", [("2026-01-15", 200, 3)]),  # +5:45: 03:15, 04:15, 05:15
    ],
)
def test_a_day_is_a_day_in_the_callers_zone(
    ana: Person, zone: str, expected: list[tuple[str, float, int]]
) -> None:
    ana.live_in(zone)
    ana.keep(("2026-01-14T21:30:00Z", 100), ("2026-01-14T22:30:00Z", 200), ("2026-01-14T23:30:00Z", 300))
    assert ana.days() == expected


# Bucharest in spring: the day begins at +2 and ends at +3, 23 hours long; in autumn the other way, 25.
SPRING = ("28T21:59:59.999Z", "28T22:00:00Z", "29T20:59:59.999Z", "29T21:00:00Z")
AUTUMN = ("24T20:59:59.999Z", "24T21:00:00Z", "25T21:59:59.999Z", "25T22:00:00Z")


@pytest.mark.parametrize(("month", "day", "moments"), [("2026-03", 29, SPRING), ("2026-10", 25, AUTUMN)])
def test_a_day_on_which_the_clocks_change_has_its_own_length(
    ana: Person, month: str, day: int, moments: tuple[str, ...]
) -> None:
    ana.live_in("Europe/Bucharest")
    ana.keep(*((f"{month}-{moment}", 10**place) for place, moment in enumerate(moments)))
    before, after = f"{month}-{day - 1}", f"{month}-{day + 1}"
    # The two in the middle are the day's: (10 + 100) / 2 = 55.
    assert ana.days() == [(before, 1, 1), (f"{month}-{day}", 55, 2), (after, 1_000, 1)]
    assert ana.days(f"?from={month}-{day}&to={month}-{day}") == [(f"{month}-{day}", 55, 2)]


def test_a_day_that_begins_at_one_oclock_begins_there(ana: Person) -> None:
    # Cairo, 24 April 2026: at 00:00 (+2) it is 01:00 (+3), so that the day begins at 22:00Z.
    ana.live_in("Africa/Cairo")
    ana.keep(("2026-04-23T21:59:59Z", 1), ("2026-04-23T22:00:00Z", 10), ("2026-04-24T20:59:59Z", 20))
    assert ana.days("?from=2026-04-24&to=2026-04-24") == [("2026-04-24", 15, 2)]  # (10 + 20) / 2


def test_users_see_their_own_and_admins_everybodys_by_the_owners_days(
    someone: Callable[..., Person], ana: Person
) -> None:
    ben, boss = someone(), someone("admin")
    boss.live_in("America/New_York")
    ben.live_in("Europe/Bucharest")
    ana.keep(("2026-01-14T22:30:00Z", 100))
    ben.keep(("2026-01-14T22:30:00Z", 400))
    assert (ana.days(), ben.days()) == ([("2026-01-14", 100, 1)], [("2026-01-15", 400, 1)])
    assert boss.days() == [("2026-01-14", 100, 1), ("2026-01-15", 400, 1)]


def test_a_service_sees_its_own(someone: Callable[..., Person], ana: Person) -> None:
    ana.keep(("2026-01-14T22:30:00Z", 100))
    assert someone("service").days() == []


@pytest.mark.parametrize("name", ["from", "to"])
def test_what_is_no_day_answers_422_and_names_the_end(ana: Person, name: str) -> None:
    days = ("", "x", "7", "2026-02-30", "2026-13-01", "31.01.2026", "2026-1-1", "+2026-01-01", "9" * 400)
    answers = [ana.client.get(AVERAGE, query_string={name: day}, headers=ana.headers) for day in days]
    assert {(answer.status_code, answer.mimetype) for answer in answers} == {
        (422, "application/problem+json")
    }
    assert [answer.json["errors"][0]["pointer"] for answer in answers] == [name] * len(days)


def test_a_day_is_written_as_year_month_day_and_in_no_other_way(ana: Person) -> None:
    days = ("0", "1735689600", "2026-01-01T00:00:00", "2026-01-01T00:00:00Z")
    answers = [ana.client.get(AVERAGE, query_string={"from": day}, headers=ana.headers) for day in days]
    assert [answer.status_code for answer in answers] == [422] * len(days)


def test_an_end_before_the_beginning_answers_422(ana: Person) -> None:
    assert ana.client.get(f"{AVERAGE}?from=2026-02-02&to=2026-02-01", headers=ana.headers).status_code == 422


@pytest.mark.parametrize("zone", ["UTC", "Europe/Bucharest", "America/New_York"])
def test_the_calendars_ends_are_answered_or_refused_but_never_break(ana: Person, zone: str) -> None:
    ana.live_in(zone)
    queries = [f"{name}={day}" for name in ("from", "to") for day in ("0001-01-01", "9999-12-31")]
    answers = {query: ana.client.get(f"{AVERAGE}?{query}", headers=ana.headers) for query in queries}
    assert {query: answer.status_code for query, answer in answers.items() if answer.status_code >= 500} == {}


def test_a_slash_at_the_end_changes_nothing(ana: Person) -> None:
    ana.keep(("2026-01-14T22:30:00Z", 100))
    assert ana.client.get(f"{AVERAGE}/", headers=ana.headers).json == ana.averages()
