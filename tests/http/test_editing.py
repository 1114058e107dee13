"""What an owner changes on transactions, and what strangers cannot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app import clock
from tests.http.test_bt_pay import add
from tests.support.person import Person

T, RULES = "/api/transactions", "/api/rules"
DRAFT = {
    "name": "Trips",
    "match": "all",
    "conditions": [{"field": "description", "op": "words", "value": "railway"}],
    "actions": [{"do": "set_category", "category": "TRAVEL"}],
}


def ask(person: Person, method: str, path: str, body: Any = None) -> Any:
    return person.client.open(path, method=method, json=body, headers=person.headers)


def patch(person: Person, name: str, **changes: Any) -> Any:
    return ask(person, "PATCH", f"{T}/{name}", changes)


def test_only_what_is_named_is_changed(ana: Person) -> None:
    add(ana, "a", merchant="Lidl", notes="old", tags=["x"])
    shown = patch(ana, "a", notes=" new ", tags=[" y ", "z", "y"]).json
    assert (shown["notes"], shown["tags"], shown["merchant"]) == ("new", ["y", "z"], "Lidl")
    assert ana.get(f"{T}/a") == shown
    shown = patch(ana, "a", merchant="Kaufland").json
    assert (shown["notes"], shown["tags"], shown["merchant"]) == ("new", ["y", "z"], "Kaufland")


def test_nothing_clears_a_field(ana: Person) -> None:
    add(ana, "a", merchant="Lidl", notes="old", tags=["x"], category="TRAVEL", category_source="mcc")
    shown = patch(ana, "a", notes=None, tags=None, merchant=None, category=None).json
    assert (shown["notes"], shown["tags"], shown["merchant"]) == (None, [], None)
    assert (shown["category"], shown["category_source"], shown["category_confidence"]) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"amount": 1}, "/amount"), ({"notes": "x" * 2001}, "/notes"), ({"notes": "a\0"}, "/notes"),
        ({"tags": ["a,b"]}, "/tags/0"), ({"tags": ["x" * 41]}, "/tags/0"), ({"tags": "x"}, "/tags"),
        ({"tags": ["x"] * 21}, "/tags"), ({"merchant": ""}, "/merchant"),
        ({"category": "NOWHERE"}, "/category"), ({"category": "A\0"}, "/category"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_refused_and_nothing_is_changed(
    ana: Person, changes: dict[str, Any], pointer: str
) -> None:
    add(ana, "a", notes="old")
    answer = patch(ana, "a", **{"notes": "new", **changes})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert ana.get(f"{T}/a")["notes"] == "old"


def test_what_is_still_queued_cannot_be_changed_yet(ana: Person) -> None:
    ana.send(("2026-03-10T08:00:00Z", 100))
    assert ana.get(f"{T}/t-1")["state"] == "queued"
    for answer in (patch(ana, "t-1", notes="x"), ask(ana, "GET", f"{T}/t-1/splits")):
        assert (answer.status_code, answer.json["code"]) == (404, "transaction_not_found")


def test_many_are_changed_at_once_or_none(ana: Person) -> None:
    for name in ("a", "b", "c"):
        add(ana, name, tags=["old"])
    body = {"transaction_ids": ["a", "b", "a"], "category": "TRAVEL", "add_tag": "trip"}
    assert ask(ana, "POST", f"{T}/bulk", body).status_code == 200
    found = {each["transaction_id"]: (each["category"], each["tags"]) for each in ana.get(T)["items"]}
    assert found == {"a": ("TRAVEL", ["old", "trip"]), "b": ("TRAVEL", ["old", "trip"]), "c": (None, ["old"])}
    for missing in ("nobody", "x\0"):
        answer = ask(ana, "POST", f"{T}/bulk", {"transaction_ids": ["c", missing], "category": "TRAVEL"})
        assert (answer.status_code, ana.get(f"{T}/c")["category"]) == (404, None)


def test_a_transaction_is_split_and_made_whole_again(ana: Person) -> None:
    add(ana, "a/b", 1000)
    parts = [{"amount": 600, "category": "TRAVEL", "note": "bus"}, {"amount": 400, "category": "INCOME"}]
    shown = ask(ana, "PUT", f"{T}/a/b/splits/", {"parts": parts}).json["parts"]
    assert [(each["amount"], each["amount_decimal"], each["note"]) for each in shown] == [
        (600, "6.00", "bus"), (400, "4.00", None),
    ]  # fmt: skip
    assert ana.get(f"{T}/a/b/splits")["parts"] == shown
    uneven = ask(ana, "PUT", f"{T}/a/b/splits", {"parts": [parts[0], {**parts[1], "amount": 401}]})
    assert (uneven.status_code, ana.get(f"{T}/a/b/splits/")["parts"]) == (422, shown)
    unknown = ask(ana, "PUT", f"{T}/a/b/splits", {"parts": [parts[0], {**parts[1], "category": "A\0"}]})
    assert unknown.status_code == 422
    assert ask(ana, "PUT", f"{T}/a/b/splits", {"parts": []}).json == {"parts": []}


def test_a_rule_is_tried_out_run_and_taken_back(ana: Person) -> None:
    add(ana, "a", description="RAILWAY 12")
    add(ana, "b", description="RAILWAY 13", category="INCOME", category_source="mcc", category_confidence=85)
    add(ana, "c", description="Shop")
    tried = ask(ana, "POST", f"{RULES}/preview", DRAFT).json
    assert (tried["matched"], tried["changed"], len(tried["sample"])) == (2, 2, 2)
    assert {each["category"] for each in ana.get(T)["items"]} == {None, "INCOME"}
    number = ask(ana, "POST", RULES, DRAFT).json["id"]
    run = ask(ana, "POST", f"{RULES}/run", {}).json
    assert (run["matched"], run["changed"]) == (2, 2)
    assert run["rules"] == [{"id": number, "name": "Trips", "matched": 2, "changed": 2}]
    assert [ana.get(f"{T}/{name}")["category_source"] for name in ("a", "b", "c")] == ["rule", "rule", None]
    assert ask(ana, "POST", f"{RULES}/runs/{run['id']}/undo").json == {"restored": 2}
    back = [ana.get(f"{T}/{name}") for name in ("a", "b")]
    assert [(each["category"], each["category_source"]) for each in back] == [(None, None), ("INCOME", "mcc")]
    again = ask(ana, "POST", f"{RULES}/runs/{run['id']}/undo")
    assert (again.status_code, again.json["code"]) == (409, "run_undone")
    assert ana.get(f"{RULES}/runs")["items"][0]["undone_at"] is not None


def test_rules_are_put_in_order_changed_and_removed(ana: Person) -> None:
    ids = [ask(ana, "POST", RULES, {**DRAFT, "name": name}).json["id"] for name in "abc"]
    ordered = ask(ana, "POST", f"{RULES}/order", {"ids": ids[::-1]}).json["items"]
    assert [each["name"] for each in ordered] == ["c", "b", "a"]
    assert ask(ana, "POST", f"{RULES}/order", {"ids": ids[:2]}).status_code == 422
    changed = ask(ana, "PUT", f"{RULES}/{ids[0]}", {**DRAFT, "name": "A", "stop": True}).json
    assert (changed["name"], changed["stop"]) == ("A", True)
    assert ask(ana, "DELETE", f"{RULES}/{ids[1]}").status_code == 204
    assert [each["name"] for each in ana.get(RULES)["items"]] == ["c", "A"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""}, {"conditions": []}, {"actions": []}, {"match": "some"}, {"extra": 1},
        {"conditions": [{"field": "nothing", "op": "is", "value": "x"}]},
        {"conditions": [{"field": "amount", "op": "gt", "value": 1.5}]},
        {"actions": [{"do": "set_category", "category": "NOWHERE"}]},
        {"actions": [{"do": "set_category", "category": "A\0"}]},
        {"actions": [{"do": "explode"}]},
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_with_its_place(ana: Person, change: dict[str, Any]) -> None:
    answer = ask(ana, "POST", RULES, {**DRAFT, **change})
    assert (answer.status_code, ana.get(RULES)["items"]) == (422, [])
    assert answer.json["errors"][0]["pointer"].startswith(f"/{next(iter(change))}")


def test_a_suggested_rule_can_be_kept_as_it_is(ana: Person) -> None:
    add(ana, "a/b", merchant="Zorzette", category="TRAVEL")
    add(ana, "c", merchant="Zorzette")
    draft = ana.get(f"{RULES}/suggestion/a/b")
    assert draft["conditions"] == [{"field": "merchant", "op": "is", "value": "Zorzette"}]
    assert ask(ana, "POST", RULES, draft).status_code == 201
    assert ask(ana, "POST", f"{RULES}/run", {}).json["matched"] == 2
    assert ana.get(f"{T}/c")["category"] == "TRAVEL"


def test_what_comes_back_each_month_is_listed(ana: Person) -> None:
    clock.freeze(datetime(2026, 4, 10, tzinfo=UTC))
    for month in (1, 2, 3, 4):
        add(ana, f"m-{month}", 4999, merchant="Gym", at=f"2026-0{month}-05T10:00")
    (found,) = ana.get(f"{T}/recurring")["items"]
    assert (found["merchant"], found["cadence"], found["amount"], found["amount_decimal"]) == (
        "Gym", "monthly", 4999, "49.99",
    )  # fmt: skip
    assert (found["last_on"], found["next_on"], found["count"]) == ("2026-04-05", "2026-05-05", 4)


def test_a_strangers_transactions_rules_and_runs_are_not_found(
    ana: Person, someone: Callable[..., Person]
) -> None:
    add(ana, "hers", 1000, description="RAILWAY")
    number, bob = ask(ana, "POST", RULES, DRAFT).json["id"], someone()
    run = ask(ana, "POST", f"{RULES}/run", {}).json["id"]
    parts = {"parts": [{"amount": 500, "category": "TRAVEL"}] * 2}
    asked = [
        ("PATCH", f"{T}/hers", {"notes": "x"}), ("GET", f"{T}/hers/splits", None),
        ("PUT", f"{T}/hers/splits", parts), ("PUT", f"{RULES}/{number}", DRAFT),
        ("POST", f"{T}/bulk", {"transaction_ids": ["hers"], "add_tag": "x"}),
        ("DELETE", f"{RULES}/{number}", None), ("POST", f"{RULES}/order", {"ids": [number]}),
        ("POST", f"{RULES}/run", {"rule_ids": [number]}), ("POST", f"{RULES}/runs/{run}/undo", None),
        ("GET", f"{RULES}/suggestion/hers", None),
    ]  # fmt: skip
    assert [ask(bob, *each).status_code for each in asked] == [404] * len(asked)
    assert [bob.get(path)["items"] for path in (RULES, f"{RULES}/runs", f"{T}/recurring")] == [[], [], []]
    assert ask(bob, "POST", f"{RULES}/preview", DRAFT).json["matched"] == 0
    assert (ana.get(f"{T}/hers")["category"], ana.get(f"{T}/hers")["notes"]) == ("TRAVEL", None)
