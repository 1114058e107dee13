"""What speaks for a transfer between own accounts, and what against."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.banking.transfers.evidence import Movement, Owner, verdict_on
from app.domain.banking.transfers.pairs import pair_transfers

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINE, SAVINGS, THIRD = "DE11500105170000000001", "DE22500105170000000002", "RO49AAAA1B31007593840000"
OWNER = Owner([MINE, SAVINGS, THIRD], ["Ana-Maria Pop"])


def out(description: str | None = None, **fields: Any) -> Movement:
    return Movement(1, "out", MINE, "EUR", 12_000, NOON, description, **fields)


def into(description: str | None = None, **fields: Any) -> Movement:
    return Movement(2, "in", SAVINGS, "EUR", 12_000, NOON, description, **fields)


def party(name: str) -> dict[str, Any]:
    return {"counterparty": name}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (out("An DE22 5001 0517 0000 0000 02"), into("Danke")),
        (out("IKEA BERLIN"), into("von DE11500105170000000001")),  # the account is said, whatever shop
        (out(details={"counterparty_iban": SAVINGS}), into("x")),
        (out("Sparen", **party("Pop Ana Maria")), into("Sparen")),
        (out("Umbuchung"), into("Umbuchung")), (out("Transfer intre conturile proprii"), into("x")),
        (out("x"), into("Giroconto")), (out("Interne overboeking"), into("x")),
        (out("Virement de compte à compte"), into("VIREMENT")), (out("TRASPASO"), into(None)),
        (out("Przelew własny"), into("Przelew")), (out("Převod mezi vlastními účty"), into("x")),
        (out("Überweisung"), into("SEPA Überweisung")), (out("Transfer to savings"), into("Transfer from X1")),
        (out("x", channel="internal_transfer"), into("y", channel="internal_transfer")),
        (out("Transfer", **party("ICH")), into("Transfer", **party("Ich"))),
        (out("a", details={"reference": "217ECIT2"}), into("b", details={"reference": "217ecit2"})),
        (out("Revolut top-up transfer"), into("Transfer")),
    ],
)  # fmt: skip
def test_with_evidence_it_is_a_transfer(one: Movement, other: Movement) -> None:
    assert verdict_on(one, other, OWNER) == "sure"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (out("IKEA BERLIN"), into("Insurance reimbursement")), (out("IKEA BERLIN"), into("x")),
        (out("IKEA BERLIN"), into("Umbuchung")), (out("x"), into("KAUFLAND 4410")),
        (out("x", merchant="Lidl"), into("Transfer")), (out("RESTAURANT ZORELLA"), into("Danke")),
        (out("x"), into("Gehalt ACME salary")), (out("Einkauf", **party("LADEN")), into("Danke", **party("FREUND"))),
        (out("Transfer", **party("Bob Roy")), into("Transfer", **party("Eve Lin"))),
        (out("Umbuchung", **party("Bob Roy")), into("Danke", **party("Eve Lin"))),
        (out(f"An {THIRD}"), into("x")), (out(f"Umbuchung {THIRD}"), into("Umbuchung")),
    ],
)  # fmt: skip
def test_a_shop_two_strangers_or_another_account_speak_against_it(one: Movement, other: Movement) -> None:
    assert verdict_on(one, other, OWNER) == "no"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (out("x"), into("y")), (out("Transfer"), into("Danke")), (out("x", **party("Bob Roy")), into("y")),
        (out("Transfer", **party("Bob Roy")), into("Transfer")), (out(), into()),
        (out("a", details={"reference": "1"}), into("b", details={"reference": "1"})),
        (out("a", details={"reference": "TRANSFER"}), into("b", details={"reference": "TRANSFER"})),
    ],
)  # fmt: skip
def test_an_equal_amount_alone_is_for_a_person_to_say(one: Movement, other: Movement) -> None:
    assert verdict_on(one, other, OWNER) == "maybe"


def test_a_short_account_name_is_not_found_in_other_numbers() -> None:
    owner = Owner(["12", "A"])
    one = Movement(1, "out", "12", "EUR", 1, NOON, "Aug 12")
    assert verdict_on(one, Movement(2, "in", "A", "EUR", 1, NOON, "April 12"), owner) == "maybe"


def test_the_evidence_wins_over_the_nearer_day() -> None:
    later = into("Umbuchung")._replace(id=3, occurred_at=NOON.replace(day=4))
    found = pair_transfers([out("x"), into("y"), later], OWNER)
    assert (found.pairs, found.guesses) == ([(1, 3)], [])
