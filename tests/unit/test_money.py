"""Minor units and their decimal twins: exact in both directions, in every currency."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from iso4217 import Currency

from app.money import MAX_MINOR, decimal_string, exponent, is_currency, minor_units

CODES = sorted(currency.code for currency in Currency if is_currency(currency.code))
codes = st.sampled_from(CODES)
# Far past what the intake takes: sums of everything and amounts of imports go through here too.
amounts = st.integers(-(10**40), 10**40)


@settings(derandomize=True)
@given(amounts, codes)
def test_what_is_written_reads_back_as_the_same_amount(amount: int, code: str) -> None:
    assert minor_units(decimal_string(amount, code), code) == amount


@settings(derandomize=True)
@given(amounts, codes)
def test_a_decimal_has_as_many_places_as_its_currency(amount: int, code: str) -> None:
    _, _, places = decimal_string(amount, code).partition(".")
    assert len(places) == exponent(code)


# ISO 4217, table A.1: the yen has no minor unit, the euro two digits, the dinar of Bahrain three, the
# Chilean unit of account four.
@pytest.mark.parametrize(
    ("amount", "code", "text"),
    [
        (1050, "EUR", "10.50"),
        (5, "EUR", "0.05"),
        (0, "EUR", "0.00"),
        (-5, "EUR", "-0.05"),
        (-1050, "EUR", "-10.50"),
        (1050, "JPY", "1050"),
        (-1, "JPY", "-1"),
        (1050, "BHD", "1.050"),
        (1, "BHD", "0.001"),
        (1050, "CLF", "0.1050"),
        (MAX_MINOR, "EUR", "90071992547409.91"),  # 2**53 - 1 is 9007199254740991
    ],
)
def test_an_amount_is_written_as_people_of_that_currency_write_it(amount: int, code: str, text: str) -> None:
    assert decimal_string(amount, code) == text


@pytest.mark.parametrize(
    ("text", "code", "amount"),
    [("10.5", "EUR", 1050), ("10", "EUR", 1000), ("7", "JPY", 7), ("-.5", "BHD", -500)],
)
def test_missing_decimals_are_zeros(text: str, code: str, amount: int) -> None:
    assert minor_units(text, code) == amount


@pytest.mark.parametrize(
    "text", ["", " ", "ten", "1,50", "0x10", "1.2.3", "--1", "NaN", "sNaN", "Infinity", "-inf"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        minor_units(text, "EUR")


@pytest.mark.parametrize(("text", "code"), [("1.005", "EUR"), ("0.1", "JPY"), ("1.0001", "BHD")])
def test_more_decimals_than_the_currency_has_are_refused_not_rounded(text: str, code: str) -> None:
    with pytest.raises(ValueError):
        minor_units(text, code)


def test_a_decimal_is_refused_however_small_it_is() -> None:
    """Decimal's 28 digits of working precision must not swallow it."""
    with pytest.raises(ValueError):
        minor_units("1." + "0" * 30 + "1", "EUR")


def test_a_browser_reads_the_largest_amount_exactly() -> None:
    assert int(float(MAX_MINOR)) == MAX_MINOR
    assert int(float(MAX_MINOR + 2)) != MAX_MINOR + 2


@pytest.mark.parametrize("code", ["", "E", "eur", "EURO", "ABC", "XAU", "XTS", "XXX", "€"])
def test_what_no_amount_can_be_stated_in_is_no_currency(code: str) -> None:
    assert not is_currency(code)
    with pytest.raises(ValueError):
        exponent(code)
