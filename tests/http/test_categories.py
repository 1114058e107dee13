"""The tree of categories, one's own among them; how right the answers were; and what a correction teaches."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.banking.categories.training import describe_model
from tests.http.test_bt_pay import add, post
from tests.support.imports import Feed
from tests.support.person import Person

TREE = "/api/categories"


def own(person: Person, label: str, parent: str | None = None) -> Any:
    body = {"label": label, **({"parent": parent} if parent else {})}
    return person.client.post(TREE, json=body, headers=person.headers)


def set_category(person: Person, name: str, category: str | None) -> Any:
    url = f"/api/transactions/{name}"
    return person.client.patch(url, json={"category": category}, headers=person.headers)


def tree(person: Person) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in person.get(TREE)["items"]}


def test_the_tree_has_two_levels_with_parents_before_what_is_below_them(ana: Person) -> None:
    items = ana.get(TREE)["items"]
    codes = [each["code"] for each in items]
    primary = {each["code"] for each in items if each["parent"] is None}
    assert len(primary) >= 16
    assert len(codes) == len(set(codes))
    for each in items:
        if each["parent"]:
            assert each["parent"] in primary
            assert codes.index(each["parent"]) < codes.index(each["code"])
        assert each["label"]
        assert each["label_ro"]
        assert each["icon"]
        assert each["own"] is False


def test_each_category_says_how_many_transactions_are_in_it(
    ana: Person, someone: Callable[..., Person]
) -> None:
    for number in range(3):
        add(ana, f"a-{number}", category="TRAVEL" if number else "INCOME")
    add(someone(), "his", category="TRAVEL")
    found = tree(ana)
    assert [found[code]["count"] for code in ("TRAVEL", "INCOME", "FOOD_AND_DRINK")] == [2, 1, 0]


def test_ones_own_category_is_used_like_any_other(ana: Person) -> None:
    made = own(ana, "  Dan's boat ", "TRAVEL")
    assert (made.status_code, made.json["code"], made.json["label"]) == (201, "OWN_DAN_S_BOAT", "Dan's boat")
    assert (made.json["own"], made.json["parent"], made.json["icon"]) == (
        True,
        "TRAVEL",
        tree(ana)["TRAVEL"]["icon"],
    )
    add(ana, "a")
    assert set_category(ana, "a", "OWN_DAN_S_BOAT").json["category"] == "OWN_DAN_S_BOAT"
    assert tree(ana)["OWN_DAN_S_BOAT"]["count"] == 1


def test_a_category_that_goes_leaves_its_transactions_without_one(ana: Person) -> None:
    own(ana, "Boat")
    add(ana, "a", merchant="Zorzette")
    set_category(ana, "a", "OWN_BOAT")
    gone = ana.client.delete(f"{TREE}/OWN_BOAT", headers=ana.headers)
    assert (gone.status_code, "OWN_BOAT" in tree(ana)) == (204, False)
    row = ana.get("/api/transactions/a")
    assert (row["category"], row["category_source"], row["category_confidence"]) == (None, None, None)
    Feed(ana).tell(amount="-1.00", description="ZORZETTE", merchant="Zorzette")
    assert [each["category"] for each in ana.get("/api/transactions")["items"]] == [None, None]
    assert ana.client.delete(f"{TREE}/OWN_BOAT", headers=ana.headers).status_code == 404


@pytest.mark.parametrize(
    ("label", "parent", "pointer"),
    [
        ("", None, "/label"), ("  ", None, "/label"), ("x" * 61, None, "/label"), ("a\0b", None, "/label"),
        ("\u2003", None, "/label"), ("Boat", "NOWHERE", "/parent"), ("Boat", "A\0", "/parent"),
        ("Boat", "FOOD_AND_DRINK_COFFEE", "/parent"),
    ],
)  # fmt: skip
def test_a_label_or_parent_that_does_not_fit_is_refused(
    ana: Person, label: str, parent: str | None, pointer: str
) -> None:
    answer = own(ana, label, parent)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)


def test_the_same_category_twice_is_a_conflict_and_other_people_may_have_it(
    ana: Person, someone: Callable[..., Person]
) -> None:
    answers = [own(ana, "Boat"), own(ana, "boat!"), own(someone(), "Boat")]
    assert [answer.status_code for answer in answers] == [201, 409, 201]
    assert answers[1].json["code"] == "category_exists"


def test_a_category_that_a_rule_names_stays_and_the_rule_is_named(ana: Person) -> None:
    own(ana, "Boat")
    rule = {
        "name": "Harbour",
        "conditions": [{"field": "merchant", "op": "contains", "value": "harbour"}],
        "actions": [{"do": "set_category", "category": "OWN_BOAT"}],
    }
    made = ana.client.post("/api/rules", json=rule, headers=ana.headers)
    kept = ana.client.delete(f"{TREE}/OWN_BOAT", headers=ana.headers)
    assert (kept.status_code, kept.json["code"], "Harbour" in kept.json["detail"]) == (
        409,
        "category_in_use",
        True,
    )
    ana.client.delete(f"/api/rules/{made.json['id']}", headers=ana.headers)
    assert ana.client.delete(f"{TREE}/OWN_BOAT", headers=ana.headers).status_code == 204


def test_a_split_with_a_category_that_goes_is_whole_again(ana: Person) -> None:
    own(ana, "Boat")
    add(ana, "a", amount=1000)
    place = "/api/transactions/a/splits"
    parts = [{"amount": 400, "category": "OWN_BOAT"}, {"amount": 600, "category": "TRAVEL"}]
    assert ana.client.put(place, json={"parts": parts}, headers=ana.headers).status_code == 200
    assert ana.client.delete(f"{TREE}/OWN_BOAT", headers=ana.headers).status_code == 204
    assert ana.client.get(place, headers=ana.headers).json["parts"] == []


def test_somebody_elses_category_is_none_of_ones_own(ana: Person, someone: Callable[..., Person]) -> None:
    own(ana, "Boat")
    bob = someone()
    add(bob, "his")
    assert "OWN_BOAT" not in tree(bob)
    assert set_category(bob, "his", "OWN_BOAT").json["code"] == "category_unknown"
    assert bob.client.delete(f"{TREE}/OWN_BOAT", headers=bob.headers).status_code == 404
    assert "OWN_BOAT" in tree(ana)


@pytest.mark.parametrize("code", ["TRAVEL", "NOWHERE", "%00", "OWN_"])
def test_only_ones_own_categories_can_be_removed(ana: Person, code: str) -> None:
    assert ana.client.delete(f"{TREE}/{code}", headers=ana.headers).status_code == 404
    assert "TRAVEL" in tree(ana)


def test_accuracy_is_worked_out_on_what_was_confirmed(ana: Person, someone: Callable[..., Person]) -> None:
    """Of five, TRAVEL was said three times and right twice, INCOME once and right, and nothing once."""
    rows = [
        ("TRAVEL", "TRAVEL"),
        ("TRAVEL", "TRAVEL"),
        ("TRAVEL", "INCOME"),
        ("INCOME", "INCOME"),
        (None, "TRAVEL"),
    ]
    for number, (said, meant) in enumerate(rows):
        add(
            ana,
            f"t-{number}",
            category=said,
            category_source="mcc" if said else None,
            merchant=f"Shop {'abcde'[number] * 3}",
        )
        set_category(ana, f"t-{number}", meant)
    add(someone(), "his", category="TRAVEL")
    found = ana.get(f"{TREE}/accuracy")
    assert (found["confirmed"], found["answered"], found["right"]) == (5, 4, 3)
    assert (found["accuracy"], found["abstention_rate"]) == (0.75, 0.2)
    assert found["sources"] == [{"source": "mcc", "answered": 4, "right": 3, "precision": 0.75}]
    assert found["categories"] == [
        {
            "category": "TRAVEL",
            "confirmed": 3,
            "answered": 3,
            "right": 2,
            "precision": 0.6667,
            "recall": 0.6667,
        },
        {"category": "INCOME", "confirmed": 2, "answered": 1, "right": 1, "precision": 1.0, "recall": 0.5},
    ]
    assert (found["model"]["trained_at"], found["model"]["examples"]) == (None, 5)


def test_before_anything_was_confirmed_there_is_nothing_to_divide_by(ana: Person) -> None:
    found = ana.get(f"{TREE}/accuracy")
    assert (found["confirmed"], found["accuracy"], found["abstention_rate"]) == (0, None, None)
    assert found["sources"] == found["categories"] == []


def test_a_change_of_mind_counts_by_the_last_word_and_by_the_first_answer(ana: Person) -> None:
    add(ana, "a", category="TRAVEL", category_source="mcc")
    for code in ("INCOME", "TRAVEL"):
        set_category(ana, "a", code)
    found = ana.get(f"{TREE}/accuracy")
    assert (found["confirmed"], found["answered"], found["sources"][0]["source"]) == (1, 1, "mcc")
    assert found["right"] == 1


def test_a_correction_is_learnt_for_the_next_of_the_same_merchant(
    ana: Person, someone: Callable[..., Person]
) -> None:
    bob = someone()
    feeds = {person.id: Feed(person) for person in (ana, bob)}
    for person in (ana, bob):
        feeds[person.id].tell(amount="-5.00", description="NETFLIX.COM 1234 AMSTERDAM")
    first = ana.get("/api/transactions")["items"][0]
    assert first["category_source"] == "merchant"
    set_category(ana, first["transaction_id"], "TRAVEL")
    for person in (ana, bob):
        feeds[person.id].tell(amount="-7.00", description="NETFLIX.COM 9876 AMSTERDAM", id="second")
    hers, his = (person.get("/api/transactions/second") for person in (ana, bob))
    assert (hers["category"], hers["category_source"], hers["category_confidence"]) == (
        "TRAVEL",
        "correction",
        100,
    )
    assert (his["category"], his["category_source"]) == (first["category"], "merchant")


def test_what_a_person_teaches_is_used_on_what_is_pending(ana: Person) -> None:
    for name in ("a", "b"):
        add(ana, name, description="QWX ZZVK 12/03")
    set_category(ana, "a", "TRAVEL")
    assert post(ana, "categorize/").json == {"categorized": 1, "left": 0}
    assert ana.get("/api/transactions/b")["category_source"] == "correction"


def test_a_feed_that_says_it_again_leaves_the_owners_category(ana: Person) -> None:
    feed = Feed(ana)
    said = {"id": "n", "amount": "-5.00", "description": "NETFLIX.COM", "occurred_at": "2026-03-10T08:00:00Z"}
    feed.tell(**said)
    set_category(ana, "n", "TRAVEL")
    feed.tell(**{**said, "description": "NETFLIX.COM AMSTERDAM"})
    row = ana.get("/api/transactions/n")
    assert (row["description"], row["category"], row["category_source"]) == (
        "NETFLIX.COM AMSTERDAM",
        "TRAVEL",
        "user",
    )


def test_what_was_taught_is_counted_for_the_model(ana: Person) -> None:
    add(ana, "a", merchant="Zorzette")
    set_category(ana, "a", "TRAVEL")
    with ana.app.app_context():
        assert describe_model(ana.id)["examples"] == 1
