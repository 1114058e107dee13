"""The tree of categories: whole, of two levels, and shown in two languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from app.domain.banking.categories.taxonomy import TREE, Category, find, primary_of

PRIMARIES = [category for category in TREE if category.parent is None]
DETAILS = [category for category in TREE if category.parent is not None]


def test_there_are_sixteen_primaries_and_every_detail_of_plaids_first_version() -> None:
    # Counted in the published table: 104 details under 16 primaries.
    assert (len(PRIMARIES), len(DETAILS)) == (16, 104)


def test_every_code_is_there_once() -> None:
    assert Counter(category.code for category in TREE).most_common(1)[0][1] == 1


def test_parents_come_before_their_children() -> None:
    seen: set[str] = set()
    for category in TREE:
        assert category.parent is None or category.parent in seen
        seen.add(category.code)


def test_a_details_code_begins_with_its_primarys() -> None:
    assert all(category.code.startswith(f"{category.parent}_") for category in DETAILS)


def test_details_share_the_colour_of_their_primary_and_primaries_differ() -> None:
    colours = {category.code: category.colour for category in PRIMARIES}
    assert len(set(colours.values())) == 16
    assert all(category.colour == colours[category.parent or ""] for category in DETAILS)


@pytest.mark.parametrize("category", TREE, ids=lambda category: category.code)
def test_each_can_be_shown(category: Category) -> None:
    assert category.label
    assert category.label_ro
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", category.icon)
    assert re.fullmatch(r"#[0-9a-f]{6}", category.colour)


@pytest.mark.parametrize("field", ["label", "label_ro"])
def test_two_categories_under_one_parent_are_never_called_the_same(field: str) -> None:
    names = Counter((category.parent, getattr(category, field)) for category in TREE)
    assert names.most_common(1)[0][1] == 1


def test_a_code_is_found_with_its_labels() -> None:
    category = find("FOOD_AND_DRINK_COFFEE")
    assert category is not None
    assert (category.label, category.label_ro, category.parent) == ("Coffee", "Cafea", "FOOD_AND_DRINK")


@pytest.mark.parametrize("code", ["", "FOOD", "food_and_drink", "OWN_PONY", "FOOD_AND_DRINK_COFFEE "])
def test_other_texts_are_no_code(code: str) -> None:
    assert find(code) is None


@pytest.mark.parametrize(
    ("code", "primary"),
    [
        ("TRANSFER_IN_OTHER_TRANSFER_IN", "TRANSFER_IN"),
        ("TRAVEL", "TRAVEL"),
        ("OWN_PONY", "OWN_PONY"),
    ],
)
def test_the_primary_of_a_code(code: str, primary: str) -> None:
    assert primary_of(code) == primary
