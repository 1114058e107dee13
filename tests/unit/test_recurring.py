"""What recurs: rhythms, amounts that vary, two bills of one merchant, and when the next is due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.banking.recurring.calendar_days import day_in
from app.domain.banking.recurring.logic import Recurring, Seen, find_recurring


def seen(*days: str | date, amount: int = 4_999, merchant: str = "Netflix", **fields: Any) -> list[Seen]:
    said = {"merchant": merchant, "currency": "RON", "direction": "out", "amount": amount, **fields}
    return [Seen(on=date.fromisoformat(str(day)), **said) for day in days]


def every(step: int, count: int, first: str = "2026-01-05") -> list[date]:
    return [date.fromisoformat(first) + timedelta(days=step * number) for number in range(count)]


def months(day: int, *numbers: int) -> list[str]:
    return [f"2026-{number:02}-{day:02}" for number in numbers]


def only(rows: list[Seen], today: str = "2026-06-10") -> Recurring:
    (found,) = find_recurring(rows, date.fromisoformat(today))
    return found


@pytest.mark.parametrize(
    ("step", "cadence"),
    [
        (7, "weekly"),
        (14, "biweekly"),
        (28, "fourweekly"),
        (30, "monthly"),
        (91, "quarterly"),
        (365, "yearly"),
    ],
)
def test_each_rhythm_is_known(step: int, cadence: str) -> None:
    days = every(step, 4)
    found = only(seen(*days), str(days[-1]))
    assert (found.cadence, found.count, found.last_on, found.varies) == (cadence, 4, days[-1], False)
    assert abs((found.next_on - days[-1]).days - step) <= 2


def test_the_days_of_the_last_payments_are_told_oldest_first() -> None:
    days = every(7, 15)
    assert list(only(seen(*days), str(days[-1])).paid_on) == list(days)[-12:]
    few = every(30, 4)
    assert list(only(seen(*few), str(few[-1])).paid_on) == list(few)


def test_the_last_day_of_a_month_stays_the_last() -> None:
    found = only(seen("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"), "2026-05-01")
    assert (found.cadence, found.next_on) == ("monthly", date(2026, 5, 31))


def test_a_payment_before_a_weekend_comes_back_to_its_day() -> None:
    found = only(seen("2026-01-01", "2026-02-01", "2026-02-27", "2026-04-01", "2026-05-01", "2026-05-29"),
                 "2026-05-30")  # fmt: skip
    assert found.next_on == date(2026, 7, 1)


def test_two_occurrences_are_none() -> None:
    assert find_recurring(seen(*months(5, 4, 5)), date(2026, 6, 1)) == []


def test_irregular_payments_are_none() -> None:
    days = ["2026-01-03", "2026-01-05", "2026-02-20", "2026-02-28", "2026-04-30", "2026-05-02"]
    assert find_recurring(seen(*days), date(2026, 5, 3)) == []


def test_one_bill_that_was_skipped_does_not_hide_the_others() -> None:
    found = only(seen(*months(5, 1, 2, 3, 5, 6)), "2026-06-10")
    assert (found.cadence, found.count) == ("monthly", 5)


def test_a_bill_whose_amount_changes_every_month_varies() -> None:
    amounts = [21_000, 9_500, 14_700, 30_100, 11_800]
    rows = [seen(f"2026-{n:02}-12", amount=amount)[0] for n, amount in enumerate(amounts, start=1)]
    found = only(rows, "2026-05-20")
    assert (found.cadence, found.varies, found.typical_amount) == ("monthly", True, 14_700)  # the median


def test_weekly_shopping_is_no_bill() -> None:
    rows = [seen(day, amount=9_000 + 4_100 * (n % 5))[0] for n, day in enumerate(every(7, 12))]
    assert find_recurring(rows, date(2026, 3, 25)) == []


def test_two_subscriptions_at_one_merchant_are_two() -> None:
    rows = seen(*months(5, 1, 2, 3, 4), amount=1_000) + seen(*months(20, 1, 2, 3, 4), amount=5_000)
    found = find_recurring(rows, date(2026, 4, 25))
    assert [(each.typical_amount, each.next_on) for each in found] == [
        (1_000, date(2026, 5, 5)), (5_000, date(2026, 5, 20))
    ]  # fmt: skip


def test_two_subscriptions_on_the_same_day_are_two() -> None:
    rows = seen(*months(5, 1, 2, 3, 4), amount=1_000) + seen(*months(5, 1, 2, 3, 4), amount=5_000)
    assert [each.typical_amount for each in find_recurring(rows, date(2026, 4, 25))] == [1_000, 5_000]


def test_a_price_that_rose_is_still_one_subscription() -> None:
    rows = seen(*months(5, 1, 2, 3), amount=3_000) + seen(*months(5, 4, 5, 6), amount=5_000)
    assert only(rows).count == 6


def test_currencies_and_directions_are_kept_apart() -> None:
    rows = [
        *seen(*months(5, 3, 4, 5)),
        *seen(*months(5, 3, 4, 5), currency="EUR"),
        *seen(*months(5, 3, 4, 5), direction="in"),
    ]
    found = find_recurring(rows, date(2026, 5, 10))
    assert {(each.currency, each.direction) for each in found} == {
        ("RON", "out"), ("EUR", "out"), ("RON", "in")
    }  # fmt: skip


def test_a_merchants_capitals_do_not_matter_and_the_last_spelling_is_shown() -> None:
    rows = seen("2026-03-05", merchant="NETFLIX") + seen(*months(5, 4, 5))
    assert (only(rows).merchant, only(rows).count) == ("Netflix", 3)


@pytest.mark.parametrize(
    ("today", "missed"), [("2026-06-05", False), ("2026-06-10", False), ("2026-06-11", True)]
)
def test_what_is_more_than_five_days_late_is_missed(today: str, missed: bool) -> None:
    assert only(seen(*months(5, 3, 4, 5)), today).missed is missed


def test_what_is_long_overdue_has_ended() -> None:
    assert find_recurring(seen(*months(5, 1, 2, 3)), date(2026, 6, 10)) == []


def test_the_future_is_not_looked_at() -> None:
    assert find_recurring(seen(*months(5, 3, 4, 5)), date(2026, 5, 4)) == []


def test_the_more_often_seen_is_the_surer() -> None:
    few, many = only(seen(*months(5, 4, 5, 6))), only(seen(*months(5, 1, 2, 3, 4, 5, 6)))
    assert 0 < few.confidence < many.confidence < 100


def on_days(*days: int, count: int = 6, moved: int = 0) -> list[date]:
    """Return days of the months from January 2026; a weekend's are moved to Friday (-1) or Monday (1)."""
    months = range(2026 * 12, 2026 * 12 + count)
    return sorted(off_weekend(day_in(month, day), moved) for month in months for day in days)


