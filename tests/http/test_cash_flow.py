"""What came in and went out, by day and month: own transfers are neither, other currencies by their day's rate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app import clock
from tests.http.test_bt_pay import add
from tests.http.test_editing import ask
from tests.support.person import Person

F = "/api/transactions/cash-flow"


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))


def write(person: Person, name: str, amount: int, on: str, direction: str = "out", **fields: Any) -> None:
    add(person, name, amount, at=f"{on}T12:00", **{"currency": "EUR", "direction": direction, **fields})


def amounts(flow: dict[str, Any]) -> tuple[int, int]:
    return flow["incoming"]["amount"], flow["outgoing"]["amount"]


def test_days_and_months_are_added_up_since_the_last_month_began(ana: Person) -> None:
    write(ana, "before", 1, "2026-01-31")
    write(ana, "rent", 70_000, "2026-02-01")
    write(ana, "salary", 200_000, "2026-02-28", "in")
    write(ana, "shop", 1_250, "2026-03-10")
    write(ana, "again", 50, "2026-03-10")
    found = ana.get(F)
    assert {each["date"]: amounts(each) for each in found["days"]} == {
        "2026-02-01": (0, 70_000), "2026-02-28": (200_000, 0), "2026-03-10": (0, 1_300),
    }  # fmt: skip
    assert {each["month"]: amounts(each) for each in found["months"]} == {
        "2026-02": (200_000, 70_000), "2026-03": (0, 1_300),
    }  # fmt: skip


def test_a_range_cuts_its_months_and_crosses_years(ana: Person) -> None:
    for on in ("2025-12-30", "2025-12-31", "2026-01-01"):
        write(ana, f"on-{on}", 100, on)
    found = ana.get(f"{F}?from=2025-12-31&to=2026-02-01")
    assert [(each["month"], amounts(each)) for each in found["months"]] == [
        ("2025-12", (0, 100)), ("2026-01", (0, 100)), ("2026-02", (0, 0)),
    ]  # fmt: skip


def test_what_failed_was_deleted_or_went_between_own_accounts_moved_nothing(ana: Person) -> None:
    for name, direction in (("out", "out"), ("in", "in")):
        write(ana, name, 500, "2026-03-01", direction, account=name)
    write(ana, "gone", 300, "2026-03-02")
    ask(ana, "DELETE", "/api/transactions/gone")
    assert ask(ana, "POST", "/api/transactions/out/transfer", {"with": "in"}).status_code == 200
    assert ana.get(F)["days"] == []


def test_a_currency_without_a_rate_is_named_and_not_added(ana: Person) -> None:
    write(ana, "known", 100, "2026-03-02")
    write(ana, "unknown", 999, "2026-03-02", currency="VND")
    (day,) = ana.get(F)["days"]
    assert day["outgoing"]["amount"] == 100
    assert [each["currency"] for each in day["outgoing"]["missing"]] == ["VND"]


def test_it_is_ones_own(ana: Person, someone: Callable[..., Person]) -> None:
    write(someone(), "theirs", 100, "2026-03-02")
    assert ana.get(F)["days"] == []


@pytest.mark.parametrize(
    ("query", "pointer"), [("from=2026-03-02&to=2026-03-01", "to"), ("from=2025-01-01&to=2026-03-01", "from")]
)
def test_a_range_that_cannot_be_is_refused(ana: Person, query: str, pointer: str) -> None:
    answer = ana.ask("GET", f"{F}?{query}")
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
