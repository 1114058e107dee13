"""24 hours of a day in the user's zone, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app import clock
from tests.http.test_bt_pay import BASE, add
from tests.support.person import Person


def hours(person: Person, day: str) -> dict[int, int]:
    """The hours in which something was spent, with how much; there are always 24."""
    found = person.get(f"{BASE}/hourly/?day={day}")
    assert (found["day"], [each["hour"] for each in found["hours"]]) == (day, list(range(24)))
    assert all(each["count"] == sum(one["count"] for one in each["amounts"]) for each in found["hours"])
    return {
        each["hour"]: sum(one["amount"] for one in each["amounts"])
        for each in found["hours"]
        if each["count"]
    }


BUCHAREST, LORD_HOWE = "Europe/Bucharest", "Australia/Lord_Howe"
DAYS = {
    "utc": (
        "UTC", "2026-03-10",
        {"2026-03-09T23:59:59": 1, "2026-03-10T00:00": 2, "2026-03-10T23:59:59": 4, "2026-03-11T00:00": 8},
        {0: 2, 23: 4},
    ),
    "bucharest": (BUCHAREST, "2026-03-10", {"2026-03-09T22:00": 1, "2026-03-10T12:30": 2}, {0: 1, 14: 2}),
    "half an hour off": (
        "Asia/Kolkata", "2026-03-10",
        {"2026-03-09T18:29": 1, "2026-03-09T18:30": 2, "2026-03-10T05:29": 4, "2026-03-10T05:30": 8},
        {0: 2, 10: 4, 11: 8},
    ),
    "the clocks skip three to four": (
        BUCHAREST, "2026-03-29",
        {"2026-03-28T22:00": 1, "2026-03-29T00:59": 2, "2026-03-29T01:00": 4, "2026-03-29T20:59": 8,
         "2026-03-29T21:00": 16},
        {0: 1, 2: 2, 4: 4, 23: 8},
    ),
    "three to four comes twice and shares a bar": (
        BUCHAREST, "2026-10-25",
        {"2026-10-25T00:00": 1, "2026-10-25T01:59": 2, "2026-10-25T02:00": 4, "2026-10-25T21:59": 8,
         "2026-10-25T22:00": 16},
        {3: 3, 4: 4, 23: 8},
    ),
    "the clocks skip half an hour": (
        LORD_HOWE, "2026-10-04",
        {"2026-10-03T15:29": 1, "2026-10-03T15:30": 2, "2026-10-03T16:00": 4}, {1: 1, 2: 2, 3: 4},
    ),
    "half an hour comes twice": (
        LORD_HOWE, "2026-04-05",
        {"2026-04-04T14:00": 1, "2026-04-04T15:29": 2, "2026-04-04T15:30": 4}, {1: 3, 2: 4},
    ),
    "the day begins at one": (
        "America/Santiago", "2026-09-06", {"2026-09-06T03:59": 1, "2026-09-06T04:00": 2}, {1: 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("zone", "day", "spent", "expected"), DAYS.values(), ids=DAYS)
def test_each_hour_is_the_zones_own(
    ana: Person, zone: str, day: str, spent: dict[str, int], expected: dict[int, int]
) -> None:
    ana.live_in(zone)
    for moment, amount in spent.items():
        add(ana, moment, amount, at=moment)
    assert hours(ana, day) == expected


def test_without_a_day_it_is_today_in_the_users_zone(ana: Person) -> None:
    clock.freeze(datetime(2026, 3, 10, 23, tzinfo=UTC))
    assert ana.get(f"{BASE}/hourly/")["day"] == "2026-03-10"
    ana.live_in("Asia/Kolkata")
    found = ana.get(f"{BASE}/hourly/")
    assert (found["day"], found["time_zone"]) == ("2026-03-11", "Asia/Kolkata")


def test_an_hours_currencies_are_never_added(ana: Person) -> None:
    add(ana, "a", 100)
    add(ana, "b", 200, currency="EUR")
    add(ana, "c", 400, currency="JPY")
    add(ana, "d", 800, direction="in")
    add(ana, "e", 1600, status="FAILED")
    bar = ana.get(f"{BASE}/hourly/?day=2026-03-10")["hours"][8]
    shown = [(each["currency"], each["amount"], each["amount_decimal"]) for each in bar["amounts"]]
    assert (bar["count"], shown) == (3, [("EUR", 200, "2.00"), ("JPY", 400, "400"), ("RON", 100, "1.00")])


@pytest.mark.parametrize(
    "day", ["2026-02-30", "today", "1741600000", "9999-12-31", "2026-3-1", "０".join("202601")]
)
def test_what_is_no_day_is_refused(ana: Person, day: str) -> None:
    answer = ana.client.get(f"{BASE}/hourly/?day={day}", headers=ana.headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "day")


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
def test_the_first_and_the_last_day_have_hours_in_any_zone(ana: Person, day: str) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Bucharest"):
        ana.live_in(zone)
        assert hours(ana, day) == {}
