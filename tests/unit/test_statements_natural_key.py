"""The keys under which a row is looked for, and the id of a row that has none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.domain.banking.posting.keys import card_key, content_key, movement_key, numbered
from app.money import MAX_MINOR

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


def test_a_movements_key_says_day_direction_amount_and_currency() -> None:
    assert movement_key(COFFEE) == "20260105-1250RON"
    assert movement_key(changed(COFFEE, direction="in", currency="EUR")) == "20260105+1250EUR"
    assert len(movement_key(changed(COFFEE, amount=MAX_MINOR))) <= 32


def test_a_hold_without_a_day_keeps_its_key_from_day_to_day() -> None:
    hold = changed(COFFEE, booked=False, details={"undated": True})
    later = changed(hold, occurred_at=datetime(2026, 1, 9, tzinfo=UTC))
    assert movement_key(hold) == movement_key(later) == "undated-1250RON"
    assert content_key(hold) == content_key(later)


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "  CAFENEA piata\tunirii "},
        {"occurred_at": datetime(2026, 1, 5, 21, tzinfo=UTC)},
        {"account": "ro49 btrl ronc rt01 2345 6789"},
        {"external_id": "x"},
        {"occurred_at": datetime(2026, 1, 4, 23, tzinfo=UTC), "booked_on": date(2026, 1, 5)},
    ],
)
def test_the_same_told_in_another_way_has_the_same_content(fields: dict[str, Any]) -> None:
    assert content_key(changed(COFFEE, **fields)) == content_key(COFFEE)


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": 1251},
        {"currency": "EUR"},
        {"direction": "in"},
        {"description": "Cafenea"},
        {"account": "RO49BTRLRONCRT0000000000"},
        {"occurred_at": datetime(2026, 1, 6, 10, tzinfo=UTC)},
    ],
)
def test_another_movement_has_another_content(fields: dict[str, Any]) -> None:
    assert content_key(changed(COFFEE, **fields)) != content_key(COFFEE)


def test_a_card_payment_is_known_by_its_retrieval_number_and_terminal() -> None:
    assert card_key(CARD) == "601512345678:61716008"
    assert card_key(changed(CARD, description="other words")) == card_key(CARD)
    assert card_key(changed(CARD, details={"rrn": "601512345678"})) == "601512345678:"


@pytest.mark.parametrize(
    "rrn",
    ["", "12345", "60151234567x", 601512345678, None, "000000000000", "111111111111", "999999999999",
     "000000012345", "121212121212"],
)  # fmt: skip
def test_what_says_nothing_is_no_retrieval_number(rrn: object) -> None:
    assert card_key(changed(COFFEE, details={"rrn": rrn})) is None


def test_two_equal_coffees_on_one_day_are_two_transactions() -> None:
    keys = [key for _, key in numbered([COFFEE, CARD, COFFEE, COFFEE])]
    assert keys == [content_key(COFFEE, place) for place in range(4)]
    assert len(set(keys)) == 4


def test_rows_are_numbered_as_they_are_asked_for() -> None:
    def rows() -> Any:
        yield COFFEE
        raise AssertionError("asked for too early")

    assert next(iter(numbered(rows()))) == (COFFEE, content_key(COFFEE))


def test_a_text_that_is_not_whole_unicode_has_a_key() -> None:
    assert len(content_key(changed(COFFEE, description="\ud800"))) == 32
