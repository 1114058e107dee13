"""What owners say of transfers, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app import clock
from tests.http.test_bt_pay import add
from tests.http.test_editing import T, ask
from tests.support.person import Person


def halves(person: Person) -> tuple[dict[str, Any], dict[str, Any]]:
    add(person, "o", account="A", direction="out")
    add(person, "i", account="B", direction="in")
    return person.get(f"{T}/o"), person.get(f"{T}/i")


@pytest.mark.parametrize("by", ["id", "transaction_id"])
def test_two_transactions_become_a_transfer_and_two_again(ana: Person, by: str) -> None:
    out, into = halves(ana)
    made = ask(ana, "POST", f"{T}/o/transfer", {"with": into[by]})
    assert (made.status_code, made.json["transfer_id"]) == (200, into["id"])
    assert ana.get(f"{T}/i")["transfer_id"] == out["id"]
    parted = ask(ana, "DELETE", f"{T}/i/transfer/")
    assert (parted.status_code, parted.json["transfer_id"]) == (200, None)
    assert ana.get(f"{T}/o")["transfer_id"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"with": "o"}, 409), ({"with": 10**15}, 404), ({"with": "nowhere"}, 404), ({}, 422), ({"with": 1.5}, 422),
        ({"with": True}, 422), ({"with": None}, 422), ({"with": "a\0"}, 422), ({"with": "i", "x": 1}, 422),
    ],
)  # fmt: skip
def test_what_is_no_other_half_is_refused_and_nothing_changes(
    ana: Person, body: dict[str, Any], status: int
) -> None:
    halves(ana)
    answer = ask(ana, "POST", f"{T}/o/transfer", body)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert ana.get(f"{T}/o")["transfer_id"] is None


def test_where_no_transfer_is_there_is_none_to_refuse(ana: Person) -> None:
    halves(ana)
    answer = ask(ana, "DELETE", f"{T}/o/transfer")
    assert (answer.status_code, answer.json["code"]) == (404, "transfer_not_found")


def test_a_transaction_of_somebody_elses_is_no_half(ana: Person, someone: Callable[..., Person]) -> None:
    bob = someone()
    _, into = halves(ana)
    add(bob, "theirs", account="A", direction="out")
    answer = ask(bob, "POST", f"{T}/theirs/transfer", {"with": into["id"]})
    assert answer.status_code == 404
    assert ask(bob, "POST", f"{T}/o/transfer", {"with": into["id"]}).status_code == 404


OWN = {"category": "TRANSFER_OUT_ACCOUNT_TRANSFER", "category_source": "user"}
SAVED = {"category": "TRANSFER_OUT_SAVINGS", "category_source": "rule"}
WORDED = {"category": "TRANSFER_OUT_ACCOUNT_TRANSFER", "category_source": "cue"}


@pytest.mark.parametrize(("fields", "spent"), [(OWN, 7), (SAVED, 7), (WORDED, 107), ({}, 107)], ids=str)
def test_what_moved_between_own_accounts_is_not_spent(
    ana: Person, fields: dict[str, Any], spent: int
) -> None:
    add(ana, "paid", 7)
    add(ana, "moved", 100, **fields)
    assert totals(ana) == [spent] * 6


def test_a_pair_is_neither_spent_nor_received(ana: Person) -> None:
    _, into = halves(ana)
    add(ana, "paid", 7)
    ask(ana, "POST", f"{T}/o/transfer", {"with": into["id"]})
    assert totals(ana) == [7] * 6
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))
    assert ana.get("/finance/api/bt-pay/stats/")["received_month"] == []


def totals(person: Person) -> list[int]:
    """Return what each of the totals says was spent on the day on which the tests' rows are."""
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))
    summary = person.get("/api/transactions/summary")
    dashboard = person.get("/finance/api/bt-pay/dashboard/")
    amounts = [
        summary["today"], summary["month"], summary["by_day"][-1]["amounts"], dashboard["stats"]["today"],
        dashboard["categories"], [each for hour in dashboard["hourly"]["hours"] for each in hour["amounts"]],
    ]  # fmt: skip
    return [sum(each["amount"] for each in found) for found in amounts]


@pytest.mark.parametrize(
    ("words", "linked"),
    [("Own account transfer", "transfer_id"), ("Payment", "suggested_transfer_id")],
)
def test_what_is_sent_by_api_is_paired_at_the_flush(ana: Person, words: str, linked: str) -> None:
    """The second half may come with a later flush; a row that names no account is nobody's half."""
    own: tuple[dict[str, str], ...] = (
        {"account": "A", "direction": "out"}, {"account": "B", "direction": "in"}, {"direction": "in"},
    )  # fmt: skip
    for said in own:
        ana.keep(("2026-03-10T08:00:00Z", 1050), description=words, **said)
    out, into, nowhere = (ana.get(f"{T}/t-{number}") for number in (1, 2, 3))
    assert (out[linked], into[linked]) == (into["id"], out["id"])
    assert nowhere["transfer_id"] is nowhere["suggested_transfer_id"] is None
