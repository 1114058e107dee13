"""Conditions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.db import transaction
from app.domain.auth.users.tables import User
from app.domain.banking.rules.run import dry_run
from tests.services.rules.told import add, draft, run, store

ROW: dict[str, Any] = {
    "description": "Plata LIDL_12 Țiriac 100% off", "merchant": "Lidl", "notes": "for Ana", "mcc": "5411",
    "channel": "card_pos", "tags": ["home", "tără"], "category": "FOOD", "source": "import",
}  # fmt: skip
HOLDS: list[tuple[Any, ...]] = [
    ("description", "contains", "lidl"), ("description", "contains", "țIRIAC"),
    ("description", "contains", "tiriac"), ("description", "words", "Ţiriac"), ("description", "is_not", "x"),
    ("description", "ends_with", "tiriac 100% off"),
    ("description", "contains", "100% O"), ("description", "not_contains", "kaufland"),
    ("description", "is", "plata lidl_12 țiriac 100% OFF"), ("description", "is_not", "plata"),
    ("description", "starts_with", "PLATA"), ("description", "ends_with", "OFF"),
    ("description", "words", "ȚIRIAC lidl"), ("description", "words", "12"),
    ("counterparty", "is_empty"), ("counterparty", "not_contains", "x"), ("counterparty", "is_not", "x"),
    ("merchant", "is", "LIDL"), ("notes", "contains", "ana"), ("account", "is_empty"),
    ("amount", "eq", 1050), ("amount", "gt", 1049), ("amount", "gte", 1050), ("amount", "lt", 1051),
    ("amount", "lte", 1050), ("amount", "between", [1050, 1050]), ("currency", "is", "RON"),
    ("currency", "is_not", "EUR"), ("direction", "is", "out"), ("status", "is_not", "FAILED"),
    ("category", "is", "FOOD"), ("category", "is_not", "RENT"), ("channel", "is", "card_pos"),
    ("source", "is", "import"), ("mcc", "is", "5411"), ("mcc", "in", ["5411", "5412"]),
    ("tags", "has", "tără"), ("tags", "has_not", "hom"), ("day_of_month", "eq", 2),
    ("day_of_month", "between", [1, 2]), ("weekday", "is", 1), ("weekday", "in", [1, 7]),
    ("connection_id", "is_not", 7),
]  # fmt: skip
FAILS: list[tuple[Any, ...]] = [
    ("description", "contains", "l%l"), ("description", "contains", "li_l"), ("description", "words", "lid"),
    ("description", "contains", "a/%b"), ("description", "not_contains", "LIDL"),
    ("description", "starts_with", "lidl"), ("description", "ends_with", "plata"),
    ("description", "is", "plata%"), ("merchant", "is_not", "lidl"), ("merchant", "is_empty"),
    ("counterparty", "contains", "a"), ("account", "is", "x"), ("amount", "gt", 1050),
    ("amount", "between", [1051, 2000]), ("currency", "is", "EUR"), ("direction", "is", "in"),
    ("category", "is_empty"), ("category", "is_not", "FOOD"), ("mcc", "in", ["1234"]),
    ("tags", "has", "hom"), ("tags", "has_not", "home"), ("day_of_month", "eq", 3), ("weekday", "is", 2),
    ("connection_id", "is", 7),
]  # fmt: skip


def matching(user: int, conditions: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Which of the conditions a run finds the one transaction by; a dry run has to agree with it."""
    for each in conditions:
        add(user, each, do={"do": "add_tag", "tag": "seen"})
    counts = [each["matched"] for each in run(user).rules]
    assert counts == [dry_run(user, draft(each)).count for each in conditions]
    return [each for each, count in zip(conditions, counts, strict=True) if count]


def test_every_condition_holds_where_it_should(ana: int) -> None:
    store(ana, **ROW)
    assert matching(ana, HOLDS) == HOLDS


def test_no_condition_holds_where_it_should_not(ana: int) -> None:
    store(ana, **ROW)
    assert matching(ana, FAILS) == []


def test_any_needs_one_condition_and_all_needs_each(ana: int) -> None:
    store(ana, merchant="Lidl")
    both = [("merchant", "is", "lidl"), ("mcc", "is", "5411")]
    counts = [dry_run(ana, draft(*both, match=match)).count for match in ("any", "all")]
    assert counts == [1, 0]


def test_days_are_those_of_the_owners_time_zone(ana: int) -> None:
    store(ana, occurred_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    with transaction() as session:
        session.get_one(User, ana).time_zone = "Europe/Bucharest"  # there it is 2 March, a Monday
    held = matching(ana, [("day_of_month", "eq", 2), ("weekday", "is", 1)])
    assert len(held) == 2
