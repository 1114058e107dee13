"""Which codes are currencies, and when the bank's newest rates should be out."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.domain.fx.currencies import currency_problem
from app.domain.fx.publication import newest_said


@pytest.mark.parametrize("code", ["EUR", "USD", "RON", "VND", "HRK", "BGN", "ROL"])
def test_currencies_of_today_and_of_the_banks_history_are_known(code: str) -> None:
    assert currency_problem(code) is None


@pytest.mark.parametrize(("code", "whole"), [("GBp", "GBP"), ("GBX", "GBP"), ("ZAc", "ZAR"), ("ILA", "ILS")])
def test_hundredths_of_a_currency_are_none_and_the_whole_is_named(code: str, whole: str) -> None:
    assert currency_problem(code) == (
        f"{code} is a hundredth of {whole} and no currency: use {whole}, and divide amounts by 100"
    )


@pytest.mark.parametrize("code", ["usd", "Ron", "gbP"])
def test_a_code_in_small_letters_is_told_how_it_is_written(code: str) -> None:
    assert currency_problem(code) == f"Currencies are written in capitals: {code.upper()}"


@pytest.mark.parametrize("code", ["", "EURO", "XAU", "BTC", "E R", "€", "days", "SOURCE"])
def test_what_is_no_currency_is_refused(code: str) -> None:
    assert currency_problem(code) == "Not an ISO 4217 currency code"


@pytest.mark.parametrize(
    ("moment", "newest"),
    [
        (datetime(2026, 11, 25, 15, 14, tzinfo=UTC), date(2026, 11, 24)),  # Wednesday, 16:14 in winter
        (datetime(2026, 11, 25, 15, 15, tzinfo=UTC), date(2026, 11, 25)),
        (datetime(2026, 7, 1, 14, 15, tzinfo=UTC), date(2026, 7, 1)),  # 16:15 in summer
        (datetime(2026, 11, 28, 20, 0, tzinfo=UTC), date(2026, 11, 27)),  # Saturday
        (datetime(2026, 11, 29, 20, 0, tzinfo=UTC), date(2026, 11, 27)),  # Sunday
        (datetime(2026, 11, 30, 8, 0, tzinfo=UTC), date(2026, 11, 27)),  # Monday morning
    ],
)
def test_the_newest_rates_are_those_of_the_last_weekday_after_four_in_frankfurt(
    moment: datetime, newest: date
) -> None:
    assert newest_said(moment) == newest
