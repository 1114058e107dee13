"""Names of accounts, as files and feeds write them."""

from __future__ import annotations

import pytest

from app.domain.banking.accounts.names import Relation, account_name, relation

IBAN = "NL00 TEST 0123 4567 89"
OTHER_IBAN = "NL11TEST9876543210"


@pytest.mark.parametrize(
    "other", ["nl00test0123456789", "0123456789", "NL00TEST0123456789EUR", "0123456789EUR", "23456789"]
)
def test_one_account_has_many_names(other: str) -> None:
    assert relation(IBAN, other) is relation(other, IBAN) is Relation.SAME


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (IBAN, OTHER_IBAN),
        ("ACC1", "ACC2"),
        ("12345678", "12345679"),
        (IBAN, "ACC1"),
        ("1", "11"),
        (IBAN, "****1234"),
    ],
)
def test_files_that_name_two_accounts_mean_two(left: str, right: str) -> None:
    assert relation(left, right) is relation(right, left) is Relation.OTHER


@pytest.mark.parametrize("masked", ["****6789", "XXXX6789", "•• 6789", None, "", " - "])
def test_a_missing_or_masked_name_says_nothing(masked: str | None) -> None:
    assert relation(IBAN, masked) is relation(masked, IBAN) is Relation.UNKNOWN


def test_a_feeds_own_name_of_an_account_contradicts_no_file() -> None:
    assert relation(IBAN, "a1b2c3", one_kind=False) is Relation.UNKNOWN
    assert relation(IBAN, OTHER_IBAN, one_kind=False) is Relation.OTHER
    assert relation("a1b2c3", "d4e5f6") is Relation.OTHER


def test_a_name_loses_its_marks_and_the_currency_behind_a_number() -> None:
    assert account_name("37040044/0532013000 EUR") == "370400440532013000"
    assert account_name(None) == ""
