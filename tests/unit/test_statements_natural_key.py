"""The key by which a transaction without an id is known again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from app.domain.banking.rules.bank import BankTransaction
from app.domain.banking.rules.natural_key import natural_key, numbered

COFFEE = BankTransaction(
    amount=1250,
    currency="RON",
    direction="out",
    occurred_at=datetime(2026, 1, 5, 10, tzinfo=UTC),
    description="Cafenea Piața Unirii",
    account="RO49BTRLRONCRT0123456789",
)
CARD = msgspec.structs.replace(COFFEE, details={"rrn": "601512345678", "tid": "61716008"})


def changed(row: BankTransaction, **fields: Any) -> BankTransaction:
    return msgspec.structs.replace(row, **fields)


def test_a_key_is_thirty_two_hex_digits() -> None:
    assert len(bytes.fromhex(natural_key(COFFEE))) == 16


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "  CAFENEA piata\tunirii "},
        {"occurred_at": datetime(2026, 1, 5, 21, tzinfo=UTC)},
        {"account": "card 1234"},
        {"external_id": "x"},
        {"occurred_at": datetime(2026, 1, 4, 23, tzinfo=UTC), "booked_on": date(2026, 1, 5)},
    ],
)
def test_the_same_told_in_another_way_has_the_same_key(fields: dict[str, Any]) -> None:
    assert natural_key(changed(COFFEE, **fields)) == natural_key(COFFEE)


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": 1251},
        {"currency": "EUR"},
        {"direction": "in"},
        {"description": "Cafenea"},
        {"occurred_at": datetime(2026, 1, 6, 10, tzinfo=UTC)},
    ],
)
def test_another_movement_has_another_key(fields: dict[str, Any]) -> None:
    assert natural_key(changed(COFFEE, **fields)) != natural_key(COFFEE)


def test_a_card_payment_is_known_by_its_retrieval_number_whatever_the_text() -> None:
    later = changed(CARD, description="other words", occurred_at=datetime(2026, 1, 8, tzinfo=UTC))
    assert natural_key(later) == natural_key(CARD)
    assert natural_key(changed(CARD, amount=1)) != natural_key(CARD)
    assert natural_key(changed(CARD, details={"rrn": "601512345679", "tid": "61716008"})) != natural_key(CARD)


@pytest.mark.parametrize("rrn", ["", "12345", "60151234567x", 601512345678, None])
def test_what_is_no_retrieval_number_is_not_taken_for_one(rrn: object) -> None:
    assert natural_key(changed(COFFEE, details={"rrn": rrn})) == natural_key(COFFEE)


def test_two_equal_coffees_on_one_day_are_two_transactions() -> None:
    keys = [key for _, key in numbered([COFFEE, CARD, COFFEE, COFFEE])]
    assert len(set(keys)) == 4
    assert keys == [natural_key(COFFEE), natural_key(CARD), natural_key(COFFEE, 1), natural_key(COFFEE, 2)]


def test_rows_are_numbered_as_they_are_asked_for() -> None:
    def rows() -> Any:
        yield COFFEE
        raise AssertionError("asked for too early")

    assert next(iter(numbered(rows()))) == (COFFEE, natural_key(COFFEE))


def test_a_text_that_is_not_whole_unicode_has_a_key() -> None:
    assert len(natural_key(changed(COFFEE, description="\ud800"))) == 32
