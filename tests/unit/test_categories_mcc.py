"""Merchant category codes: each trade that ISO 18245 names has its place in the tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.banking.categories.mcc import category_of_mcc
from app.domain.banking.categories.taxonomy import find


@pytest.mark.parametrize(
    ("mcc", "category"),
    [
        ("5411", "FOOD_AND_DRINK_GROCERIES"),
        ("5812", "FOOD_AND_DRINK_RESTAURANT"),
        ("5814", "FOOD_AND_DRINK_FAST_FOOD"),
        ("5541", "TRANSPORTATION_GAS"),
        ("5552", "TRANSPORTATION_GAS"),
        ("5912", "MEDICAL_PHARMACIES_AND_SUPPLEMENTS"),
        ("0742", "MEDICAL_VETERINARY_SERVICES"),
        ("4121", "TRANSPORTATION_TAXIS_AND_RIDE_SHARES"),
        ("4814", "RENT_AND_UTILITIES_TELEPHONE"),
        ("6011", "TRANSFER_OUT_WITHDRAWAL"),
        ("6300", "GENERAL_SERVICES_INSURANCE"),
        ("7995", "ENTERTAINMENT_CASINOS_AND_GAMBLING"),
        ("9311", "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT"),
    ],
)
def test_a_trade_has_its_category(mcc: str, category: str) -> None:
    assert category_of_mcc(mcc) == category


@pytest.mark.parametrize(
    ("first", "last", "category"),
    [
        ("3000", "3299", "TRAVEL_FLIGHTS"),
        ("3351", "3441", "TRAVEL_RENTAL_CARS"),
        ("3501", "3999", "TRAVEL_LODGING"),
    ],
)
def test_the_chains_with_codes_of_their_own_are_whole_ranges(first: str, last: str, category: str) -> None:
    found = {category_of_mcc(str(number)) for number in range(int(first), int(last) + 1)}
    assert found == {category}


def test_a_leading_zero_may_be_lost_and_spaces_do_no_harm() -> None:
    assert category_of_mcc("742") == category_of_mcc(" 0742 ") == "MEDICAL_VETERINARY_SERVICES"


@pytest.mark.parametrize("mcc", ["", "0000", "9999", "54110", "5,411", "-541", "abcd", "٥٤١١", "5411\0"])
def test_what_is_no_code_says_nothing(mcc: str) -> None:
    assert category_of_mcc(mcc) is None


@given(st.integers(0, 9999))
def test_every_answer_is_a_detail_of_the_tree(number: int) -> None:
    code = category_of_mcc(f"{number:04d}")
    found = find(code) if code else None
    assert code is None or (found is not None and found.parent is not None)


def test_all_codes_that_answer_are_of_the_tree() -> None:
    answers = {category_of_mcc(f"{number:04d}") for number in range(10_000)} - {None}
    assert len(answers) >= 70
    assert all(find(code or "") for code in answers)
