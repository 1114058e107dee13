"""The invented household: whole amounts, the bank's own wording, the same life for the same seed."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime

import pytest

from simulators import romanian
from simulators.people import Household, Movement, decimal_text

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)
FOREIGN = re.compile(
    r"Plata la POS non-BT cu card VISA;E?POS 03/06/2026 \d{15} TID:[A-Z0-9]{8} .+ RO \d{8} "
    r"valoare tranzactie: \d+\.\d\d RON RRN:\d{12} comision tranzactie 0\.00 RON; [A-Z -]+;REF: \w+"
)
OWN = re.compile(r"Plata la POS;E?POS 03/06/2026 TID \d{8} .+   ROM \d{8} RRN:\d{12} ;REF: \w+")
P2P = re.compile(r"P2P BTPay;Transfer din card \d{4} (.+) catre (.+) reprezentand : .+; \2;REF: 000EWAL\d+")


def year(currency: str, seed: int = 5) -> list[Movement]:
    household = Household(currency, seed)
    return [household.live(NOON) for _ in range(400)]


@pytest.mark.parametrize("currency", ["RON", "AUD", "EUR"])
def test_the_same_seed_lives_the_same_life(currency: str) -> None:
    assert year(currency) == year(currency) != year(currency, seed=6)


@pytest.mark.parametrize("currency", ["RON", "AUD", "EUR"])
def test_a_life_has_pay_rent_shopping_friends_fees_and_holds(currency: str) -> None:
    lived = year(currency)
    assert {"card", "online", "p2p", "salary", "rent", "fee"} <= {movement.kind for movement in lived}
    assert all(movement.amount_minor > 0 for movement in lived if movement.kind == "salary")
    assert all(movement.amount_minor < 0 for movement in lived if movement.habit.merchant)
    assert {movement.pending for movement in lived} == {True, False}


def test_card_rows_are_worded_as_the_bank_words_them() -> None:
    rows = [movement.booked_description for movement in year("RON") if movement.habit.merchant]
    assert [row for row in rows if not (FOREIGN.fullmatch(row) or OWN.fullmatch(row))] == []
    assert any(FOREIGN.fullmatch(row) for row in rows)
    assert any(OWN.fullmatch(row) for row in rows)


def test_money_between_people_names_the_holder_on_the_right_side() -> None:
    transfers = [movement for movement in year("RON") if movement.kind == "p2p"]
    assert {movement.amount_minor > 0 for movement in transfers} == {True, False}
    for movement in transfers:
        found = P2P.fullmatch(movement.description)
        assert found, movement.description
        assert (found[2] == romanian.HOLDER) == (movement.amount_minor > 0)


def test_a_hold_names_the_amount_that_is_blocked() -> None:
    held = [movement for movement in year("RON") if movement.pending]
    assert held
    assert all(movement.description.startswith(f"- {movement.amount[1:]} RON") for movement in held)


def test_account_numbers_have_right_check_digits() -> None:
    written = romanian.iban(random.Random(1))
    moved = written[4:] + written[:4]
    assert len(written) == 24
    assert int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


@pytest.mark.parametrize(("minor", "text"), [(-2550, "-25.50"), (5, "0.05"), (-5, "-0.05"), (100, "1.00")])
def test_minor_units_are_written_exactly(minor: int, text: str) -> None:
    assert decimal_text(minor) == text
