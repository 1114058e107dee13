"""Actions as SQL: a rule's become the new values of what they change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, literal, null, or_, type_coerce

from app.domain.banking.rules.columns import CHANGEABLE, Column, Sight
from app.domain.banking.rules.tags import changed_tags
from app.domain.banking.rules.terms import (
    AddTag,
    AnyAction,
    AppendNotes,
    ClearCategory,
    RemoveTag,
    SetCategory,
    SetMerchant,
    SetNotes,
)

MAX_NOTES_LETTERS = 2_000


def compile_actions(actions: Sequence[AnyAction], sight: Sight) -> dict[str, Column]:
    """Return the new values of what a rule's actions change, by the names of `Sight.values`."""
    new: dict[str, Column] = {}
    for action in actions:
        if isinstance(action, SetCategory):
            new |= _new_category(sight, literal(action.category), "rule", force=action.force)
        elif isinstance(action, ClearCategory):
            new |= _new_category(sight, null(), None, force=action.force)
        elif isinstance(action, SetMerchant):
            new["merchant"] = literal(action.merchant)
    if any(isinstance(action, SetNotes | AppendNotes) for action in actions):
        new["notes"] = _new_notes(actions, sight.values["notes"])
    added = [action.tag for action in actions if isinstance(action, AddTag)]
    removed = [action.tag for action in actions if isinstance(action, RemoveTag)]
    if added or removed:
        new["tags"] = changed_tags(sight.values["tags"], added, removed)
    return new


def _new_category(sight: Sight, category: Any, source: str | None, *, force: bool) -> dict[str, Column]:
    """Leave what the owner set by hand, unless forced, and what is so already."""
    now, set_by = sight.values["category"], sight.values["category_source"]
    category = type_coerce(category, String())
    changes = now.is_distinct_from(category)
    if not force:
        changes &= set_by.is_distinct_from("user")
    return {
        "category": case((changes, category), else_=now),
        "category_source": case((changes, literal(source, String())), else_=set_by),
    }


def _new_notes(actions: Sequence[AnyAction], notes: Column) -> Column:
    base: Column = func.coalesce(notes, "")
    appended = [action for action in actions if isinstance(action, AppendNotes)]
    for action in actions:
        if isinstance(action, SetNotes):
            base = literal(action.notes) if action.force else case((base == "", action.notes), else_=base)
    found: Column = base
    for action in appended:
        padded = literal("\n").concat(base).concat("\n")
        there = func.replace(padded, f"\n{action.notes}\n", "") != padded
        found = found.concat(case((there, ""), else_=f"\n{action.notes}"))
    found = case((base == "", func.substr(found, 2)), else_=found)  # no line before the first one
    kept = case((func.length(found) <= MAX_NOTES_LETTERS, found), else_=base)
    return case((kept == "", notes), else_=kept)


def differs(new: Mapping[str, Column], sight: Sight) -> ColumnElement[bool]:
    """Tell whether any of the new values is another one than now."""
    found = [new[name].is_distinct_from(sight.values[name]) for name in CHANGEABLE if name in new]
    return or_(*found)
