"""The rules' language: what a draft may say, and which field an error points at."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.banking.rules.language import as_json, read_draft, stored_draft, unknown_categories
from app.domain.banking.rules.terms import OPERATORS, words_of
from app.errors import Invalid

CONDITION = {"field": "description", "op": "contains", "value": "lidl"}
ACTION = {"do": "set_category", "category": "FOOD"}


def raw(**fields: Any) -> dict[str, Any]:
    return {"name": "Food", "conditions": [CONDITION], "actions": [ACTION], **fields}


def pointers(said: Any) -> list[str]:
    with pytest.raises(Invalid) as caught:
        read_draft(said)
    return [each["pointer"] for each in caught.value.errors or []]


def when(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, **({"value": value[0]} if value else {})}


def test_a_draft_survives_being_stored() -> None:
    draft = read_draft(raw(conditions=[when("amount", "between", [1, 2]), when("category", "is_empty")]))
    row = {
        "name": draft.name, "match": draft.match, "stop": draft.stop,
        "conditions": as_json(draft.conditions), "actions": as_json(draft.actions),
    }  # fmt: skip
    assert stored_draft(row) == draft


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (None, [""]), ([], [""]), ({}, ["/name"]), (raw(more=1), ["/more"]), (raw(name=" "), ["/name"]),
        (raw(name="x" * 81), ["/name"]), (raw(name="a\0"), ["/name"]), (raw(name="\ud800"), ["/name"]),
        (raw(match="some"), ["/match"]), (raw(stop=1), ["/stop"]), (raw(conditions=[]), ["/conditions"]),
        (raw(conditions=[CONDITION] * 21), ["/conditions"]), (raw(actions=[]), ["/actions"]),
        (raw(actions=[{"do": "add_tag", "tag": str(n)} for n in range(11)]), ["/actions"]),
        (raw(conditions=[CONDITION, 3], actions=[{"do": "x"}]), ["/conditions/1", "/actions/0/do"]),
        (raw(conditions=[{**CONDITION, "not": True}]), ["/conditions/0/not"]),
        (raw(actions=[{**ACTION, "category": 1}]), ["/actions/0/category"]),
    ],
)  # fmt: skip
def test_an_error_points_at_its_field(said: Any, expected: list[str]) -> None:
    assert pointers(said) == expected


@pytest.mark.parametrize(
    ("condition", "place"),
    [
        (when("password", "is", "x"), "field"), (when("description", "regex", "(a+)+$"), "op"),
        (when("description", "contains"), "value"), (when("description", "contains", "x" * 201), "value"),
        (when("description", "words", "-_-"), "value"), (when("category", "is_empty", 1), "value"),
        (when("amount", "eq", 1.5), "value"), (when("amount", "eq", True), "value"),
        (when("amount", "eq", -1), "value"), (when("amount", "eq", 10**400), "value"),
        (when("amount", "between", [2, 1]), "value"), (when("amount", "between", [1]), "value"),
        (when("amount", "between", [1, "2"]), "value/1"), (when("currency", "is", "XXX"), "value"),
        (when("currency", "is", "ron"), "value"), (when("direction", "is", "up"), "value"),
        (when("mcc", "in", ["5411", "54"]), "value/1"), (when("mcc", "in", []), "value"),
        (when("tags", "has", "a\nb"), "value"), (when("day_of_month", "eq", 32), "value"),
        (when("weekday", "in", [0]), "value/0"), (when("connection_id", "is", 2**63), "value"),
    ],
    ids=str,
)  # fmt: skip
def test_a_condition_that_makes_no_sense_is_refused(condition: dict[str, Any], place: str) -> None:
    assert pointers(raw(conditions=[CONDITION, condition])) == [f"/conditions/1/{place}"]


@pytest.mark.parametrize(
    "actions",
    [
        [ACTION, {"do": "clear_category"}], [{"do": "set_merchant", "merchant": "a"}] * 2,
        [{"do": "set_notes", "notes": "a"}] * 2,
        [{"do": "add_tag", "tag": "a"}, {"do": "remove_tag", "tag": "a"}],
    ],
)  # fmt: skip
def test_a_rule_decides_each_thing_once(actions: list[Any]) -> None:
    assert pointers(raw(actions=actions)) == ["/actions/1"]


def test_every_category_that_is_not_there_is_named() -> None:
    conditions = [when("category", "is_empty"), when("category", "is", "NONE")]
    found = unknown_categories(read_draft(raw(conditions=conditions)), lambda code: False)
    assert [each["pointer"] for each in found] == ["/conditions/1/value", "/actions/0/category"]


def test_people_are_spared_the_patterns() -> None:
    with pytest.raises(Invalid) as caught:
        read_draft(raw(name="a\0b"))
    assert "regex" not in str(caught.value.errors)


def test_words_are_letters_and_digits_once_each() -> None:
    assert words_of("Lidl_12, (țiriac) Lidl") == ["Lidl", "12", "țiriac"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(sorted(OPERATORS))
OPS = st.sampled_from(sorted({op for each in OPERATORS.values() for op in each}))


@settings(derandomize=True, max_examples=300)
@given(ANYTHING, ANYTHING, FIELDS, OPS, ANYTHING)
def test_nothing_but_invalid_ever_comes_of_a_draft(
    name: Any, action: Any, field: str, op: str, value: Any
) -> None:
    for said in (name, raw(name=name), raw(actions=[action]), raw(conditions=[when(field, op, value)])):
        with suppress(Invalid):
            read_draft(said)
