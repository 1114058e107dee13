"""Exchange rates: the last on or before a day, both directions, across the euro, and pence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fx.rates import RateTable, business_days, is_stale
from app.domain.fx.units import is_unit, unit_of

# Reference rates of the European Central Bank, January 2015: the franc was freed on the 15th.
ECB = [
    (date(2015, 1, 14), "EUR", "USD", Decimal("1.1775")),
    (date(2015, 1, 14), "EUR", "CHF", Decimal("1.2010")),
    (date(2015, 1, 15), "EUR", "USD", Decimal("1.1708")),
    (date(2015, 1, 15), "EUR", "CHF", Decimal("1.0280")),
    (date(2015, 1, 16), "EUR", "USD", Decimal("1.1588")),
    (date(2015, 1, 16), "EUR", "CHF", Decimal("1.0128")),
    (date(2015, 1, 16), "EUR", "GBP", Decimal("0.7640")),
]


def rate(
    source: str, target: str, on: date, *, more: Sequence[tuple[date, str, str, Decimal]] = ()
) -> Decimal | None:
    found = RateTable([*ECB, *more]).find(source, target, on)
    return found and round(found.rate, 10)


def test_a_rate_of_the_weekend_is_friday_s() -> None:
    found = RateTable(ECB).find("EUR", "USD", date(2015, 1, 18))
    assert found is not None
    assert (found.rate, found.on) == (Decimal("1.1588"), date(2015, 1, 16))


def test_a_later_rate_is_never_used() -> None:
    assert rate("EUR", "USD", date(2015, 1, 13)) is None
    assert rate("EUR", "USD", date(2015, 1, 14)) == Decimal("1.1775")


def test_a_currency_without_rates_has_none_rather_than_one() -> None:
    assert rate("JPY", "USD", date(2015, 1, 16)) is None


def test_a_pair_reads_both_ways() -> None:
    assert rate("USD", "EUR", date(2015, 1, 16)) == round(1 / Decimal("1.1588"), 10)


def test_two_currencies_meet_through_the_euro() -> None:
    found = RateTable(ECB).find("USD", "CHF", date(2015, 1, 15))
    assert found is not None
    assert round(found.rate, 12) == round(Decimal("1.0280") / Decimal("1.1708"), 12)
    assert [each.target for each in found.stated] == ["USD", "CHF"]


def test_a_crossed_rate_is_as_old_as_its_older_half() -> None:
    table = RateTable(
        [(date(2015, 1, 2), "EUR", "USD", Decimal("1.2")), (date(2015, 1, 9), "EUR", "CHF", Decimal("1.2"))]
    )
    found = table.find("USD", "CHF", date(2015, 1, 9))
    assert found is not None
    assert found.on == date(2015, 1, 2)


def test_the_newest_way_wins_and_a_stated_pair_beats_an_equally_new_crossing() -> None:
    old = [(date(2014, 1, 1), "USD", "CHF", Decimal("0.9"))]
    same = [(date(2015, 1, 16), "USD", "CHF", Decimal("0.9"))]
    assert rate("USD", "CHF", date(2015, 1, 16), more=old) == round(Decimal("1.0128") / Decimal("1.1588"), 10)
    assert rate("USD", "CHF", date(2015, 1, 16), more=same) == Decimal("0.9")


def test_a_currency_that_is_stated_against_the_dollar_alone_still_reaches_the_euro() -> None:
    lari = [(date(2015, 1, 16), "USD", "GEL", Decimal("2"))]
    assert rate("GEL", "EUR", date(2015, 1, 16), more=lari) == round(1 / (2 * Decimal("1.1588")), 10)


def test_of_two_rates_of_one_day_the_later_given_counts() -> None:
    own = [(date(2015, 1, 16), "EUR", "USD", Decimal("1.5"))]
    assert rate("EUR", "USD", date(2015, 1, 16), more=own) == Decimal("1.5")


@pytest.mark.parametrize(
    ("unit", "currency"), [("GBp", "GBP"), ("GBX", "GBP"), ("ZAc", "ZAR"), ("ILA", "ILS")]
)
def test_a_hundred_of_a_quoted_unit_are_one_of_its_currency(unit: str, currency: str) -> None:
    assert unit_of(unit) == (currency, 100)
    assert RateTable().find(unit, currency, date(2015, 1, 1)).rate == Decimal("0.01")  # type: ignore[union-attr]
    assert RateTable().find(currency, unit, date(2015, 1, 1)).rate == 100  # type: ignore[union-attr]


def test_pence_become_euros_through_the_pound() -> None:
    assert rate("GBp", "EUR", date(2015, 1, 16)) == round(1 / Decimal("76.40"), 10)


def test_a_unit_is_known_and_a_wrong_one_is_not() -> None:
    assert is_unit("GBp")
    assert is_unit("CHF")
    assert not is_unit("gbp")
    assert not is_unit("XYZ")


@pytest.mark.parametrize("wrong", ["0", "-1", "NaN", "Infinity"])
def test_a_rate_that_is_not_above_zero_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not above zero"):
        RateTable([(date(2015, 1, 1), "EUR", "USD", Decimal(wrong))])


def test_easter_is_not_stale_and_a_day_longer_is() -> None:
    thursday = date(2026, 4, 2)
    assert not is_stale(thursday, date(2026, 4, 9))  # five weekdays on
    assert not is_stale(date(2026, 4, 3), date(2026, 4, 12))  # the weekend adds none
    assert is_stale(thursday, date(2026, 4, 10))


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_business_days_are_counted_as_one_would_by_hand(first: date, length: int) -> None:
    days = [first + timedelta(days=day) for day in range(1, length + 1)]
    assert business_days(first, first + timedelta(days=length)) == sum(day.weekday() < 5 for day in days)
