"""The calendar of dividends, by hand calculation; and what it does not look at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.dividends.logic import calendar_of
from app.domain.portfolio.dividends.report import DividendCalendar, Payment
from app.domain.portfolio.dividends.rhythm import due_days, rhythm_of
from app.domain.portfolio.prices.split import Split
from app.domain.portfolio.returns.journal import keep_books
from tests.unit.returns.kit import Case, act, buy, closes, day, sell

D = Decimal
QUARTERS = ("2025-03-14", "2025-06-13", "2025-09-12", "2025-12-12")
"""The 14th of each, or the Friday before where that is a weekend's."""


def calendar(case: Case, today: str, first: str = "2025-01-01", last: str = "2026-12-31") -> DividendCalendar:
    journal = keep_books(case.settings, case.activities, case.market)
    return calendar_of(journal, case.activities, first=day(first), last=day(last), today=day(today))


def expected(found: DividendCalendar) -> list[Payment]:
    return [each for each in found.payments if each.state == "expected"]


def paid(*days: str, amount: Any = 10, **fields: Any) -> list[Activity]:
    return [act(on, "dividend", "S", amount=amount, **fields) for on in days]


@pytest.mark.parametrize(
    ("days", "name"),
    [
        (("2025-01-15", "2025-02-17", "2025-03-14"), "monthly"),
        (QUARTERS, "quarterly"),
        (("2024-05-10", "2024-11-08", "2025-05-16"), "half_yearly"),
        (("2024-05-10", "2025-05-16"), "yearly"),
        (("2025-01-15", "2025-02-17"), None),  # one gap shows no monthly rhythm
        (("2025-01-15", "2025-02-17", "2025-05-20", "2025-12-01"), None),
        (("2025-01-15",), None),
        ((), None),
        (("2024-03-14", "2024-06-14", "2024-07-01", "2025-01-10", *QUARTERS[1:]), None),
        (("2024-03-15", "2024-06-14", "2024-12-13", *QUARTERS), "quarterly"),  # one is missing of eight
    ],
)
def test_a_rhythm_needs_payments_that_show_it(days: tuple[str, ...], name: str | None) -> None:
    found = rhythm_of([day(each) for each in days])
    assert (found and found.name) == name


@pytest.mark.parametrize(
    ("days", "today", "due"),
    [
        (
            ("2025-10-31", "2025-11-30", "2025-12-31"),
            "2026-01-01",
            ["2026-01-31", "2026-02-28", "2026-03-31"],
        ),
        (
            ("2025-10-31", "2025-11-30", "2025-12-31"),
            "2026-02-10",
            ["2026-01-31", "2026-02-28", "2026-03-31"],
        ),
        (("2025-10-31", "2025-11-30", "2025-12-31"), "2026-02-16", ["2026-02-28", "2026-03-31"]),
        (("2025-10-31", "2025-11-30", "2025-12-31"), "2026-03-20", []),  # it has ended
        (("2024-05-10", "2025-05-16"), "2026-01-01", []),  # after the last day asked for
    ],
)
def test_due_days_follow_the_calendar(days: tuple[str, ...], today: str, due: list[str]) -> None:
    known = [day(each) for each in days]
    rhythm = rhythm_of(known)
    assert rhythm is not None
    found = due_days(known, rhythm, today=day(today), until=date(2026, 3, 31))
    assert [each.on.isoformat() for each in found] == due


def test_a_payment_has_its_tax_its_units_and_its_yield_on_cost() -> None:
    """10 units at 50 cost 500; 12 before 3 of tax and 1 of fee are 8 net, 1.2 a unit and 2.4 %."""
    case = Case(buy("2025-01-02", "S", 10, 50, fee=5), *paid(QUARTERS[0], amount=12, tax=3, fee=1))
    found = calendar(case, "2025-04-01")
    (payment,) = found.payments
    assert (payment.amount, payment.tax, payment.fee, payment.net) == (12, 3, 1, 8)
    assert (payment.units, payment.per_unit, payment.yield_on_cost) == (10, D("1.2"), D("0.024"))
    assert (payment.base, payment.base_net, payment.state) == (12, 8, "confirmed")
    (payer,) = found.payers
    assert (payer.rhythm, payer.last_year, payer.yield_on_cost, payer.next_on) == (None, 12, D("0.024"), None)


def test_a_statement_that_names_the_units_is_believed() -> None:
    """All was sold between the ex-date and the payment."""
    case = Case(
        buy("2025-01-02", "S", 10, 50), sell("2025-03-01", "S", 10, 60),
        act(QUARTERS[0], "dividend", "S", quantity=10, unit_price="1.5"), *paid(QUARTERS[1], amount=2),
    )  # fmt: skip
    first, second = calendar(case, "2025-07-01").payments
    assert (first.amount, first.units, first.per_unit, first.yield_on_cost) == (15, 10, D("1.5"), None)
    assert (second.units, second.per_unit) == (None, None)


