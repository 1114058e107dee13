"""A day without a time is that day in every time zone: in lists, filters, sums and charts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from tests.support.accounts import Account, Headers
from tests.support.imports import Feed, Importer

FILE = "Date,Description,Amount\n2026-02-01,Rent,-5.00\n2026-02-02 08:30,Coffee,-3.00\n"
ZONES = ["America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Bucharest", "UTC"]
BT_PAY = "/finance/api/bt-pay"


@pytest.fixture
def ana(
    app: APIFlask,
    client: FlaskClient,
    make_user: Callable[..., Account],
    sign_in: Callable[..., Headers],
) -> Importer:
    account = make_user()
    clock.freeze(datetime.fromisoformat("2026-02-03T12:00:00+00:00"))
    return Importer(app, client, account, sign_in(account))


def rows(person: Importer, query: str = "") -> list[tuple[str, str, bool]]:
    items = person.get(f"/api/transactions{query}")["items"]
    return [(each["description"], each["booked_on"], each["has_time"]) for each in items]


@pytest.mark.parametrize("zone", ZONES)
def test_a_files_days_are_listed_filtered_and_averaged_as_written(ana: Importer, zone: str) -> None:
    ana.live_in(zone)
    ana.keep_file(FILE)
    assert rows(ana) == [("Coffee", "2026-02-02", True), ("Rent", "2026-02-01", False)]
    assert rows(ana, "?from=2026-02-01&to=2026-02-01") == [("Rent", "2026-02-01", False)]
    assert rows(ana, "?to=2026-01-31") == []
    assert ana.days("?from=2026-02-01&to=2026-02-01") == [("2026-02-01", 500, 1)]


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
def test_they_stay_where_they_are_when_their_owner_moves(ana: Importer, zone: str) -> None:
    ana.keep_file(FILE)
    ana.live_in(zone)
    assert [day for _, day, _ in rows(ana)] == ["2026-02-02", "2026-02-01"]
    by_day = {each["date"]: each["count"] for each in ana.get("/api/transactions/summary")["by_day"]}
    assert (by_day["2026-02-01"], by_day["2026-02-02"], by_day["2026-01-31"]) == (1, 1, 0)


def test_the_first_of_the_month_counts_to_its_month(ana: Importer) -> None:
    ana.live_in("America/New_York")
    ana.keep_file(FILE)
    months = ana.get("/api/transactions/summary")["month"], ana.get(f"{BT_PAY}/stats/")["month"]
    assert [[(each["count"], each["amount"]) for each in month] for month in months] == [[(2, 800)]] * 2


def test_a_day_alone_is_in_no_hour(ana: Importer) -> None:
    ana.live_in("Europe/Bucharest")
    ana.keep_file(FILE)
    counts = {
        day: {hour["hour"]: hour["count"] for hour in ana.get(f"{BT_PAY}/hourly/?day={day}")["hours"]}
        for day in ("2026-02-01", "2026-02-02")
    }
    assert (sum(counts["2026-02-01"].values()), counts["2026-02-02"][8]) == (0, 1)


def test_the_preview_names_the_days(ana: Importer) -> None:
    shown = ana.preview(FILE)["rows"]
    assert [(each["booked_on"], each["has_time"]) for each in shown] == [
        ("2026-02-01", False), ("2026-02-02", True),
    ]  # fmt: skip


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_feeds_day_alone_keeps_its_day(ana: Importer, zone: str) -> None:
    ana.live_in(zone)
    Feed(ana).tell(amount="-5.00", description="Rent", occurred_at="2026-02-01")
    assert rows(ana, "?from=2026-02-01&to=2026-02-01") == [("Rent", "2026-02-01", False)]


def test_a_feeds_moment_falls_on_the_owners_day_as_the_file_says(ana: Importer) -> None:
    """23:30 on the 1st in UTC is the 2nd in Bucharest, where the bank's file says so: one payment."""
    ana.live_in("Europe/Bucharest")
    moment = "2026-02-01T23:30:00Z"
    Feed(ana).tell(amount="-5.00", currency="EUR", description="Rent", occurred_at=moment)
    ana.keep_file("Date,Description,Amount\n2026-02-02,Rent,-5.00\n")
    assert rows(ana) == [("Rent", "2026-02-02", True)]


def test_pages_go_on_where_the_last_one_ended(ana: Importer) -> None:
    lines = "".join(f"2026-02-{1 + number // 3:02},Row {number},-1.00\n" for number in range(12))
    ana.keep_file("Date,Description,Amount\n" + lines)
    found: list[Any] = []
    cursor = ""
    while cursor is not None:
        page = ana.get(f"/api/transactions?limit=5{cursor and f'&cursor={cursor}'}")
        found += [each["description"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert found == [f"Row {number}" for number in range(11, -1, -1)]
