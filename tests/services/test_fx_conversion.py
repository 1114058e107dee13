"""Sums of several currencies in one: by the rate of each day, rounded once, with the gaps named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import event

from app.db import transaction
from app.domain.fx.conversion import BaseTotal, DayAmount, convert_minor
from app.domain.fx.own_rates import Pair, set_own_rate
from app.extensions import db
from tests.support.accounts import Account

FRIDAY, MONDAY = date(2026, 10, 30), date(2026, 11, 2)


@pytest.fixture
def user_id(make_user: Callable[..., Account]) -> int:
    return make_user().id


def convert(app: APIFlask, user_id: int, base: str, *amounts: tuple[date, str, int]) -> BaseTotal:
    with app.app_context():
        return convert_minor(user_id, base, [DayAmount(*each) for each in amounts])


def say(app: APIFlask, user_id: int, pair: str, on: date, rate: str) -> None:
    with app.app_context(), transaction():
        set_own_rate(user_id, Pair(pair[:3], pair[3:]), on, Decimal(rate))


@pytest.mark.parametrize(
    ("base", "amount", "currency", "worth"),
    [
        ("EUR", 53_447, "RON", 10_000),  # 534.47 / 5.3447
        ("RON", 10_000, "EUR", 53_447),
        ("JPY", 10_000, "EUR", 17_568),  # 100 x 175.68; a yen has no hundredths
        ("EUR", 17_568, "JPY", 10_000),
        ("KWD", 300, "KWD", 300),
    ],
)
def test_an_amount_is_worth_its_days_rate_in_minor_units(
    app: APIFlask, user_id: int, base: str, amount: int, currency: str, worth: int
) -> None:
    found = convert(app, user_id, base, (FRIDAY, currency, amount))
    assert (found["currency"], found["amount"], found["missing"], found["stale"]) == (base, worth, [], [])


def test_each_amount_has_the_rate_of_its_own_day(app: APIFlask, user_id: int) -> None:
    say(app, user_id, "EURVND", FRIDAY, "20000")
    say(app, user_id, "EURVND", MONDAY, "40000")
    found = convert(app, user_id, "EUR", (FRIDAY, "VND", 20_000), (MONDAY, "VND", 20_000))
    assert (found["amount"], found["amount_decimal"]) == (150, "1.50")


def test_a_sum_is_rounded_once_and_half_to_even(app: APIFlask, user_id: int) -> None:
    """A thousand times 0.005 euro are 5 euro; rounded one by one they would be nothing."""
    say(app, user_id, "EURVND", FRIDAY, "200")
    assert convert(app, user_id, "EUR", *[(FRIDAY, "VND", 1)] * 1000)["amount"] == 500
    assert convert(app, user_id, "EUR", (FRIDAY, "VND", 1))["amount"] == 0
    assert convert(app, user_id, "EUR", (FRIDAY, "VND", 3))["amount"] == 2


def test_the_largest_amounts_stay_exact(app: APIFlask, user_id: int) -> None:
    say(app, user_id, "EURVND", FRIDAY, "1.000000000000001")
    found = convert(app, user_id, "VND", (FRIDAY, "EUR", (2**53 - 1) * 100))
    assert found["amount"] == 9_007_199_254_741_000  # (2^53 - 1) x (1 + 1e-15)


def test_what_has_no_rate_is_named_and_left_out(app: APIFlask, user_id: int) -> None:
    found = convert(
        app, user_id, "EUR", (MONDAY, "VND", 9), (FRIDAY, "VND", 9), (FRIDAY, "VND", 9), (FRIDAY, "EUR", 100)
    )
    assert found["amount"] == 100
    assert found["missing"] == [
        {"currency": "VND", "on": "2026-10-30"},
        {"currency": "VND", "on": "2026-11-02"},
    ]


def test_a_later_rate_is_no_rate(app: APIFlask, user_id: int) -> None:
    say(app, user_id, "EURVND", MONDAY, "20000")
    assert convert(app, user_id, "EUR", (FRIDAY, "VND", 9))["missing"] == [
        {"currency": "VND", "on": "2026-10-30"}
    ]


def test_an_old_rate_counts_and_is_named(app: APIFlask, user_id: int) -> None:
    found = convert(app, user_id, "EUR", (date(2026, 11, 9), "RON", 53_447))
    assert found["amount"] == 10_000
    assert found["stale"] == [{"currency": "RON", "on": "2026-11-09", "said_on": "2026-10-30"}]


def test_the_same_currency_needs_no_rate_on_any_day(app: APIFlask, user_id: int) -> None:
    found = convert(app, user_id, "VND", (date(1970, 1, 1), "VND", 9), (date(2200, 1, 1), "VND", 1))
    assert (found["amount"], found["missing"], found["stale"]) == (10, [], [])


def test_nothing_is_worth_nothing(app: APIFlask, user_id: int) -> None:
    assert convert(app, user_id, "EUR")["amount_decimal"] == "0.00"


def test_nobody_elses_rate_counts(app: APIFlask, user_id: int, make_user: Callable[..., Account]) -> None:
    say(app, make_user().id, "EURVND", FRIDAY, "20000")
    assert convert(app, user_id, "EUR", (FRIDAY, "VND", 9))["missing"]


@pytest.mark.parametrize(("currencies", "selects"), [(["EUR"], 0), (["EUR", "USD", "RON", "VND"], 2)])
def test_many_amounts_take_two_selects(
    app: APIFlask, user_id: int, currencies: list[str], selects: int
) -> None:
    asked: list[Any] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        convert_minor(user_id, "EUR", [DayAmount(FRIDAY, code, 1) for code in currencies * 50])
    assert len(asked) == selects, asked