def test_expected_payments_are_scaled_to_what_is_held_now_and_stay_apart() -> None:
    """1 a unit each quarter; 15 units are held by the end."""
    case = Case(
        buy("2025-01-02", "S", 10, 50), *paid(*QUARTERS), buy("2025-12-20", "S", 5, 60),
    )  # fmt: skip
    found = calendar(case, "2026-01-05")
    assert [(each.on.isoformat(), each.amount, each.units) for each in expected(found)] == [
        ("2026-03-14", 15, 15), ("2026-06-14", 15, 15), ("2026-09-14", 15, 15), ("2026-12-14", 15, 15),
    ]  # fmt: skip
    assert {each.net for each in expected(found)} == {None}
    months = {each.month: (each.confirmed, each.expected) for each in found.months}
    assert (months["2025-03"], months["2026-03"], months["2026-04"]) == ((10, 0), (0, 15), (0, 0))
    assert len(months) == 24
    assert [(each.rhythm, each.next_on) for each in found.payers] == [("quarterly", day("2026-03-14"))]


def test_nothing_is_expected_of_a_closed_position_or_of_irregular_payments() -> None:
    closed = Case(buy("2025-01-02", "S", 10, 50), *paid(*QUARTERS), sell("2025-12-20", "S", 10, 60))
    assert expected(calendar(closed, "2026-01-05")) == []
    odd = Case(buy("2025-01-02", "S", 10, 50), *paid("2025-01-15", "2025-02-17", "2025-05-20", "2025-12-01"))
    assert expected(calendar(odd, "2026-01-05")) == []


def test_half_yearly_payments_are_like_the_last_of_their_season() -> None:
    case = Case(
        buy("2024-01-02", "S", 10, 50), *paid("2024-05-10", "2025-05-09", amount=20),
        *paid("2024-11-08", "2025-11-07", amount=5),
    )  # fmt: skip
    found = expected(calendar(case, "2026-01-05", last="2027-06-30"))
    assert [each.amount for each in found] == [20, 5, 20]


def test_a_split_changes_what_one_unit_pays_and_not_what_all_units_pay() -> None:
    history = closes("2025-01-02 50", splits=[Split(day("2025-12-20"), D(2))])
    case = Case(buy("2025-01-02", "S", 10, 50), *paid(*QUARTERS), prices={"S": history})
    found = expected(calendar(case, "2026-01-05"))[0]
    assert (found.units, found.per_unit, found.amount) == (20, D("0.5"), 10)


def test_a_missing_rate_is_named_and_no_sum_is_made_up() -> None:
    case = Case(
        buy("2025-01-02", "S", 10, 50), *paid(*QUARTERS[:3], currency="USD"),
        fx=["2025-06-01 EUR USD 1.25"],
    )  # fmt: skip
    found = calendar(case, "2025-10-01", last="2025-12-31")
    assert [each.base for each in found.payments] == [None, 8, 8, 8]
    months = {each.month: each.confirmed for each in found.months}
    assert (months["2025-03"], months["2025-06"]) == (None, 8)
    assert [(each.subject, each.first_on) for each in found.missing] == [("USD/EUR", day(QUARTERS[0]))]
    assert found.payers[0].last_year is None


def test_what_is_overdue_is_expected_for_a_while_and_said_to_be_late() -> None:
    case = Case(buy("2025-01-02", "S", 10, 50), *paid(*QUARTERS))
    late = expected(calendar(case, "2026-03-20"))
    assert [(each.on.isoformat(), each.is_late) for each in late][:2] == [
        ("2026-03-14", True), ("2026-06-14", False),
    ]  # fmt: skip


moments = st.dates(date(2025, 1, 1), date(2026, 12, 31))
happenings = st.builds(
    lambda on, kind, number: (on, kind, number),
    moments,
    st.sampled_from(["buy", "dividend", "dividend", "split"]),
    st.integers(1, 9),
)


@settings(deadline=None)
@given(st.lists(happenings, max_size=25), st.lists(happenings, max_size=10), moments)
def test_no_calendar_looks_ahead(past: list[Any], future: list[Any], today: date) -> None:
    """Whatever happens after a day, what was known of dividends on that day stays the same."""

    def activities(rows: list[Any], *, after: bool) -> list[Activity]:
        chosen = [each for each in rows if (each[0] > today) == after]
        made = {"buy": {"unit_price": 5}, "dividend": {}, "split": {}}
        return [
            act(on.isoformat(), kind, "S", currency="USD" if kind == "dividend" else "EUR", **made[kind],
                **({"amount": number} if kind == "dividend" else {"quantity": number}))
            for on, kind, number in chosen
        ]  # fmt: skip

    def told(*more: Activity, fx: list[str]) -> DividendCalendar:
        rows = [buy("2024-12-01", "S", 10, 4), *activities(past, after=False), *more]
        case = Case(*rows, fx=["2025-02-01 EUR USD 2", *fx])
        return calendar(case, today.isoformat())

    ahead = activities([*past, *future], after=True)
    assert told(*ahead, fx=["2027-01-01 EUR USD 3"]) == told(fx=[])