def off_weekend(day: date, moved: int) -> date:
    while moved and day.weekday() > 4:
        day += timedelta(days=moved)
    return day


def cadences(rows: list[Seen]) -> list[str]:
    return [each.cadence for each in find_recurring(rows, rows[-1].on + timedelta(days=2))]


HALVES = [(15, 31), (1, 15), (1, 16), (5, 20), (10, 25)]


@pytest.mark.parametrize("moved", [-1, 0, 1])
@pytest.mark.parametrize("days", HALVES)
@pytest.mark.parametrize("count", [3, 6, 14])
def test_wages_twice_a_month_are_one_rhythm(days: tuple[int, int], moved: int, count: int) -> None:
    rows = seen(*on_days(*days, count=count, moved=moved), direction="in")
    assert cadences(rows) == ["semimonthly"]


def test_the_next_of_two_days_a_month_is_the_other_one() -> None:
    found = only(seen(*on_days(15, 31), direction="in"), "2026-07-12")
    assert (found.cadence, found.next_on, found.missed) == ("semimonthly", date(2026, 7, 15), False)


def test_what_leaves_on_the_15th_and_the_last_and_a_loan_are_paid_in_halves() -> None:
    assert cadences(seen(*on_days(15, 31))) == ["semimonthly"]
    assert cadences(seen(*on_days(5, 20), category="LOAN_PAYMENTS_MORTGAGE_PAYMENT")) == ["semimonthly"]


def test_wages_that_rise_or_vary_stay_one_rhythm() -> None:
    rows = [
        seen(day, amount=200_000 + 9_000 * at, direction="in")[0] for at, day in enumerate(on_days(5, 20))
    ]
    assert cadences(rows) == ["semimonthly"]


@pytest.mark.parametrize("direction", ["in", "out"])
@pytest.mark.parametrize("first", ["2026-01-01", "2026-01-05", "2026-01-30"])
@pytest.mark.parametrize("count", [4, 6, 20])
def test_every_two_weeks_is_not_twice_a_month(direction: str, first: str, count: int) -> None:
    assert cadences(seen(*every(14, count, first), direction=direction)) == ["biweekly"]


@pytest.mark.parametrize("moved", [-1, 0, 1])
@pytest.mark.parametrize(
    "days", [(3, 17), (5, 20), (5, 12), (3, 3), (10, 12), (30, 14), (2, 12, 22), (5, 12, 19, 26)], ids=str
)
def test_equal_subscriptions_on_different_days_are_monthly_each(days: tuple[int, ...], moved: int) -> None:
    rows = seen(*on_days(*days, moved=moved), amount=999, merchant="Appstore")
    assert cadences(rows) == ["monthly"] * len(days)


def test_a_missing_payment_of_two_subscriptions_hides_neither() -> None:
    days = on_days(3, 17)
    assert cadences(seen(*days[:5], *days[6:])) == ["monthly", "monthly"]


@pytest.mark.parametrize("moved", [-1, 0, 1])
@pytest.mark.parametrize("day", [1, 15, 28, 31])
def test_a_month_whose_days_weekends_move_is_no_step_of_28_days(day: int, moved: int) -> None:
    assert cadences(seen(*on_days(day, moved=moved))) == ["monthly"]


def test_nothing_is_missed_after_the_end_of_what_is_known() -> None:
    rows = seen(*months(5, 3, 4, 5))
    ended = [row._replace(known_until=date(2026, 5, 31)) for row in rows]
    known = [row._replace(known_until=date(2026, 6, 30)) for row in rows]
    assert not only(ended, "2026-06-30").missed
    assert only(known, "2026-06-30").missed
